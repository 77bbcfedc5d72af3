"""Tables of second steps and known browsers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text, delete, func, select, update

from huahua.accounts.signin.domain import TotpFactor
from huahua.infra.db import Database, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

totp_factors = Table(
    "totp_factors",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("secret", Text, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", UtcDateTime),
)

known_devices = Table(
    "known_devices",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("token_hash", String(64), primary_key=True),
    Column("last_seen_at", UtcDateTime, nullable=False),
)
"""Browsers that somebody has signed in from: strangers' guesses do not slow them down."""

MAX_DEVICES = 20
"""Of one person; the one that was seen longest ago is forgotten."""


class FactorStore:
    """Implements `ports.FactorRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def totp(self, user_id: str) -> TotpFactor | None:
        async with self._db.read() as connection:
            row = (
                await connection.execute(select(totp_factors).where(totp_factors.c.user_id == user_id))
            ).first()
        if row is None:
            return None
        values = self._vault.open(totp_factors, row._mapping)
        return TotpFactor(**(values | {"secret": bytes.fromhex(values["secret"])}))

    async def begin_totp(self, factor: TotpFactor) -> bool:
        values = {
            "user_id": factor.user_id,
            "secret": factor.secret.hex(),
            "created_at": factor.created_at,
            "last_step": factor.last_step,
        }
        values = self._vault.seal(totp_factors, values)
        statement = (
            self._db.insert(totp_factors)
            .values(**values)
            .on_conflict_do_update(
                index_elements=["user_id"], set_=values, where=totp_factors.c.confirmed_at.is_(None)
            )
        )
        async with self._db.write() as connection:
            return bool((await connection.execute(statement.returning(totp_factors.c.user_id))).first())

    async def confirm_totp(self, user_id: str, step: int, now: datetime, code_hashes: Sequence[str]) -> bool:
        statement = (
            update(totp_factors)
            .where(totp_factors.c.user_id == user_id, totp_factors.c.confirmed_at.is_(None))
            .values(confirmed_at=now, last_step=step)
            .returning(totp_factors.c.user_id)
        )
        async with self._db.write() as connection:
            if (await connection.execute(statement)).first() is None:
                return False
            await connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
            await connection.execute(recovery_codes.insert(), _codes(user_id, code_hashes))
        return True

    async def use_step(self, user_id: str, step: int) -> bool:
        statement = (
            update(totp_factors)
            .where(
                totp_factors.c.user_id == user_id,
                totp_factors.c.confirmed_at.is_not(None),
                totp_factors.c.last_step < step,
            )
            .values(last_step=step)
            .returning(totp_factors.c.user_id)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).first() is not None

    async def drop_totp(self, user_id: str) -> bool:
        statement = delete(totp_factors).where(totp_factors.c.user_id == user_id)
        async with self._db.write() as connection:
            dropped = (await connection.execute(statement.returning(totp_factors.c.confirmed_at))).first()
            await connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
        return dropped is not None and dropped.confirmed_at is not None

    async def renew_codes(self, user_id: str, code_hashes: Sequence[str]) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
            await connection.execute(recovery_codes.insert(), _codes(user_id, code_hashes))

    async def use_code(self, user_id: str, code_hash: str, now: datetime) -> bool:
        statement = (
            update(recovery_codes)
            .where(
                recovery_codes.c.user_id == user_id,
                recovery_codes.c.code_hash == code_hash,
                recovery_codes.c.used_at.is_(None),
            )
            .values(used_at=now)
            .returning(recovery_codes.c.user_id)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).first() is not None

    async def codes_left(self, user_id: str) -> int:
        statement = (
            select(func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.user_id == user_id, recovery_codes.c.used_at.is_(None))
        )
        async with self._db.read() as connection:
            return (await connection.execute(statement)).scalar_one()


class DeviceStore:
    """Implements `ports.DeviceRepository`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def is_known(self, user_id: str, token_hash: str, since: datetime) -> bool:
        statement = select(known_devices.c.user_id).where(
            known_devices.c.user_id == user_id,
            known_devices.c.token_hash == token_hash,
            known_devices.c.last_seen_at > since,
        )
        async with self._db.read() as connection:
            return (await connection.execute(statement)).first() is not None

    async def remember(self, user_id: str, token_hash: str, now: datetime) -> None:
        insert = self._db.insert(known_devices).values(
            user_id=user_id, token_hash=token_hash, last_seen_at=now
        )
        of_user = known_devices.c.user_id == user_id
        newest = (
            select(known_devices.c.token_hash)
            .where(of_user)
            .order_by(known_devices.c.last_seen_at.desc())
            .limit(MAX_DEVICES)
        )
        async with self._db.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["user_id", "token_hash"], set_={"last_seen_at": now}
                )
            )
            await connection.execute(
                delete(known_devices).where(of_user, known_devices.c.token_hash.not_in(newest))
            )

    async def forget_devices(self, user_id: str) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(known_devices).where(known_devices.c.user_id == user_id))


def _codes(user_id: str, code_hashes: Sequence[str]) -> list[dict[str, str]]:
    return [{"user_id": user_id, "code_hash": code_hash} for code_hash in code_hashes]
