"""How well personal data is found, and how rarely harmless text is stopped."""
