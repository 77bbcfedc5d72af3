"""Providers behind the gateway port: vendors over the network and the built-in engines."""
