"""Tables of access tokens. A token itself is kept nowhere; only that it was revoked, until it expires."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, delete, func, select, update
from sqlalchemy.engine import Row

from huahua.accounts.domain import Role
from huahua.accounts.store import users
from huahua.accounts.tokens.domain import AccessClaims, Client, Owner, SigningKey
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("public", Json, nullable=False),
    Column("private", Text, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
)

oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False, info=SEALED),
    Column("secret_hash", String(64), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Index("ix_oauth_clients_user_id_id", "user_id", "id"),
)

revoked_tokens = Table(
    "revoked_tokens",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

_CLIENT = [column for column in oauth_clients.c if column.name not in {"secret_hash", "revoked_at"}]


class KeyStore:
    """Implements `ports.KeyRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def keys(self) -> list[SigningKey]:
        async with self._db.read() as connection:
            rows = (await connection.execute(select(signing_keys))).all()
        return [self._key(row) for row in rows]

    async def add_key(self, key: SigningKey) -> None:
        values = {
            "id": key.id,
            "public": key.public,
            "private": json.dumps(key.private),
            "created_at": key.created_at,
        }
        async with self._db.write() as connection:
            await connection.execute(signing_keys.insert().values(**self._vault.seal(signing_keys, values)))

    async def drop_keys(self, ids: list[str]) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(signing_keys).where(signing_keys.c.id.in_(ids)))

    def _key(self, row: Row[Any]) -> SigningKey:
        values = self._vault.open(signing_keys, row._mapping)
        return SigningKey(**(values | {"private": json.loads(values["private"])}))


class ClientStore:
    """Implements `ports.ClientRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def add_client(self, client: Client, secret_hash: str, limit: int) -> bool:
        owner = select(users.c.id).where(users.c.id == client.user_id).with_for_update()
        counted = (
            select(func.count())
            .select_from(oauth_clients)
            .where(oauth_clients.c.user_id == client.user_id, oauth_clients.c.revoked_at.is_(None))
        )
        async with self._db.write() as connection:
            await connection.execute(owner)  # clients of one person are made one after another
            if (await connection.execute(counted)).scalar_one() >= limit:
                return False
            values = {
                "id": client.id,
                "user_id": client.user_id,
                "name": client.name,
                "secret_hash": secret_hash,
                "scopes": list(client.scopes),
                "created_at": client.created_at,
            }
            await connection.execute(oauth_clients.insert().values(**self._vault.seal(oauth_clients, values)))
        return True

    async def clients_of(self, user_id: str) -> list[Client]:
        statement = (
            select(*_CLIENT)
            .where(oauth_clients.c.user_id == user_id, oauth_clients.c.revoked_at.is_(None))
            .order_by(oauth_clients.c.id.desc())
        )
        async with self._db.read() as connection:
            return [self._client(row) for row in await connection.execute(statement)]

    async def revoke_client(self, client_id: str, user_id: str, now: datetime) -> bool:
        statement = (
            update(oauth_clients)
            .where(
                oauth_clients.c.id == client_id,
                oauth_clients.c.user_id == user_id,
                oauth_clients.c.revoked_at.is_(None),
            )
            .values(revoked_at=now)
            .returning(oauth_clients.c.id)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).first() is not None

    async def client_by_secret(self, client_id: str, secret_hash: str) -> tuple[Client, Owner] | None:
        statement = (
            select(*_CLIENT, users.c.role)
            .join(users, users.c.id == oauth_clients.c.user_id)
            .where(
                oauth_clients.c.id == client_id,
                oauth_clients.c.secret_hash == secret_hash,
                oauth_clients.c.revoked_at.is_(None),
                users.c.disabled.is_(False),
            )
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return (self._client(row), Owner(row.user_id, Role(row.role))) if row else None

    async def touch_client(self, client_id: str, now: datetime) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                update(oauth_clients).where(oauth_clients.c.id == client_id).values(last_used_at=now)
            )

    async def token_owner(self, claims: AccessClaims) -> Owner | None:
        revoked = select(revoked_tokens.c.id).where(revoked_tokens.c.id == claims.id).exists()
        statement = (
            select(users.c.id, users.c.role)
            .join(oauth_clients, oauth_clients.c.user_id == users.c.id)
            .where(
                users.c.id == claims.user_id,
                users.c.disabled.is_(False),
                oauth_clients.c.id == claims.client_id,
                oauth_clients.c.revoked_at.is_(None),
                ~revoked,
            )
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return Owner(row.id, Role(row.role)) if row else None

    async def revoke_token(self, claims: AccessClaims, now: datetime) -> None:
        insert = self._db.insert(revoked_tokens).values(id=claims.id, expires_at=claims.expires_at)
        async with self._db.write() as connection:
            await connection.execute(delete(revoked_tokens).where(revoked_tokens.c.expires_at < now))
            await connection.execute(insert.on_conflict_do_nothing())

    def _client(self, row: Any) -> Client:
        name = self._vault.open(oauth_clients, {"id": row.id, "name": row.name})["name"]
        return Client(row.id, row.user_id, name, tuple(row.scopes), row.created_at, row.last_used_at)
