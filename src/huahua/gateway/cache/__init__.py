"""Replies that were given before: exact in memory and Redis, by meaning, one upstream call for equal ones."""
