"""Values of the gateway: pure, no I/O."""
