"""Orders, refunds and the arithmetic of money that changes hands. Pure."""
