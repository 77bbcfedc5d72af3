"""Faults of upstreams."""
