"""Pictures decoded, checked and made smaller, in worker processes."""
