"""The table of links that people get by e-mail: invitations and resets."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row

from huahua.accounts.domain import Role
from huahua.accounts.signin.domain import KEPT_AFTER, Link, LinkKind
from huahua.infra.db import Database, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault, findable

account_links = Table(
    "account_links",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("email", Text, nullable=False, info=findable("email_hash")),
    Column("email_hash", String(64), nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), index=True),
    Column("role", String(20)),
    Column("name", Text, nullable=False, info=SEALED),
    Column("created_by", String(40)),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Index("ix_account_links_kind_email_hash", "kind", "email_hash"),
)

_COLUMNS = [column for column in account_links.c if column.name not in {"token_hash", "email_hash"}]


class LinkStore:
    """Implements `ports.LinkRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    def _has_email(self, email: str) -> ColumnElement[bool]:
        return account_links.c.email_hash == self._vault.find(account_links, "email", email)

    async def add(self, link: Link, token_hash: str) -> None:
        """An earlier link of this kind to the same address ends."""
        table, values = account_links.c, asdict(link) | {"token_hash": token_hash}
        before = (table.kind == link.kind) & self._has_email(link.email) & table.used_at.is_(None)
        long_over = table.expires_at < link.created_at - KEPT_AFTER
        async with self._db.write() as connection:
            await connection.execute(delete(account_links).where(or_(before, long_over)))
            await connection.execute(account_links.insert().values(**self._vault.seal(account_links, values)))

    async def by_token(self, kind: LinkKind, token_hash: str, now: datetime) -> Link | None:
        """A link that is still good."""
        table = account_links.c
        statement = select(*_COLUMNS).where(
            table.kind == kind,
            table.token_hash == token_hash,
            table.used_at.is_(None),
            table.expires_at > now,
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return self._link(row) if row else None

    async def use(self, link_id: str, now: datetime) -> bool:
        """Whether it was still good, and is used up now."""
        table = account_links.c
        statement = (
            update(account_links)
            .where(table.id == link_id, table.used_at.is_(None), table.expires_at > now)
            .values(used_at=now)
            .returning(table.id)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).first() is not None

    async def give_back(self, link_id: str) -> None:
        """What was to be done with it failed."""
        async with self._db.write() as connection:
            await connection.execute(
                update(account_links).where(account_links.c.id == link_id).values(used_at=None)
            )

    async def open_invitation(self, email: str, now: datetime) -> Link | None:
        table = account_links.c
        statement = select(*_COLUMNS).where(
            table.kind == LinkKind.INVITATION,
            self._has_email(email),
            table.used_at.is_(None),
            table.expires_at > now,
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return self._link(row) if row else None

    async def invitations(self) -> list[Link]:
        """Those that were not used, the newest first."""
        table = account_links.c
        statement = select(*_COLUMNS).where(table.kind == LinkKind.INVITATION, table.used_at.is_(None))
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(table.id.desc()).limit(200))
            return [self._link(row) for row in rows]

    async def drop_invitation(self, link_id: str) -> bool:
        table = account_links.c
        statement = delete(account_links).where(
            table.id == link_id, table.kind == LinkKind.INVITATION, table.used_at.is_(None)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement.returning(table.id))).first() is not None

    async def drop_of_user(self, user_id: str) -> None:
        """Links that would change this person's password."""
        async with self._db.write() as connection:
            await connection.execute(delete(account_links).where(account_links.c.user_id == user_id))

    def _link(self, row: Row[Any]) -> Link:
        values = self._vault.open(account_links, row._mapping)
        role = values["role"]
        return Link(**(values | {"kind": LinkKind(values["kind"]), "role": Role(role) if role else None}))
