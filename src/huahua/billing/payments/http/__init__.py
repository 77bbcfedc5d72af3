"""Payments over HTTP: customers, operators, call-backs, the simulator's pay page."""
