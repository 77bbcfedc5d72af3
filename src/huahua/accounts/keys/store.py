"""Keys on the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, and_, null, or_, select, update
from sqlalchemy.engine import Row

from huahua.accounts.domain import Role, User
from huahua.accounts.keys.domain import ApiKey, KeyOwner, KeyRules, rules_from, rules_json
from huahua.accounts.store import users
from huahua.accounts.teams.tables import team_members
from huahua.audit.api import InTransaction
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault
from huahua.kit.limits import NO_LIMITS, Limits

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False, info=SEALED),
    Column("prefix", String(20), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("team_id", String(40)),
    Column("project_id", String(40)),
    Column("expires_at", UtcDateTime),
    Column("rules", Json),
    Column("old_hash", String(64)),
    Column("old_prefix", String(20)),
    Column("old_until", UtcDateTime),
    Column("rotated_at", UtcDateTime),
    Index("ix_api_keys_user_id_id", "user_id", "id"),
    Index("ix_api_keys_team_id", "team_id"),
    Index("ix_api_keys_prefix", "prefix"),
    Index("ix_api_keys_old_hash", "old_hash", unique=True),
)

_COLUMNS = [
    api_keys.c[name]
    for name in (
        "id",
        "user_id",
        "name",
        "prefix",
        "created_at",
        "team_id",
        "project_id",
        "last_used_at",
        "revoked_at",
        "old_prefix",
        "old_until",
    )
]
_RULES = [api_keys.c.rules, api_keys.c.expires_at]
_MEMBER = [team_members.c.spend_micros, team_members.c.spend_period]
_MEMBERSHIP = and_(team_members.c.team_id == api_keys.c.team_id, team_members.c.user_id == api_keys.c.user_id)
_USER = [users.c[name].label(f"owner_{name}") for name in User.__slots__]


class ApiKeyStore:
    """Port `KeyRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def add_key(self, key: ApiKey, secret_hash: str, then: InTransaction) -> None:
        values = {
            "id": key.id,
            "user_id": key.user_id,
            "name": key.name,
            "prefix": key.prefix,
            "secret_hash": secret_hash,
            "created_at": key.created_at,
            "team_id": key.team_id,
            "project_id": key.project_id,
            **_kept(key.rules),
        }
        async with self._db.write() as connection:
            await connection.execute(api_keys.insert().values(**self._vault.seal(api_keys, values)))
            await then(connection)

    async def key_owners(self, secret_hashes: Sequence[str], now: datetime) -> dict[str, KeyOwner]:
        columns = api_keys.c
        by_old = and_(columns.old_hash.in_(secret_hashes), columns.old_until > now)
        statement = (
            select(columns.secret_hash, columns.old_hash, *_COLUMNS, *_RULES, *_MEMBER, *_USER)
            .join(users, users.c.id == columns.user_id)
            .outerjoin(team_members, _MEMBERSHIP)
            .where(
                or_(columns.secret_hash.in_(secret_hashes), by_old),
                columns.revoked_at.is_(None),
                or_(columns.expires_at.is_(None), columns.expires_at > now),
                users.c.disabled.is_(False),
            )
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(statement)).all()
        owners = {}
        asked = set(secret_hashes)
        for row in rows:
            found = self._owner(row)
            if row.secret_hash in asked:
                owners[row.secret_hash] = found
            if row.old_hash in asked and row.old_until > now:
                owners[row.old_hash] = found
        return owners

    async def key(self, key_id: str) -> ApiKey | None:
        statement = (
            select(*_COLUMNS, *_RULES, *_MEMBER)
            .outerjoin(team_members, _MEMBERSHIP)
            .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return self._key(row) if row is not None else None

    async def keys_of(self, user_id: str) -> list[ApiKey]:
        statement = (
            select(*_COLUMNS, *_RULES)
            .where(api_keys.c.user_id == user_id, api_keys.c.revoked_at.is_(None))
            .order_by(api_keys.c.id.desc())
        )
        async with self._db.read() as connection:
            return [self._key(row) for row in await connection.execute(statement)]

    async def keys_of_team(self, team_id: str) -> list[KeyOwner]:
        return await self._owners(and_(api_keys.c.team_id == team_id, api_keys.c.revoked_at.is_(None)))

    async def keys_with_prefix(self, prefix: str, limit: int) -> list[KeyOwner]:
        columns = api_keys.c
        found = or_(
            columns.prefix.startswith(prefix, autoescape=True),
            columns.old_prefix.startswith(prefix, autoescape=True),
        )
        return await self._owners(found, limit)

    async def _owners(self, found: Any, limit: int = 1000) -> list[KeyOwner]:
        statement = (
            select(*_COLUMNS, *_RULES, *_USER)
            .join(users, users.c.id == api_keys.c.user_id)
            .where(found)
            .order_by(api_keys.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [self._owner(row) for row in await connection.execute(statement)]

    def _owner(self, row: Row[Any]) -> KeyOwner:
        stored = {name: row._mapping[f"owner_{name}"] for name in User.__slots__}
        values = self._vault.open(users, stored)
        return KeyOwner(self._key(row), User(**(values | {"role": Role(values["role"])})))

    def _key(self, row: Row[Any]) -> ApiKey:
        stored = {column.name: row._mapping[column.name] for column in _COLUMNS}
        values = self._vault.open(api_keys, stored)
        spend = row._mapping.get("spend_micros")
        member = Limits(spend_micros=spend, spend_period=row.spend_period) if spend is not None else NO_LIMITS
        return ApiKey(**values, rules=rules_from(row.rules, row.expires_at), member=member)

    async def change_key(
        self, key_id: str, changes: dict[str, Any], rules: KeyRules | None, then: InTransaction
    ) -> None:
        values = self._vault.seal(api_keys, changes, key_id) | (_kept(rules) if rules is not None else {})
        async with self._db.write() as connection:
            await connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(**values))
            await then(connection)

    async def rotate_key(
        self,
        key_id: str,
        secret_hash: str,
        prefix: str,
        old_until: datetime,
        rotated_at: datetime,
        then: InTransaction,
    ) -> bool:
        columns = api_keys.c
        statement = (
            update(api_keys)
            .where(columns.id == key_id, columns.revoked_at.is_(None))
            .values(
                old_hash=columns.secret_hash,
                old_prefix=columns.prefix,
                old_until=old_until,
                secret_hash=secret_hash,
                prefix=prefix,
                rotated_at=rotated_at,
            )
        )
        async with self._db.write() as connection:
            if not (await connection.execute(statement)).rowcount:
                return False
            await then(connection)
        return True

    async def revoke_key(self, key_id: str, now: datetime, then: InTransaction) -> bool:
        columns = api_keys.c
        statement = update(api_keys).where(columns.id == key_id, columns.revoked_at.is_(None))
        async with self._db.write() as connection:
            if not (await connection.execute(statement.values(revoked_at=now))).rowcount:
                return False
            await then(connection)
        return True

    async def touch_keys(self, key_ids: Sequence[str], now: datetime) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                update(api_keys).where(api_keys.c.id.in_(key_ids)).values(last_used_at=now)
            )


def _kept(rules: KeyRules) -> dict[str, Any]:
    plain = KeyRules(expires_at=rules.expires_at) == rules
    return {"expires_at": rules.expires_at, "rules": null() if plain else rules_json(rules)}
