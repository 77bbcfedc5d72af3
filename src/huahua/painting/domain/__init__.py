"""Values and policies of painting: pure, no I/O."""
