"""Painters behind a wire of their own. Each refuses fields and shapes that its vendor does not document."""
