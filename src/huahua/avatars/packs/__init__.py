"""A character pack: one avatar with many expressions, in sizes and on grounds, as a ZIP."""
