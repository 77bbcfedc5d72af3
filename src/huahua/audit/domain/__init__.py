"""What the audit log says, and how one finds that somebody changed it. Pure."""
