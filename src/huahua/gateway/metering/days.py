"""Sums of usage lines for every day that is over, so that a month's report reads some thousands of rows, not a million.

Lines come late where a database was away or a process died: whoever brings them home says so with `Days.late`, and
their days are read from the lines until they are added up anew. The sums therefore never differ from the lines.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.metering.store import SUMS, usage_day_states, usage_days, usage_lines
from huahua.infra.db import Database
from huahua.kit.clock import Clock, utc_now

LOOK_EVERY_S = 600.0
FIRST_AFTER_S = 20.0
GRACE = timedelta(hours=1)
"""After midnight: clocks of machines differ, and a call's line is made at its end."""
DAY = timedelta(days=1)
ROWS_AT_ONCE = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Span:
    """Times from `first` on and before `until`."""

    first: datetime
    until: datetime


class Days:
    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sleep = sleep

    async def forever(self) -> None:
        await self._sleep(FIRST_AFTER_S)
        while True:
            try:
                await self.add_up()
            except Exception:
                log.exception("days of usage could not be added up; reports read their lines meanwhile")
            await self._sleep(LOOK_EVERY_S)

    async def add_up(self) -> int:
        """Every day that is over and has lines without sums, the newest first; how many there were."""
        days = await self._open_days()
        return sum([await self._add_up(day) for day in days])

    async def late(self, moments: Iterable[datetime]) -> None:
        """Lines of these times are in the table now: what was added up of their days speaks for them no more."""
        for day in sorted({_start(moment) for moment in moments}):
            async with self._database.write() as connection:
                await self._next_version(connection, day)

    async def _open_days(self) -> list[datetime]:
        """Days with lines, or late ones, whose sums are missing."""
        end = _start(self._clock() - GRACE)
        async with self._database.read() as connection:
            oldest = await connection.scalar(select(func.min(usage_lines.c.created_at)))
            if oldest is None:
                return []
            states = usage_day_states.c
            found = await connection.execute(select(states.day).where(states.added_up))
            done = {day for (day,) in found}
        first = _start(oldest)
        all_days = [end - DAY * number for number in range(1, (end - first).days + 1)]
        return [day for day in all_days if day not in done]

    async def _add_up(self, day: datetime) -> bool:
        """False where a line came meanwhile, or another process was faster. The sums are read outside the
        transaction that keeps them, so that a long day holds up no other writer."""
        states = usage_day_states.c
        async with self._database.write() as connection:
            version = await self._next_version(connection, day, where=~states.added_up)
        if version is None:
            return False
        async with self._database.read() as connection:
            rows = [_row(day, found) for found in (await connection.execute(_sums_of(day))).mappings()]
        async with self._database.write() as connection:
            ours = (
                update(usage_day_states)
                .where(states.day == day, states.version == version, ~states.added_up)
                .values(added_up=True)
                .returning(states.day)
            )
            if (await connection.execute(ours)).one_or_none() is None:
                return False
            await connection.execute(delete(usage_days).where(usage_days.c.day == day))
            for start in range(0, len(rows), ROWS_AT_ONCE):
                await connection.execute(insert(usage_days), rows[start : start + ROWS_AT_ONCE])
        return True

    async def _next_version(
        self, connection: AsyncConnection, day: datetime, where: ColumnElement[bool] | None = None
    ) -> int | None:
        """The lines speak for the day from now on. None where `where` does not hold for its state."""
        states = usage_day_states.c
        statement = (
            self._database.insert(usage_day_states)
            .values(day=day, added_up=False, version=1)
            .on_conflict_do_update(
                index_elements=["day"],
                set_={"added_up": False, "version": states.version + 1},
                where=where,
            )
            .returning(states.version)
        )
        version: int | None = await connection.scalar(statement)
        return version


async def spans_without_sums(connection: AsyncConnection, first: date, last: date) -> list[Span]:
    """Of the days `first` to `last`, both included: those whose lines must be read, joined where they touch."""
    states = usage_day_states.c
    begin, end = _midnight(first), _midnight(last) + DAY
    query = select(states.day).where(states.added_up, states.day >= begin, states.day < end)
    done = {day for (day,) in await connection.execute(query)}
    spans: list[Span] = []
    for number in range((end - begin).days):
        day = begin + DAY * number
        if day in done:
            continue
        if spans and spans[-1].until == day:
            spans[-1] = Span(spans[-1].first, day + DAY)
        else:
            spans.append(Span(day, day + DAY))
    return spans


def added_up_days(first: date, last: date) -> ColumnElement[bool]:
    """The rows of `usage_days` that speak for days `first` to `last`, both included."""
    states, days = usage_day_states.c, usage_days.c
    speaks = select(states.day).where(states.added_up)
    return (days.day >= _midnight(first)) & (days.day <= _midnight(last)) & days.day.in_(speaks)


def sums_of_lines() -> list[ColumnElement[Any]]:
    """Columns of a query over groups of lines: calls, failures, cost and `SUMS`."""
    lines = usage_lines.c
    return [
        func.count().label("calls"),
        func.count().filter(lines.status >= 400).label("failed"),
        func.sum(lines.cost_micros).label("cost_micros"),
        *(func.sum(lines[name]).label(name) for name in SUMS),
    ]


def _sums_of(day: datetime) -> Any:
    lines = usage_lines.c
    key_id = func.coalesce(lines.key_id, "").label("key_id")
    currency = func.coalesce(lines.currency, "").label("currency")
    return (
        select(
            lines.user_id,
            key_id,
            lines.model,
            currency,
            *sums_of_lines(),
        )
        .where(lines.created_at >= day, lines.created_at < day + DAY)
        .group_by(lines.user_id, key_id, lines.model, currency)
    )


def _row(day: datetime, found: Any) -> dict[str, Any]:
    """PostgreSQL adds large integers up to decimals."""
    names = {"user_id", "key_id", "model", "currency"}
    return {"day": day} | {name: value if name in names else int(value) for name, value in found.items()}


def _start(moment: datetime) -> datetime:
    return _midnight(moment.astimezone(UTC).date())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
