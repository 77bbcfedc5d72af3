"""What somebody is shown by: a small square picture beside their name."""
