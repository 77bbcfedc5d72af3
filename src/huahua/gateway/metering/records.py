"""Usage lines read back, for those who price, count and explain them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.records import Charged, Margin, UsageRecord, Used
from huahua.gateway.metering.rows import COUNTS
from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database

MAX_GROUPS = 20_000
BOOKINGS_AT_ONCE = 500
_COLUMNS = [usage_lines.c[name] for name in COUNTS]


class UsageRecords:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, request_id: str) -> UsageRecord | None:
        query = select(usage_lines).where(usage_lines.c.request_id == request_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _record(row)

    async def between(
        self,
        first: datetime,
        until: datetime,
        *,
        after: UsageRecord | None = None,
        user_ids: Collection[str] | None = None,
        limit: int = 1000,
    ) -> list[UsageRecord]:
        """Lines from `first` on and before `until`, in their order, behind `after`."""
        columns = usage_lines.c
        query = select(usage_lines).where(columns.created_at >= first, columns.created_at < until)
        if user_ids is not None:
            query = query.where(columns.user_id.in_(list(user_ids)))
        if after is not None:
            query = query.where(
                or_(
                    columns.created_at > after.created_at,
                    and_(columns.created_at == after.created_at, columns.request_id > after.request_id),
                )
            )
        query = query.order_by(columns.created_at, columns.request_id).limit(limit)
        async with self._database.read() as connection:
            return [_record(row) for row in (await connection.execute(query)).mappings()]

    async def used(
        self,
        first: datetime,
        until: datetime,
        *,
        payer_id: str | None = None,
    ) -> Sequence[Used]:
        """Sums by payer and row, of calls with a price that did not fail."""
        columns = usage_lines.c
        payer = func.coalesce(columns.team_id, columns.user_id).label("payer_id")
        names = (payer, columns.model, columns.provider, columns.upstream_model)
        query = (
            select(
                *names,
                func.count().label("calls"),
                func.sum(columns.cost_micros).label("cost"),
                *(func.sum(column).label(column.name) for column in _COLUMNS),
            )
            .where(
                columns.created_at >= first,
                columns.created_at < until,
                columns.status < 400,
                columns.currency.is_not(None),
            )
            .group_by(*names)
        )
        if payer_id is not None:
            query = query.where(_paid_by(payer_id))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                Used(
                    row["payer_id"],
                    row["model"],
                    row["provider"],
                    row["upstream_model"],
                    row["calls"],
                    Usage(**{name: int(row[name]) for name in COUNTS}),
                    int(row["cost"]),
                )
                for row in rows
            ]

    async def of_members(self, team_id: str, since: datetime) -> dict[str, int]:
        """What calls with keys of a team cost since then, by who made them."""
        columns = usage_lines.c
        # Where no wallet pays there still is a price, which is what caps count.
        cost = func.coalesce(func.nullif(columns.charge_micros, 0), columns.cost_micros, 0)
        query = (
            select(columns.user_id, func.sum(cost))
            .where(columns.team_id == team_id, columns.created_at >= since)
            .group_by(columns.user_id)
        )
        async with self._database.read() as connection:
            return {user_id: int(micros) for user_id, micros in await connection.execute(query)}

    async def charged(self, wallet_id: str, first: datetime, until: datetime) -> Sequence[Charged]:
        """What a wallet paid for calls, by row and key, in its own currency."""
        columns = usage_lines.c
        names = (columns.model, columns.provider, columns.upstream_model, columns.key_id)
        query = (
            select(
                *names,
                func.count().label("calls"),
                func.sum(columns.charge_micros).label("charge"),
                *(func.sum(column).label(column.name) for column in _COLUMNS),
            )
            .where(columns.wallet_id == wallet_id, columns.created_at >= first, columns.created_at < until)
            .group_by(*names)
            .order_by(*names)
            .limit(MAX_GROUPS)
        )
        async with self._database.read() as connection:
            return [
                Charged(
                    row["model"],
                    row["provider"],
                    row["upstream_model"],
                    row["key_id"],
                    row["calls"],
                    Usage(**{name: int(row[name]) for name in COUNTS}),
                    int(row["charge"]),
                )
                for row in (await connection.execute(query)).mappings()
            ]

    async def charged_lines(
        self, wallet_id: str, first: datetime, until: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> list[tuple[UsageRecord, int]]:
        """The lines that a wallet paid for, in their order, and what it paid."""
        return await self._paid(usage_lines.c.wallet_id == wallet_id, first, until, after, limit)

    async def paid_lines(
        self, payer_id: str, first: datetime, until: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> list[tuple[UsageRecord, int]]:
        """The lines of a team's keys, or of a user's own, in their order, and what the wallets of each paid."""
        return await self._paid(_paid_by(payer_id), first, until, after, limit)

    async def posted_in(
        self, bookings: Sequence[str], first: datetime, until: datetime
    ) -> list[tuple[str, str, int]]:
        """The lines of that time that were posted in these: request, booking, and what its wallet was charged."""
        columns, found = usage_lines.c, list[tuple[str, str, int]]()
        then = and_(columns.created_at >= first, columns.created_at < until)
        for begin in range(0, len(bookings), BOOKINGS_AT_ONCE):
            some = columns.posted_in.in_(bookings[begin : begin + BOOKINGS_AT_ONCE])
            query = select(columns.request_id, columns.posted_in, columns.charge_micros).where(then, some)
            async with self._database.read() as connection:
                found += [(row[0], row[1], int(row[2])) for row in await connection.execute(query)]
        return found

    async def _paid(
        self,
        whose: ColumnElement[bool],
        first: datetime,
        until: datetime,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[tuple[UsageRecord, int]]:
        columns = usage_lines.c
        query = select(usage_lines).where(whose, columns.created_at >= first, columns.created_at < until)
        if after is not None:
            at, request_id = after
            query = query.where(
                or_(columns.created_at > at, and_(columns.created_at == at, columns.request_id > request_id))
            )
        query = query.order_by(columns.created_at, columns.request_id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
            return [(_record(row), int(row["charge_micros"])) for row in rows]

    async def margins(self, first: datetime, until: datetime, by: Sequence[str]) -> Sequence[Margin]:
        """Sums by these columns and both currencies."""
        columns = usage_lines.c
        names = [columns[name] for name in by]
        query = (
            select(
                *names,
                columns.currency,
                columns.vendor_currency,
                func.count().label("calls"),
                func.sum(columns.cost_micros).label("cost"),
                func.sum(columns.vendor_micros).label("vendor"),
                func.count().filter(columns.vendor_micros.is_(None)).label("unknown"),
            )
            .where(columns.created_at >= first, columns.created_at < until)
            .group_by(*names, columns.currency, columns.vendor_currency)
            .limit(MAX_GROUPS)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
            return [
                Margin(
                    tuple(str(row[name]) for name in by),
                    row["calls"],
                    int(row["cost"]),
                    row["currency"],
                    int(row["vendor"] or 0),
                    row["vendor_currency"],
                    row["unknown"],
                )
                for row in rows
            ]


def _paid_by(payer_id: str) -> ColumnElement[bool]:
    """The id is a team's or a user's; each side has an index of its own."""
    columns = usage_lines.c
    return or_(columns.team_id == payer_id, and_(columns.user_id == payer_id, columns.team_id.is_(None)))


def _record(row: Any) -> UsageRecord:
    try:
        price = Price.from_json(row["price"])
    except ValueError:  # of a later version
        price = None
    return UsageRecord(
        request_id=row["request_id"],
        user_id=row["user_id"],
        key_id=row["key_id"],
        model=row["model"],
        provider=row["provider"],
        upstream_model=row["upstream_model"],
        task=row["task"],
        usage=Usage(**{name: row[name] for name in COUNTS}),
        status=row["status"],
        error_code=row["error_code"],
        latency_ms=row["latency_ms"],
        created_at=row["created_at"],
        cost_micros=row["cost_micros"],
        currency=row["currency"],
        price=price,
        cache=row["cache"],
        route_reason=row["route_reason"],
        picture=row["picture"],
        vendor_micros=row["vendor_micros"],
        vendor_currency=row["vendor_currency"],
        wallet_id=row["wallet_id"],
        team_id=row["team_id"],
    )
