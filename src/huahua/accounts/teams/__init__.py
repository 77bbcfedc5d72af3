"""Teams, their members and projects."""
