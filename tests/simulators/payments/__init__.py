"""Payment providers on this machine. They sign and verify with the official libraries' own code."""
