"""Many calls at once, without haste: files of requests, and batches that work them off."""
