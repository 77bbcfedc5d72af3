"""What words mean: the Chinese and English lexicon, and reading a sentence with it."""
