"""Use cases of payments, one file each."""
