"""Plans, subscriptions, top-up codes, notices and wishes for automatic top-up, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.plans.domain.subscription import Subscription
from huahua.billing.plans.domain.terms import Terms
from huahua.infra.db import Database, Json, UtcDateTime, metadata

plans = Table(
    "plans",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("terms", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("open_user_id", String(40), unique=True),
    Column("plan_id", String(40), nullable=False),
    Column("plan_name", String(100), nullable=False),
    Column("terms", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("anchor", UtcDateTime, nullable=False),
    Column("periods", Integer, nullable=False),
    Column("months", Integer, nullable=False),
    Column("period_start", UtcDateTime, nullable=False),
    Column("period_end", UtcDateTime, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("next_plan_id", String(40)),
    Column("used_before", Json),
    Column("revision", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_subscriptions_user_id", "user_id"),
    Index("ix_subscriptions_state_period_end", "state", "period_end"),
)
top_up_batches = Table(
    "top_up_batches",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("amount_micros", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("grant_days", Integer),
    Column("revoked_at", UtcDateTime),
    Column("created_by", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
)
top_up_codes = Table(
    "top_up_codes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("batch_id", String(40), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("hint", String(8), nullable=False),
    Column("used_by", String(40)),
    Column("used_at", UtcDateTime),
    Index("ix_top_up_codes_batch_id", "batch_id"),
)
code_guesses = Table(
    "code_guesses",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
)
_WANTED = text("letter = 'wanted'")
billing_notices = Table(
    "billing_notices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("occasion", String(100), nullable=False),
    Column("facts", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
    Column("letter", String(10)),
    Column("letter_after", UtcDateTime),
    Column("letter_tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("user_id", "kind", "occasion"),
    Index("ix_billing_notices_letter", "letter_after", postgresql_where=_WANTED, sqlite_where=_WANTED),
)
funding_wishes = Table(
    "funding_wishes",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("low_balance_micros", BigInteger, nullable=False),
    Column("top_up_below_micros", BigInteger),
    Column("top_up_micros", BigInteger),
    Column("tried_at", UtcDateTime),
    Column("letters", Boolean, nullable=False, server_default=true()),
    Column("updated_at", UtcDateTime, nullable=False),
)


IN_LETTERS = frozenset({"low_balance", "quota", "renewal_unpaid", "top_up_failed", "invoice_ready"})
"""Kinds of notices that are worth an e-mail."""


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    name: str
    description: str
    terms: Terms
    state: str
    """`offered`, `hidden` (given by operators alone) or `archived` (nobody new)."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    id: str
    name: str
    amount_micros: int
    count: int
    expires_at: datetime | None
    grant_days: int | None
    revoked_at: datetime | None
    created_by: str | None
    created_at: datetime
    used: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    id: str
    batch_id: str
    hint: str
    used_by: str | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    id: str
    user_id: str
    kind: str
    occasion: str
    facts: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """`top_up_below_micros` and `top_up_micros` are both None where nothing is topped up by itself."""

    user_id: str
    low_balance_micros: int
    top_up_below_micros: int | None = None
    top_up_micros: int | None = None
    tried_at: datetime | None = None
    letters: bool = True
    """Whether notices come by e-mail, too."""


class PlanStore:
    """Methods that take a connection work in their caller's transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # --- plans --------------------------------------------------------------------------------------

    async def plans(self) -> list[Plan]:
        async with self.database.read() as connection:
            return [
                _plan(row)
                for row in (await connection.execute(select(plans).order_by(plans.c.id))).mappings()
            ]

    async def plan(self, plan_id: str) -> Plan | None:
        async with self.database.read() as connection:
            query = select(plans).where(plans.c.id == plan_id)
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _plan(row)

    async def save_plan(self, connection: AsyncConnection, plan: Plan) -> None:
        values = {name: getattr(plan, name) for name in Plan.__slots__} | {"terms": plan.terms.as_json()}
        insert = self.database.insert(plans).values(**values)
        changed = {name: insert.excluded[name] for name in values if name not in {"id", "created_at"}}
        await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=changed))

    # --- subscriptions --------------------------------------------------------------------------------

    async def open_of(self, user_id: str) -> Subscription | None:
        async with self.database.read() as connection:
            query = select(subscriptions).where(subscriptions.c.open_user_id == user_id)
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _subscription(row)

    async def open_all(self) -> list[Subscription]:
        async with self.database.read() as connection:
            query = select(subscriptions).where(subscriptions.c.open_user_id.is_not(None))
            return [_subscription(row) for row in (await connection.execute(query)).mappings()]

    async def all(self, after: str, limit: int, plan_id: str | None = None) -> list[Subscription]:
        columns = subscriptions.c
        query = select(subscriptions).where(columns.id > after).order_by(columns.id).limit(limit)
        if plan_id is not None:
            query = query.where(columns.plan_id == plan_id)
        async with self.database.read() as connection:
            return [_subscription(row) for row in (await connection.execute(query)).mappings()]

    async def insert(self, connection: AsyncConnection, one: Subscription) -> None:
        await connection.execute(subscriptions.insert().values(**_row(one), created_at=one.anchor))

    async def save(self, connection: AsyncConnection, one: Subscription) -> bool:
        """False where somebody else changed it since it was read."""
        columns = subscriptions.c
        values = _row(one) | {"revision": one.revision + 1}
        change = (
            update(subscriptions)
            .where(columns.id == one.id, columns.revision == one.revision)
            .values(**values)
        )
        return bool((await connection.execute(change)).rowcount)

    # --- codes ------------------------------------------------------------------------------------------

    async def add_batch(
        self, connection: AsyncConnection, batch: Batch, codes: Sequence[tuple[str, str, str]]
    ) -> None:
        """`codes`: id, hash and hint of each."""
        values = {name: getattr(batch, name) for name in Batch.__slots__ if name != "used"}
        await connection.execute(top_up_batches.insert().values(**values))
        rows = [{"id": id_, "batch_id": batch.id, "hash": hash_, "hint": hint} for id_, hash_, hint in codes]
        await connection.execute(top_up_codes.insert(), rows)

    async def batches(self) -> list[Batch]:
        used = (
            select(func.count())
            .where(top_up_codes.c.batch_id == top_up_batches.c.id, top_up_codes.c.used_at.is_not(None))
            .scalar_subquery()
        )
        query = select(top_up_batches, used.label("used")).order_by(top_up_batches.c.id.desc())
        async with self.database.read() as connection:
            return [_batch(row) for row in (await connection.execute(query)).mappings()]

    async def codes(self, batch_id: str, after: str, limit: int) -> list[Code]:
        columns = top_up_codes.c
        query = (
            select(top_up_codes)
            .where(columns.batch_id == batch_id, columns.id > after)
            .order_by(columns.id)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return [_code(row) for row in (await connection.execute(query)).mappings()]

    async def revoke_batch(self, connection: AsyncConnection, batch_id: str, now: datetime) -> bool:
        columns = top_up_batches.c
        change = update(top_up_batches).where(columns.id == batch_id, columns.revoked_at.is_(None))
        return bool((await connection.execute(change.values(revoked_at=now))).rowcount)

    async def use_code(
        self, connection: AsyncConnection, hash_: str, user_id: str, now: datetime
    ) -> tuple[Code, Batch] | None:
        """Mark the code as used, in one guarded statement; None where there is none that may be used."""
        columns, batch = top_up_codes.c, top_up_batches.c
        usable = select(batch.id).where(
            batch.revoked_at.is_(None), or_(batch.expires_at.is_(None), batch.expires_at > now)
        )
        change = (
            update(top_up_codes)
            .where(columns.hash == hash_, columns.used_at.is_(None), columns.batch_id.in_(usable))
            .values(used_by=user_id, used_at=now)
            .returning(*columns)
        )
        row = (await connection.execute(change)).mappings().one_or_none()
        if row is None:
            return None
        found = (
            (await connection.execute(select(top_up_batches).where(batch.id == row["batch_id"])))
            .mappings()
            .one()
        )
        return _code(row), _batch({**found, "used": 0})

    async def code(self, hash_: str) -> Code | None:
        async with self.database.read() as connection:
            query = select(top_up_codes).where(top_up_codes.c.hash == hash_)
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _code(row)

    async def count_guess(self, user_id: str, now: datetime, since: datetime) -> int:
        """One more wrong code by this person; how many since `since`."""
        columns = code_guesses.c
        async with self.database.write() as connection:
            await connection.execute(
                delete(code_guesses).where(columns.user_id == user_id, columns.since < since)
            )
            insert = self.database.insert(code_guesses).values(user_id=user_id, since=now, count=1)
            counted = insert.on_conflict_do_update(
                index_elements=["user_id"], set_={"count": columns.count + 1}
            ).returning(columns.count)
            found: int = (await connection.execute(counted)).scalar_one()
            return found

    async def guesses(self, user_id: str, since: datetime) -> int:
        columns = code_guesses.c
        query = select(columns.count).where(columns.user_id == user_id, columns.since >= since)
        async with self.database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none() or 0

    # --- notices ------------------------------------------------------------------------------------------

    async def notify(self, connection: AsyncConnection, notice: Notice) -> bool:
        """False where the person was told of this occasion already."""
        values = {name: getattr(notice, name) for name in Notice.__slots__}
        if notice.kind in IN_LETTERS:
            values |= {"letter": "wanted", "letter_after": notice.created_at}
        insert = self.database.insert(billing_notices).values(**values)
        done = insert.on_conflict_do_nothing().returning(billing_notices.c.id)
        return (await connection.execute(done)).scalar_one_or_none() is not None

    async def notices(self, user_id: str, before: str | None, limit: int) -> list[Notice]:
        columns = billing_notices.c
        query = select(billing_notices).where(columns.user_id == user_id)
        if before is not None:
            query = query.where(columns.id < before)
        query = query.order_by(columns.id.desc()).limit(limit)
        async with self.database.read() as connection:
            return [_notice(row) for row in (await connection.execute(query)).mappings()]

    async def mark_read(self, user_id: str, notice_id: str, now: datetime) -> bool:
        columns = billing_notices.c
        mine = and_(columns.user_id == user_id, columns.id == notice_id)
        async with self.database.write() as connection:
            change = update(billing_notices).where(mine).values(read_at=func.coalesce(columns.read_at, now))
            return bool((await connection.execute(change)).rowcount)

    async def claim_letter(self, now: datetime, until: datetime) -> tuple[Notice, int] | None:
        """A notice whose letter is to be sent now, nobody else's before `until`, and which try this is."""
        columns = billing_notices.c
        due = and_(columns.letter == "wanted", columns.letter_after <= now)
        first = select(columns.id).where(due).order_by(columns.letter_after, columns.id).limit(1)
        change = (
            update(billing_notices)
            .where(columns.id == first.scalar_subquery(), due)
            .values(letter_after=until, letter_tries=columns.letter_tries + 1)
            .returning(*columns)
        )
        async with self.database.write() as connection:
            row = (await connection.execute(change)).mappings().one_or_none()
        return None if row is None else (_notice(row), row["letter_tries"])

    async def put_letter(self, notice_id: str, state: str, after: datetime | None = None) -> None:
        """`sent`, `dropped`, or `wanted` again after that moment."""
        change = update(billing_notices).where(billing_notices.c.id == notice_id)
        async with self.database.write() as connection:
            await connection.execute(change.values(letter=state, letter_after=after))

    # --- wishes -------------------------------------------------------------------------------------------

    async def wishes(self, user_id: str) -> Wishes | None:
        query = select(funding_wishes).where(funding_wishes.c.user_id == user_id)
        async with self.database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _wishes(row)

    async def all_wishes(self) -> list[Wishes]:
        async with self.database.read() as connection:
            return [_wishes(row) for row in (await connection.execute(select(funding_wishes))).mappings()]

    async def save_wishes(self, connection: AsyncConnection, wishes: Wishes, now: datetime) -> None:
        values = {name: getattr(wishes, name) for name in Wishes.__slots__} | {"updated_at": now}
        insert = self.database.insert(funding_wishes).values(**values)
        changed = {name: insert.excluded[name] for name in values if name != "user_id"}
        await connection.execute(insert.on_conflict_do_update(index_elements=["user_id"], set_=changed))

    async def claim_top_up(self, user_id: str, now: datetime, again_before: datetime) -> bool:
        """One process alone tries, and not again for a while."""
        columns = funding_wishes.c
        change = (
            update(funding_wishes)
            .where(
                columns.user_id == user_id, or_(columns.tried_at.is_(None), columns.tried_at <= again_before)
            )
            .values(tried_at=now)
        )
        async with self.database.write() as connection:
            return bool((await connection.execute(change)).rowcount)


def _row(one: Subscription) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Subscription.__slots__}
    used = dict(one.used_before) if one.used_before is not None else None
    return values | {
        "terms": one.terms.as_json(),
        "used_before": used,
        "open_user_id": one.user_id if one.is_open else None,
    }


def _subscription(row: RowMapping) -> Subscription:
    values = {name: row[name] for name in Subscription.__slots__}
    return Subscription(**values | {"terms": Terms.from_json(row["terms"])})


def _plan(row: RowMapping) -> Plan:
    return Plan(**{name: row[name] for name in Plan.__slots__} | {"terms": Terms.from_json(row["terms"])})


def _batch(row: Mapping[str, Any] | RowMapping) -> Batch:
    return Batch(**{name: row[name] for name in Batch.__slots__})


def _code(row: RowMapping) -> Code:
    return Code(**{name: row[name] for name in Code.__slots__})


def _notice(row: RowMapping) -> Notice:
    return Notice(**{name: row[name] for name in Notice.__slots__})


def _wishes(row: RowMapping) -> Wishes:
    return Wishes(**{name: row[name] for name in Wishes.__slots__})
