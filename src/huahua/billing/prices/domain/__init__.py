"""What a price book says, and what a call costs by it. Pure."""
