"""OpenAI <-> Anthropic."""
