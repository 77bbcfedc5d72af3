"""Avatars that talk: words to mouth shapes in time, and files that play them."""
