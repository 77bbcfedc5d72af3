"""Composition root: settings, wiring, the ASGI application, the command line.

Only this package reads the environment and only it puts adapters behind ports.
"""
