"""Values and rules of training, without I/O."""
