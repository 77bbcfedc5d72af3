"""Journeys of a person in a real browser against a real server."""
