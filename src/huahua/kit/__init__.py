"""Pure helpers without I/O or frameworks."""
