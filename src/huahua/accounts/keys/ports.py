"""Where keys are kept: keyed hashes, never a secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from huahua.accounts.keys.domain import ApiKey, KeyOwner, KeyRules
from huahua.audit.api import InTransaction


class KeyRepository(Protocol):
    """`then` is done at the end of the same transaction."""

    async def add_key(self, key: ApiKey, secret_hash: str, then: InTransaction) -> None: ...

    async def key_owners(self, secret_hashes: Sequence[str], now: datetime) -> dict[str, KeyOwner]:
        """By its hash, every key that is in force: neither revoked nor expired, its owner not disabled. The hash
        before the last rotation counts until the overlap ends."""
        ...

    async def key(self, key_id: str) -> ApiKey | None:
        """One that was not revoked."""
        ...

    async def keys_of(self, user_id: str) -> list[ApiKey]: ...

    async def keys_of_team(self, team_id: str) -> list[KeyOwner]: ...

    async def keys_with_prefix(self, prefix: str, limit: int) -> list[KeyOwner]:
        """Revoked ones too; by the prefix of the secret before the last rotation as well."""
        ...

    async def change_key(
        self, key_id: str, changes: dict[str, Any], rules: KeyRules | None, then: InTransaction
    ) -> None: ...

    async def rotate_key(
        self,
        key_id: str,
        secret_hash: str,
        prefix: str,
        old_until: datetime,
        rotated_at: datetime,
        then: InTransaction,
    ) -> bool:
        """The new secret is valid at once, the one before until `old_until`. False for a key that is revoked."""
        ...

    async def revoke_key(self, key_id: str, now: datetime, then: InTransaction) -> bool:
        """False for one that is revoked."""
        ...

    async def touch_keys(self, key_ids: Sequence[str], now: datetime) -> None: ...


class Places(Protocol):
    """What keys need to know of teams."""

    async def check_key_place(self, user_id: str, team_id: str, project_id: str | None) -> None:
        """Raises TeamNotFound where the user is no member, ProjectNotFound where it is none of the team's."""
        ...

    async def check_manages(self, user_id: str, team_id: str) -> None:
        """Raises TeamNotFound, or NotInCharge where the user may not manage others' keys."""
        ...
