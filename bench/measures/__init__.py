"""One module per group of figures; each gives rows for the table."""
