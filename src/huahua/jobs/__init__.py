"""Runs: durable pieces of work with an append-only event log."""
