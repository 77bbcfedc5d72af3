"""Exact arithmetic, percentages and everyday units, from words in English and Chinese."""
