"""Use cases of the audit log, one file each."""
