"""Avatars in the making: projects with a tree of steps, candidates and picks."""
