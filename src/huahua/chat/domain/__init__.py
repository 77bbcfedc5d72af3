"""Values and rules of conversations: pure, no I/O."""
