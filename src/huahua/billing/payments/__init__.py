"""Payments: orders, providers behind one port, call-backs, refunds, recovery."""
