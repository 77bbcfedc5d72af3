"""Conversations, turns, context window and summary; the talk-and-paint pipeline."""
