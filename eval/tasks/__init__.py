"""The classifier that tells kinds of task apart: its prompts, its training, its measurement."""
