"""Widgets over HTTP: for owners, for visitors, and the page that a site frames."""
