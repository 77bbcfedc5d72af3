"""Sums of days never differ from the lines that they stand for, whenever those come; on either database."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.metering.days import Days
from huahua.gateway.metering.log import UsageLog
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.reports import UsageReports, Wanted
from huahua.gateway.metering.rows import row_of
from huahua.gateway.metering.spill import Spill
from huahua.gateway.metering.store import SUMS, usage_day_states, usage_days, usage_lines
from huahua.infra.db import Database
from tests.integration.gateway.test_usage import LINE

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEEK = Wanted(date(2026, 11, 12), date(2026, 11, 21))


def _write(db: Database, lines: Sequence[UsageLine]) -> None:
    batches = batches_of(db)
    batches.write([row_of(line) for line in lines])
    batches.close()


def _lines(seed: int, count: int = 120) -> list[UsageLine]:
    chance = random.Random(seed)
    return [
        replace(
            LINE,
            request_id=f"req_{seed}_{number}",
            user_id=chance.choice(["usr_a", "usr_b"]),
            key_id=chance.choice([None, "key_a", "key_b"]),
            model=chance.choice(["m1", "m2"]),
            currency=chance.choice([None, "CNY", "USD"]),
            status=chance.choice([200, 200, 502]),
            cost_micros=chance.randrange(10**6),
            usage=Usage(chance.randrange(900), 0, 0, chance.randrange(900)),
            created_at=NOW - timedelta(seconds=chance.randrange(9 * 86_400)),
        )
        for number in range(count)
    ]


async def _all_totals(db: Database) -> list[list[dict[str, Any]]]:
    reports = UsageReports(db)
    narrowed = (
        WEEK,
        Wanted(WEEK.first, WEEK.last, user_id="usr_a"),
        Wanted(WEEK.first, WEEK.last, model="m2"),
        Wanted(date(2026, 11, 18), date(2026, 11, 19), key_id="key_a"),
    )
    return [await reports.totals(wanted, by) for wanted in narrowed for by in ("model", "key_id", "user_id")]


async def _from_lines_alone(db: Database) -> list[list[dict[str, Any]]]:
    async with db.write() as connection:
        await connection.execute(update(usage_day_states).values(added_up=False))
    return await _all_totals(db)


async def test_totals_are_the_same_with_sums_and_without(db: Database) -> None:
    _write(db, _lines(1))
    before = await _all_totals(db)
    assert await Days(db, clock=lambda: NOW).add_up() == 9  # of ten days the last is not over
    async with db.read() as connection:
        kept = (await connection.execute(select(usage_days.c.day).distinct())).all()
    assert len(kept) == 9
    assert await _all_totals(db) == before
    assert before[0] and await _from_lines_alone(db) == before


async def test_days_that_are_added_up_are_not_read_from_their_lines(db: Database) -> None:
    _write(db, _lines(2))
    before = await _all_totals(db)
    await Days(db, clock=lambda: NOW).add_up()
    async with db.write() as connection:
        await connection.execute(delete(usage_lines).where(usage_lines.c.created_at < NOW.replace(hour=0)))
    assert await _all_totals(db) == before


async def test_a_day_is_added_up_once_and_not_before_it_is_over(db: Database) -> None:
    _write(db, [replace(LINE, created_at=NOW - timedelta(days=1))])
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    assert await Days(db, clock=lambda: midnight + timedelta(minutes=59)).add_up() == 0
    assert await Days(db, clock=lambda: midnight + timedelta(minutes=61)).add_up() == 1
    assert await Days(db, clock=lambda: NOW).add_up() == 0


async def test_lines_that_were_spilled_open_their_days_again(db: Database, tmp_path: Path) -> None:
    _write(db, _lines(3))
    days = Days(db, clock=lambda: NOW)
    await days.add_up()
    spill = Spill(tmp_path)
    spill.append(_lines(4))
    spill.close()
    log = UsageLog(batches_of(db), Spill(tmp_path), on_late=days.late)
    log._spill.adopt()
    await log.close()  # brings home what a dead process left
    with_both = await _all_totals(db)
    assert sum(row["calls"] for row in with_both[0]) == 240
    assert await days.add_up() > 0
    assert await _all_totals(db) == with_both == await _from_lines_alone(db)


async def test_a_line_that_comes_while_its_day_is_added_up(db: Database) -> None:
    yesterday = NOW - timedelta(days=1)
    _write(db, [replace(LINE, request_id="req_1", created_at=yesterday)])
    reads = 0

    class Meanwhile:
        """Between reading the sums and keeping them, a spilled line is brought home."""

        insert, write = db.insert, db.write

        @asynccontextmanager
        async def read(self) -> AsyncIterator[AsyncConnection]:
            nonlocal reads
            reads += 1
            async with db.read() as connection:
                yield connection
            if reads == 2:
                _write(db, [replace(LINE, request_id="req_2", created_at=yesterday)])
                await Days(db).late([yesterday])

    assert await Days(cast(Database, Meanwhile()), clock=lambda: NOW).add_up() == 0
    assert [row["calls"] for row in await UsageReports(db).totals(WEEK)] == [2]
    assert await Days(db, clock=lambda: NOW).add_up() == 1
    assert [row["calls"] for row in await UsageReports(db).totals(WEEK)] == [2]


async def test_of_two_processes_one_keeps_the_sums(db: Database) -> None:
    _write(db, _lines(5))
    before = await _all_totals(db)
    first, second = Days(db, clock=lambda: NOW), Days(db, clock=lambda: NOW)
    opened = await second._open_days()
    assert await first.add_up() == len(opened)
    assert [await second._add_up(day) for day in opened] == [False] * len(opened)
    assert await _all_totals(db) == before


async def test_what_was_kept_of_a_day_goes_when_it_is_added_up_anew(db: Database) -> None:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    async with db.write() as connection:
        stale = {"calls": 9, "failed": 0, "cost_micros": 1} | dict.fromkeys(SUMS, 0)
        texts = {"user_id": "usr_gone", "key_id": "", "model": "m1", "currency": ""}
        await connection.execute(insert(usage_days).values(day=day, **texts, **stale))
    _write(db, [replace(LINE, created_at=day + timedelta(hours=3))])
    await Days(db, clock=lambda: NOW).add_up()
    assert [row["calls"] for row in await UsageReports(db).totals(WEEK)] == [1]
