"""API keys: what they may be used for, their secrets, and their change."""
