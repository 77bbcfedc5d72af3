"""Vector drawing: shapes, the pen that makes them, and their SVG text."""
