"""Chat widgets: one line in a web site's page lets its visitors talk with a bot in the owner's name."""
