"""Personal data in texts: found, replaced by tokens, put back. Pure."""
