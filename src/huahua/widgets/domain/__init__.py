"""What a widget is, where it may stand, and how much its visitors may say."""
