"""Judging candidates: what a picture shows of a spec."""
