"""Engines that draw avatars."""
