"""Access tokens as JWTs (RFC 9068): made for a client, read from a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from huahua.accounts.tokens.domain import ACCESS_LIFETIME, AccessClaims, Client
from huahua.accounts.tokens.keys import SigningKeys
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.kit.jwt import peek_header

TYPE = "at+jwt"
MAX_CHARACTERS = 3_000


class AccessTokens:
    """`issuer` is this server's address, as it stands in every token."""

    def __init__(self, keys: SigningKeys, issuer: str, *, clock: Clock = utc_now) -> None:
        self._keys = keys
        self.issuer = issuer
        self._clock = clock

    async def make(self, client: Client, scopes: Sequence[str]) -> str:
        from huahua.accounts.tokens.jose import sign

        key = await self._keys.signing()
        now = int(self._clock().timestamp())
        said = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": client.user_id,
            "client_id": client.id,
            "iat": now,
            "exp": now + int(ACCESS_LIFETIME.total_seconds()),
            "jti": new_id("tok"),
            "scope": " ".join(scopes),
        }
        return sign(said, key.private, kind=TYPE)

    async def read(self, token: str) -> AccessClaims | None:
        """None for anything that is not a token of this server that is in time."""
        header = peek_header(token) if len(token) <= MAX_CHARACTERS else None
        if header is None or header.get("typ") != TYPE or not isinstance(header.get("kid"), str):
            return None
        keys = await self._keys.verifying(header["kid"])
        if keys is None:
            return None
        from huahua.accounts.tokens.jose import read

        said = read(token, keys)
        if said is None:
            return None
        if said["iss"] != self.issuer or said["aud"] != self.issuer:
            return None
        claims = AccessClaims(
            id=said["jti"],
            client_id=said["client_id"],
            user_id=said["sub"],
            scopes=frozenset(said["scope"].split()),
            expires_at=datetime.fromtimestamp(said["exp"], UTC),
        )
        return claims if self._clock() < claims.expires_at else None
