"""The model gateway: one port, many providers, the dialects that clients speak."""
