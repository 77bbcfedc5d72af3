"""What vendors of one protocol family do differently: data, not code."""
