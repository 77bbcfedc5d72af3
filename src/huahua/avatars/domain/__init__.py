"""Options of avatars and the reading of descriptions: pure, no I/O."""
