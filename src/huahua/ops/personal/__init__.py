"""A person's data: a copy of everything, the deletion of everything, and what is kept for how long."""
