"""The chain on real databases: one, whoever appends, and in the transaction of what it tells of."""

from __future__ import annotations

import asyncio
import sys

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.api import Action, AuditUnavailable, Subject
from huahua.audit.domain.entry import Actor, Entry, Mark, Origin, Statement
from huahua.audit.ports import Query
from huahua.audit.store import AuditStore, entries, marks
from huahua.infra.acting import Acting, acting_as
from huahua.infra.db import Database, open_database
from tests.integration.audit.log import Book

PROCESSES, EACH = 2, 20


@pytest.fixture
def book(db: Database) -> Book:
    return Book(db)


async def fill(book: Book, count: int = 5) -> None:
    for number in range(1, count + 1):
        await book.log.record(Action.USER_CHANGED, Subject("user", f"usr_{number}"), after={"name": "花"})


async def test_an_empty_log_holds(book: Book) -> None:
    verdict = await book.verify()
    assert verdict.holds
    assert verdict.entries == 0


async def test_an_entry_says_who_what_when_and_from_where(book: Book) -> None:
    who = Acting("key", "usr_1", "administrator", "key_1", "192.0.2.7", "browser", "req_1")
    with acting_as(who):
        await book.log.record(
            Action.PROVIDER_CHANGED,
            Subject("provider", "openai"),
            before={"base_url": "https://a", "api_key": "old", "enabled": True},
            after={"base_url": "https://b", "api_key": "new", "enabled": True},
        )
    (entry,) = await book.store.search(Query(), before_seq=None, limit=9)
    said = entry.statement
    assert (said.action, said.subject) == ("provider.changed", Subject("provider", "openai"))
    assert said.actor == Actor("key", "usr_1", "administrator", "key_1")
    assert said.origin == Origin("192.0.2.7", "browser", "req_1")
    assert said.at == book.clock.now
    assert said.before == '{"api_key":"[hidden]","base_url":"https://a"}'
    assert said.after == '{"api_key":"[hidden]","base_url":"https://b"}'
    assert (await book.verify()).holds


async def test_parallel_appends_of_processes_make_one_chain(database_url: str) -> None:
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.integration.audit.append", database_url, str(EACH)
        )
        for _ in range(PROCESSES)
    ]
    assert [await child.wait() for child in children] == [0] * PROCESSES
    database = open_database(database_url)
    verdict = await Book(database).verify()
    await database.close()
    assert verdict.fault is None
    assert verdict.entries == verdict.last.seq == PROCESSES * EACH


async def test_an_entry_lives_and_dies_with_the_transaction_of_its_action(book: Book) -> None:
    await fill(book, 1)
    with pytest.raises(RuntimeError, match="the action failed"):
        async with book.db.write() as connection:
            await book.log.within(Action.USER_CREATED, Subject("user", "usr_9"))(connection)
            raise RuntimeError("the action failed")
    async with book.db.write() as connection:
        await book.log.record(Action.USER_CREATED, Subject("user", "usr_2"), connection=connection)
    assert [entry["subject"] for entry in await book.entries()] == ["usr_1", "usr_2"]
    assert (await book.verify()).holds


async def test_a_log_that_cannot_be_written_is_heard_of(book: Book, caplog: pytest.LogCaptureFixture) -> None:
    class Full(AuditStore):
        async def _append(self, connection: AsyncConnection, statement: Statement, tie: object) -> None:
            raise OSError("no space left on device")

    book.log._store = Full(book.db)
    with pytest.raises(AuditUnavailable, match=r"user\.created"):
        await book.log.record(Action.USER_CREATED)
    assert "could not take" in caplog.text


async def broken(book: Book, also: Mark | None = None) -> tuple[int, str]:
    fault = (await book.verify(also)).fault
    assert fault is not None
    return fault.seq, fault.kind


async def test_tampering_in_the_database_is_found_and_named(book: Book) -> None:
    await fill(book)
    async with book.db.write() as connection:
        await connection.execute(update(entries).where(entries.c.seq == 3).values(subject_id="usr_x"))
    assert await broken(book) == (3, "changed")
    async with book.db.write() as connection:
        await connection.execute(delete(entries).where(entries.c.seq == 3))
    assert await broken(book) == (3, "missing")


async def test_a_log_that_was_cut_off_is_found(book: Book) -> None:
    await fill(book)
    whole = await book.store.search(Query(), before_seq=None, limit=9)
    async with book.db.write() as connection:
        await connection.execute(delete(entries).where(entries.c.seq > 3))
    assert await broken(book) == (4, "truncated")
    # The head is put back too, with the seal that the entry itself had.
    third: Entry = whole[2]
    async with book.db.write() as connection:
        await connection.execute(update(marks).values(seq=third.seq, hash=third.hash, seal=third.seal))
    assert await broken(book) == (3, "head")
    async with book.db.write() as connection:
        await connection.execute(delete(marks))
    assert await broken(book) == (3, "head")


async def test_a_log_put_back_to_an_earlier_state_is_found_by_what_was_kept_elsewhere(book: Book) -> None:
    await fill(book, 3)
    async with book.db.read() as connection:
        earlier = (await connection.execute(marks.select())).one()._mapping
    await fill(book, 2)
    anchor = (await book.verify()).last
    async with book.db.write() as connection:
        await connection.execute(delete(entries).where(entries.c.seq > 3))
        await connection.execute(update(marks).values(**earlier))
    assert (await book.verify()).holds
    assert await broken(book, anchor) == (4, "truncated")


async def test_a_chain_computed_anew_without_the_key_is_found(book: Book, db: Database) -> None:
    await fill(book)
    forger = Book(db, secret=b"1" * 32)
    whole = list(reversed(await book.store.search(Query(), before_seq=None, limit=9)))
    async with db.write() as connection:
        await connection.execute(delete(entries))
        await connection.execute(delete(marks))
    for entry in whole:
        await forger.store.append(entry.statement, forger.log._tie)
    assert (await forger.verify()).holds
    assert await broken(book) == (1, "forged")


async def test_the_log_is_searched(book: Book) -> None:
    with acting_as(Acting("user", "usr_1", "administrator", address="192.0.2.1")):
        await book.log.record(Action.MODEL_CREATED, Subject("model", "mdl_1"), after={"name": "100%_Sure"})
    with acting_as(Acting("user", "usr_2", "auditor", address="192.0.2.2")):
        await book.log.record(Action.MODEL_CHANGED, Subject("model", "mdl_1"), before={"weight": 1})
        await book.log.record(Action.USER_CHANGED, Subject("user", "usr_1"), after={"role": "finance"})

    async def found(**query: object) -> list[object]:
        return [entry["seq"] for entry in await book.entries(Query(**query))]  # type: ignore[arg-type]

    assert await found(actor_ids=["usr_2"]) == [2, 3]
    assert await found(actor_ids=[]) == []
    assert await found(action="model") == [1, 2]
    assert await found(action="model.changed") == [2]
    assert await found(action="mode") == []
    assert await found(subject_kind="model", subject_id="mdl_1") == [1, 2]
    assert await found(text="100%_s") == [1]
    assert await found(text="%") == [1]
    assert await found(text="192.0.2.2") == [2, 3]
    assert await found(since=book.clock.now) == [1, 2, 3]
    assert await found(until=book.clock.now) == []
