"""What access tokens need kept: secrets as keyed hashes, private keys sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from huahua.accounts.tokens.domain import AccessClaims, Client, Owner, SigningKey


class KeyRepository(Protocol):
    async def keys(self) -> list[SigningKey]: ...

    async def add_key(self, key: SigningKey) -> None: ...

    async def drop_keys(self, ids: list[str]) -> None: ...


class ClientRepository(Protocol):
    async def add_client(self, client: Client, secret_hash: str, limit: int) -> bool:
        """False when the owner has as many as `limit`."""
        ...

    async def clients_of(self, user_id: str) -> list[Client]: ...

    async def revoke_client(self, client_id: str, user_id: str, now: datetime) -> bool: ...

    async def client_by_secret(self, client_id: str, secret_hash: str) -> tuple[Client, Owner] | None:
        """The client in force, with its owner, who is not disabled."""
        ...

    async def touch_client(self, client_id: str, now: datetime) -> None: ...

    async def token_owner(self, claims: AccessClaims) -> Owner | None:
        """Whose token it is, as long as neither it nor its client is revoked and the owner is not disabled."""
        ...

    async def revoke_token(self, claims: AccessClaims, now: datetime) -> None: ...
