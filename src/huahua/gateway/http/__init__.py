"""Edges: one module per public dialect. Parse, authorise, one service call, render."""
