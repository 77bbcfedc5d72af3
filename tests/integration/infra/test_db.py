"""The database face under cancellation: no cut statement leaves a lock or a transaction behind."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, select

from huahua.infra.db import Database

_tables = MetaData()
numbers = Table("numbers_for_tests", _tables, Column("number", Integer, primary_key=True))


async def count(db: Database) -> int:
    async with db.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(numbers))).scalar_one())


@pytest.fixture
async def numbered(db: Database) -> Database:
    async with db.write() as connection:
        await connection.run_sync(_tables.create_all)
    return db


async def test_writers_cancelled_at_any_moment_hold_nobody_up(numbered: Database) -> None:
    async def write(number: int) -> None:
        async with numbered.write() as connection:
            await connection.execute(numbers.insert().values(number=number))
            await connection.execute(numbers.insert().values(number=number + 1))

    for steps in range(60):
        task = asyncio.create_task(write(steps * 2))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(60), numbered.write() as connection:
            await connection.execute(numbers.delete().where(numbers.c.number >= 100_000))
    assert await count(numbered) % 2 == 0  # both rows of a transaction, or none


async def test_a_cancelled_thread_wait_still_ends_the_transaction(numbered: Database) -> None:
    for delay in range(40):
        task = asyncio.create_task(count(numbered))
        await asyncio.sleep(delay / 20_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(60), numbered.write() as connection:
        await connection.execute(numbers.insert().values(number=1))
    assert await count(numbered) == 1


async def test_an_exception_rolls_back(numbered: Database) -> None:
    with pytest.raises(RuntimeError):
        async with numbered.write() as connection:
            await connection.execute(numbers.insert().values(number=1))
            raise RuntimeError
    assert await count(numbered) == 0


async def test_many_writers_take_turns(numbered: Database) -> None:
    async def write(number: int) -> None:
        async with numbered.write() as connection:
            await connection.execute(numbers.insert().values(number=number))

    await asyncio.gather(*(write(number) for number in range(100)))
    assert await count(numbered) == 100
