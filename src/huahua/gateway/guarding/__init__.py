"""What stands between callers and models: a port for masking and rules, and how streams pass through it."""
