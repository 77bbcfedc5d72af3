"""Ways to make a written prompt richer."""
