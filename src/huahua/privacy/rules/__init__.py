"""Rules for content: tiered lists of words and patterns, found in spite of evasion. Pure."""
