"""What users do with conversations, by verb."""
