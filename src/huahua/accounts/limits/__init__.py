"""Limits that an operator gives to one person or one team."""
