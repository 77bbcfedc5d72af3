"""Tables of accounts. Secrets are kept as keyed hashes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from huahua.accounts.domain import Role, Session, User
from huahua.accounts.errors import EmailTaken
from huahua.audit.api import InTransaction
from huahua.infra.db import Database, UtcDateTime, is_unique_violation, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault, findable

users = Table(
    "users",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("email", Text, nullable=False, unique=True, info=findable("email_hash")),
    # Null in rows that were stored before e-mails were sealed, until they are.
    Column("email_hash", String(64)),
    Column("name", Text, nullable=False, info=SEALED),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("locale", String(10)),
    Column("theme", String(10), nullable=False, server_default="system"),
    Column("disabled", Boolean, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("portrait", String(40)),
    Index("ix_users_email_hash", "email_hash", unique=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("user_agent", Text, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("address", Text, nullable=False, server_default="", info=SEALED),
)

setup_codes = Table(
    "setup_codes",
    metadata,
    Column("id", String(10), primary_key=True),
    Column("code", String(20), nullable=False),
)
"""At most one row: the code that the start prints until the first administrator exists. It opens an
empty installation only, so it is kept in clear to be printed again at the next start."""

_USER_COLUMNS = [column for column in users.c if column.name not in {"password_hash", "email_hash"}]
_SESSION_COLUMNS = [column for column in sessions.c if column.name != "token_hash"]


def _to_user(values: dict[str, Any]) -> User:
    return User(**(values | {"role": Role(values["role"])}))


class AccountStore:
    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    def _opened(self, row: Row[Any]) -> User:
        return _to_user(self._vault.open(users, row._mapping))

    def _session(self, row: Row[Any]) -> Session:
        return Session(**self._vault.open(sessions, row._mapping))

    def _has_email(self, email: str) -> ColumnElement[bool]:
        return or_(users.c.email_hash == self._vault.find(users, "email", email), users.c.email == email)

    async def count_users(self) -> int:
        async with self._db.read() as connection:
            return (await connection.execute(select(func.count()).select_from(users))).scalar_one()

    async def add_user(
        self, user: User, password_hash: str, *, only_first: bool = False, then: Sequence[InTransaction] = ()
    ) -> bool:
        """Store a user; with `only_first`, only while there is none (False otherwise). Raises EmailTaken."""
        values = {
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "role": user.role,
            "password_hash": password_hash,
            "locale": user.locale,
            "theme": user.theme,
            "disabled": user.disabled,
            "created_at": user.created_at,
        }
        try:
            async with self._db.write() as connection:
                if not self._db.is_sqlite and only_first:
                    await connection.exec_driver_sql("LOCK TABLE users IN EXCLUSIVE MODE")
                if only_first and (await connection.execute(select(users.c.id).limit(1))).first():
                    return False
                if (await connection.execute(select(users.c.id).where(self._has_email(user.email)))).first():
                    raise EmailTaken(user.email)
                await connection.execute(users.insert().values(**self._vault.seal(users, values)))
                for work in then:
                    await work(connection)
        except IntegrityError as fault:
            if is_unique_violation(fault):
                raise EmailTaken(user.email) from fault
            raise
        return True

    async def user(self, user_id: str) -> User | None:
        async with self._db.read() as connection:
            row = (await connection.execute(select(*_USER_COLUMNS).where(users.c.id == user_id))).first()
        return self._opened(row) if row else None

    async def user_by_email(self, email: str) -> tuple[User, str] | None:
        """The user and the password hash."""
        async with self._db.read() as connection:
            statement = select(*_USER_COLUMNS, users.c.password_hash).where(self._has_email(email))
            row = (await connection.execute(statement)).first()
        if row is None:
            return None
        values = self._vault.open(users, row._mapping)
        password_hash = values.pop("password_hash")
        return _to_user(values), password_hash

    async def users(self) -> list[User]:
        async with self._db.read() as connection:
            rows = await connection.execute(select(*_USER_COLUMNS).order_by(users.c.id))
            return [self._opened(row) for row in rows]

    async def change_user(
        self, user_id: str, changes: dict[str, Any], *, then: Sequence[InTransaction] = ()
    ) -> bool:
        """Change a user, unless that would leave no administrator (False then). One transaction."""
        in_charge = select(func.count()).select_from(users)
        in_charge = in_charge.where(users.c.role == Role.ADMINISTRATOR, users.c.disabled.is_(False))
        async with self._db.write() as connection:
            if not self._db.is_sqlite:
                await connection.exec_driver_sql("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE")
            before = (await connection.execute(in_charge)).scalar_one()
            sealed = self._vault.seal(users, changes, user_id)
            await connection.execute(update(users).where(users.c.id == user_id).values(**sealed))
            if before and not (await connection.execute(in_charge)).scalar_one():
                await connection.rollback()
                return False
            for work in then:
                await work(connection)
        return True

    async def add_session(self, session: Session, token_hash: str) -> None:
        values = {
            "id": session.id,
            "user_id": session.user_id,
            "token_hash": token_hash,
            "user_agent": session.user_agent,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "expires_at": session.expires_at,
            "address": session.address,
        }
        async with self._db.write() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at < session.created_at))
            await connection.execute(sessions.insert().values(**self._vault.seal(sessions, values)))

    async def session_owner(self, token_hash: str, now: datetime) -> tuple[Session, User] | None:
        statement = (
            select(*_SESSION_COLUMNS)
            .join(users, users.c.id == sessions.c.user_id)
            .where(
                sessions.c.token_hash == token_hash, sessions.c.expires_at > now, users.c.disabled.is_(False)
            )
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        if row is None:
            return None
        session = self._session(row)
        user = await self.user(session.user_id)
        return (session, user) if user is not None else None

    async def sessions_of(self, user_id: str, now: datetime) -> list[Session]:
        statement = select(*_SESSION_COLUMNS).where(
            sessions.c.user_id == user_id, sessions.c.expires_at > now
        )
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(sessions.c.last_seen_at.desc()))
            return [self._session(row) for row in rows]

    async def touch_session(self, session_id: str, now: datetime) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                update(sessions).where(sessions.c.id == session_id).values(last_seen_at=now)
            )

    async def delete_sessions(
        self,
        user_id: str,
        *,
        only: str | None = None,
        except_: str | None = None,
        then: Sequence[InTransaction] = (),
    ) -> list[str]:
        """Delete a user's sessions and return the token hashes that stopped working; `then`, if there were any."""
        statement = delete(sessions).where(sessions.c.user_id == user_id)
        if only is not None:
            statement = statement.where(sessions.c.id == only)
        if except_ is not None:
            statement = statement.where(sessions.c.id != except_)
        async with self._db.write() as connection:
            rows = await connection.execute(statement.returning(sessions.c.token_hash))
            hashes = [row.token_hash for row in rows]
            for work in then if hashes else ():
                await work(connection)
            return hashes

    async def setup_code(self) -> str | None:
        async with self._db.read() as connection:
            return (await connection.execute(select(setup_codes.c.code))).scalar()

    async def keep_setup_code(self, code: str) -> str:
        """Store the code unless there is one, and return the one in force."""
        async with self._db.write() as connection:
            await connection.execute(
                self._db.insert(setup_codes).values(id="setup", code=code).on_conflict_do_nothing()
            )
            kept: str = (await connection.execute(select(setup_codes.c.code))).scalar_one()
            return kept

    async def drop_setup_code(self) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(setup_codes))
