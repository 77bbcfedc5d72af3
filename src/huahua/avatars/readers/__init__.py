"""Readers of descriptions beside the rules of `domain.reading`."""
