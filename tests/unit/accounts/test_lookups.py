"""Keys that are asked for together go into one query, and everybody hears an answer from after the question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from huahua.accounts.domain import Role, User
from huahua.accounts.keys.domain import ApiKey, KeyOwner
from huahua.accounts.lookups import MAX_TOGETHER, KeyLookups

ANN = User("usr_ann", "ann@example.org", "Ann", Role.USER, None, "system", datetime(2026, 11, 21, tzinfo=UTC))

OWNED = KeyOwner(ApiKey("key_ann", ANN.id, "hers", "sk-ann", ANN.created_at), ANN)
NEW = KeyOwner(ApiKey("key_new", ANN.id, "new", "sk-new", ANN.created_at), ANN)


class Books:
    """Keys in force; each query waits until it is `let_go`."""

    def __init__(self) -> None:
        self.owners: dict[str, KeyOwner] = {"ann": OWNED}
        self.queries: list[list[str]] = []
        self.fault: Exception | None = None
        self.gate = asyncio.Semaphore(0)

    async def find(self, hashes: Sequence[str]) -> dict[str, KeyOwner]:
        self.queries.append(list(hashes))
        found = {name: self.owners[name] for name in hashes if name in self.owners}
        await self.gate.acquire()
        if self.fault is not None:
            raise self.fault
        return found

    def let_go(self, queries: int = 1) -> None:
        for _ in range(queries):
            self.gate.release()


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_asked_during_a_query_is_the_next_one() -> None:
    books = Books()
    lookups = KeyLookups(books.find, slow_s=60)
    first = asyncio.create_task(lookups.owner("ann"))
    await _turns()
    others = [asyncio.create_task(lookups.owner(name)) for name in ("x", "ann", "y", "x")]
    await _turns()
    assert books.queries == [["ann"]]
    books.let_go(2)
    assert await first == OWNED
    assert await asyncio.gather(*others) == [None, OWNED, None, None]
    assert books.queries == [["ann"], ["x", "ann", "y"]]


async def test_who_asks_after_a_key_was_made_is_not_told_what_was_true_before() -> None:
    books = Books()
    lookups = KeyLookups(books.find, slow_s=60)
    before = asyncio.create_task(lookups.owner("new"))
    await _turns()
    books.owners["new"] = NEW
    after = asyncio.create_task(lookups.owner("new"))
    await _turns()
    books.let_go(2)
    assert (await before, await after) == (None, NEW)


async def test_a_flood_goes_in_order_and_in_pieces() -> None:
    books = Books()
    lookups = KeyLookups(books.find, slow_s=60)
    books.let_go(10)
    await asyncio.gather(*(lookups.owner(f"guess {number}") for number in range(2 * MAX_TOGETHER + 1)))
    assert [len(query) for query in books.queries] == [MAX_TOGETHER, MAX_TOGETHER, 1]
    assert books.queries[0][0] == "guess 0"


async def test_a_fault_is_told_to_all_of_its_query_and_to_no_other() -> None:
    books = Books()
    lookups = KeyLookups(books.find, slow_s=60)
    books.fault = OSError("away")
    asked = [asyncio.create_task(lookups.owner(name)) for name in ("ann", "x")]
    await _turns()
    books.let_go()
    assert [type(answer) for answer in await asyncio.gather(*asked, return_exceptions=True)] == [OSError] * 2
    books.fault = None
    books.let_go()
    assert await lookups.owner("ann") == OWNED


async def test_who_leaves_takes_nobody_along() -> None:
    books = Books()
    lookups = KeyLookups(books.find, slow_s=60)
    leaving, staying = (asyncio.create_task(lookups.owner("ann")) for _ in range(2))
    await _turns()
    leaving.cancel()
    books.let_go()
    assert await staying == OWNED
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_a_query_that_hangs_holds_up_nobody_else() -> None:
    books = Books()
    lookups = KeyLookups(books.find, slow_s=0)
    hanging = asyncio.create_task(lookups.owner("x"))
    await _turns()
    books.gate, held = asyncio.Semaphore(1), books.gate
    assert await lookups.owner("ann") == OWNED
    assert not hanging.done()
    held.release()
    assert await hanging is None
