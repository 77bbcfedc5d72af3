"""Access tokens for programs: OAuth 2.0 client credentials, signed JWTs, revocation."""
