"""Signing in over HTTP."""
