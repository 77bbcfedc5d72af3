"""Use cases: looking at calls, and what people set and decide."""
