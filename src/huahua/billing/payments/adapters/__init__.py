"""Payment providers, one file each. None knows another."""
