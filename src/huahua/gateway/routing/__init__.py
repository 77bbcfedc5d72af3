"""Which rows may serve a call, in which order, and why. Pure: health and prices are input data."""
