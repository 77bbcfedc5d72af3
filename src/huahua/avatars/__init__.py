"""Avatars: words and options to vector faces."""
