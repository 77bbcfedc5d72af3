"""Bindings: what one area asks for through its port, given by another area's face."""
