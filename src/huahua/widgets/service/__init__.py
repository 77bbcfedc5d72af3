"""Use cases of widgets: of their owners, and of visitors."""
