"""What the log does by itself: floods, keys from new addresses, retention, the note of its end."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from huahua.audit.anchor import AnchorFile
from huahua.audit.api import Action, AuditBroken, Subject
from huahua.audit.domain.entry import Mark
from huahua.audit.domain.repeats import SINGLE_PER_ADDRESS, WINDOW
from huahua.audit.service.keeper import AuditKeeper
from huahua.audit.service.key_uses import MAX_PER_KEY, KeyUses, place_of
from huahua.audit.service.retention import BATCH, Retention
from huahua.audit.store import entries, marks
from huahua.infra.acting import Acting, acting_as
from huahua.infra.db import Database
from tests.integration.audit.log import Book


@pytest.fixture
def book(db: Database) -> Book:
    return Book(db)


def retention(book: Book, days: int = 180) -> Retention:
    def say(told: dict[str, object]) -> object:
        return book.log.statement(Action.AUDIT_PRUNED, told)

    return Retention(book.store, book.seal, say, days=days, clock=book.clock)  # type: ignore[arg-type]


async def fill(book: Book, count: int) -> None:
    for number in range(count):
        await book.log.record(Action.USER_CHANGED, Subject("user", f"usr_{number}"))


async def test_a_flood_of_failed_sign_ins_is_a_few_entries_and_a_count(book: Book) -> None:
    with acting_as(Acting("anonymous", address="192.0.2.66")):
        for number in range(300):
            await book.log.record_repeatable(Action.SESSION_REFUSED, Subject("user", f"usr_{number % 3}"))
    await book.log.tell_repeats()
    assert len(await book.entries()) == SINGLE_PER_ADDRESS
    book.clock.now += WINDOW
    await book.log.tell_repeats()
    *single, summary = await book.entries()
    assert len(single) == SINGLE_PER_ADDRESS
    assert summary["action"] == "audit.repeated"
    told = json.loads(str(summary["after"]))
    assert (told["action"], told["count"]) == ("session.refused", 300 - SINGLE_PER_ADDRESS)
    assert told["addresses"] == {"192.0.2.66": 295}
    assert sum(told["subjects"].values()) == 295


async def test_counts_that_could_not_be_written_are_written_later(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        await book.log.record_repeatable(Action.SESSION_REFUSED)
    append = book.store.append

    async def refuse(*_given: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(book.store, "append", refuse)
    with pytest.raises(Exception, match="could not be written"):
        await book.log.tell_repeats(all_=True)
    monkeypatch.setattr(book.store, "append", append)
    await book.log.tell_repeats()
    assert (await book.entries())[-1]["action"] == "audit.repeated"


async def test_a_key_from_a_new_address_is_noted_once(book: Book, db: Database) -> None:
    uses = KeyUses(book.store, book.log, clock=book.clock)
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", None):
        uses.seen("key_1", "usr_1", "developer", address, "python")
    await uses.tell()
    elsewhere = KeyUses(book.store, book.log, clock=book.clock)  # another process, or after a restart
    elsewhere.seen("key_1", "usr_1", "developer", "192.0.2.2")
    elsewhere.seen("key_2", "usr_1", "developer", "192.0.2.2")
    await asyncio.gather(uses.tell(), elsewhere.tell())
    found = await book.entries()
    assert [(entry["subject"], json.loads(str(entry["after"]))["address"]) for entry in found] == [
        ("key_1", "192.0.2.1"),
        ("key_1", "192.0.2.2"),
        ("key_1", "2001:db8::/64"),
        ("key_2", "192.0.2.2"),
    ]
    actor = found[0]["actor"]
    assert (actor.kind, actor.user_id, actor.key_id) == ("key", "usr_1", "key_1")  # type: ignore[attr-defined]
    assert (await book.verify()).holds


async def test_a_key_used_from_everywhere_fills_nothing(book: Book) -> None:
    uses = KeyUses(book.store, book.log, clock=book.clock)
    for number in range(MAX_PER_KEY + 20):
        uses.seen("key_1", "usr_1", "developer", f"10.0.{number // 250}.{number % 250}")
    await uses.tell()
    assert len(await book.entries()) == MAX_PER_KEY


def test_places() -> None:
    assert place_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert place_of("testclient") == "testclient"


async def test_what_is_old_is_removed_and_the_rest_still_holds(book: Book) -> None:
    await fill(book, 5)
    book.clock.now += timedelta(days=100)
    await fill(book, 3)
    assert await retention(book).prune() == 0
    book.clock.now += timedelta(days=81)
    assert await retention(book, days=0).prune() == 0
    assert await retention(book).prune() == 5
    assert await retention(book).prune() == 0
    *kept, pruned = await book.entries()
    assert [entry["seq"] for entry in kept] == [6, 7, 8]
    assert pruned["action"] == "audit.pruned"
    told = json.loads(str(pruned["after"]))
    assert (told["from"], told["through"], told["kept_days"]) == (1, 5, 180)
    verdict = await book.verify()
    assert (verdict.fault, verdict.entries, verdict.removed_through) == (None, 4, 5)
    await fill(book, 1)
    assert (await book.verify()).holds
    # That more was removed cannot be passed off as retention.
    async with book.db.write() as connection:
        await connection.execute(delete(entries).where(entries.c.seq == 6))
        await connection.execute(update(marks).where(marks.c.id == "checkpoint").values(seq=6))
    fault = (await book.verify()).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (6, "checkpoint")


async def test_old_entries_that_do_not_hold_are_not_removed(book: Book) -> None:
    await fill(book, 5)
    async with book.db.write() as connection:
        await connection.execute(update(entries).where(entries.c.seq == 2).values(ip="192.0.2.9"))
    book.clock.now += timedelta(days=400)
    with pytest.raises(AuditBroken, match="entry 2"):
        await retention(book).prune()
    assert len(await book.entries()) == 5


async def test_everything_may_be_old(book: Book) -> None:
    await fill(book, 3)
    book.clock.now += timedelta(days=400)
    assert BATCH > 3
    assert await retention(book).prune() == 3
    assert [entry["seq"] for entry in await book.entries()] == [4]
    assert (await book.verify()).holds


async def test_the_end_is_noted_outside_and_a_log_put_back_is_found(
    book: Book, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    book.verifier._anchor = file = AnchorFile(tmp_path / "audit.anchor")
    uses = KeyUses(book.store, book.log, clock=book.clock)
    keeper = AuditKeeper(book.log, uses, book.verifier, retention(book))
    await keeper.round(prune=True)
    assert file.read() is None
    await fill(book, 4)
    async with book.db.read() as connection:
        earlier = (await connection.execute(marks.select())).one()._mapping
    await fill(book, 2)
    await keeper.round()
    assert (file.read() or Mark(0, "", "")).seq == 6
    assert (await book.verify()).anchor == 6
    async with book.db.write() as connection:
        await connection.execute(delete(entries).where(entries.c.seq > 4))
        await connection.execute(update(marks).values(**earlier))
    await fill(book, 5)
    with caplog.at_level(logging.ERROR):
        await keeper.close()
    assert "no longer holds entry 6" in caplog.text
    fault = (await book.verify()).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (6, "unlinked")
    # Whoever restored a backup accepts it.
    assert (await book.verifier.accept()).seq == 9
    assert (await book.verify()).holds


async def test_a_log_that_is_gone_is_found(book: Book) -> None:
    await fill(book, 2)
    await book.verifier.note()
    async with book.db.write() as connection:
        await connection.execute(delete(entries))
        await connection.execute(delete(marks))
    fault = (await book.verify()).fault
    assert fault is not None
    assert (fault.seq, fault.kind) == (1, "truncated")
    with pytest.raises(AuditBroken):
        async with book.db.write() as connection:
            await connection.execute(marks.insert().values(id="head", seq=2, hash="0" * 64, seal="x"))
        await book.verifier.accept()


def test_an_anchor_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    file = AnchorFile(tmp_path / "audit.anchor")
    (tmp_path / "audit.anchor").write_text("no JSON")
    assert file.read() is None
    file.write(Mark(3, "a", "b"))
    assert file.read() == Mark(3, "a", "b")
