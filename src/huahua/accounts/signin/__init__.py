"""Signing in: password, second step, providers, invitations and resets."""
