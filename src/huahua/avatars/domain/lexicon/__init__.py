"""What words of a description mean, in Chinese (simplified) and English: one dictionary for all readers."""
