"""The table of who is who at a provider."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint, delete, select, update
from sqlalchemy.exc import IntegrityError

from huahua.accounts.errors import IdentityTaken
from huahua.accounts.signin.oidc.domain import LinkedIdentity
from huahua.infra.db import Database, UtcDateTime, is_unique_violation, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

linked_identities = Table(
    "linked_identities",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("provider", String(100), nullable=False),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("email", Text, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
    UniqueConstraint("issuer", "subject", name="uq_linked_identities_issuer"),
)
"""Issuer and subject together are a person (OpenID Connect Core, section 5.7); the e-mail address is only shown."""


class IdentityStore:
    """Implements `ports.IdentityRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def owner(self, issuer: str, subject: str) -> str | None:
        statement = select(linked_identities.c.user_id).where(
            linked_identities.c.issuer == issuer, linked_identities.c.subject == subject
        )
        async with self._db.read() as connection:
            found: str | None = (await connection.execute(statement)).scalar()
            return found

    async def link(self, identity: LinkedIdentity) -> None:
        """Raises IdentityTaken."""
        values = self._vault.seal(linked_identities, asdict(identity))
        try:
            async with self._db.write() as connection:
                await connection.execute(linked_identities.insert().values(**values))
        except IntegrityError as fault:
            if is_unique_violation(fault):
                raise IdentityTaken from fault
            raise

    async def touch(self, issuer: str, subject: str, now: datetime) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                update(linked_identities)
                .where(linked_identities.c.issuer == issuer, linked_identities.c.subject == subject)
                .values(last_used_at=now)
            )

    async def identities_of(self, user_id: str) -> list[LinkedIdentity]:
        statement = (
            select(linked_identities)
            .where(linked_identities.c.user_id == user_id)
            .order_by(linked_identities.c.id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(statement)).all()
        return [LinkedIdentity(**self._vault.open(linked_identities, row._mapping)) for row in rows]

    async def unlink(self, identity_id: str, user_id: str) -> bool:
        statement = delete(linked_identities).where(
            linked_identities.c.id == identity_id, linked_identities.c.user_id == user_id
        )
        async with self._db.write() as connection:
            gone = await connection.execute(statement.returning(linked_identities.c.id))
            return gone.first() is not None
