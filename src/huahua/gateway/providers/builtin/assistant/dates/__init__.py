"""Dates, festivals, spans and times around the world, from words in English and Chinese."""
