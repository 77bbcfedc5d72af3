"""Upkeep of encryption at rest: another data key now and then, and everything sealed under the newest one."""
