"""Keys that are asked for together are looked up together.

While one query runs, whatever is asked meanwhile gathers, and is the next query. So a flood of guessed keys costs a
small part of a query each and one connection in all, and a single look-up waits for nothing. A query that hangs holds
up only those it is for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice

from huahua.accounts.keys.domain import KeyOwner

SLOW_S = 0.25
"""After which the next query does not wait for the one before."""
MAX_TOGETHER = 256
"""Keys of one query."""
Find = Callable[[Sequence[str]], Awaitable[dict[str, KeyOwner]]]


class KeyLookups:
    """`find` gives the owners of those keyed hashes that belong to a key in force."""

    def __init__(self, find: Find, *, slow_s: float = SLOW_S) -> None:
        self._find = find
        self._slow_s = slow_s
        self._gathering: dict[str, asyncio.Future[KeyOwner | None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._queries: set[asyncio.Task[None]] = set()

    async def owner(self, secret_hash: str) -> KeyOwner | None:
        """As a query says that begins after this call. Raises what `find` raises."""
        answer = self._gathering.get(secret_hash)
        if answer is None:
            answer = self._gathering[secret_hash] = asyncio.get_running_loop().create_future()
            answer.add_done_callback(_seen)
        if self._task is None:
            self._task = asyncio.create_task(self._look_all_up(), name="key-look-ups")
        return await asyncio.shield(answer)

    async def _look_all_up(self) -> None:
        """Until nobody asks. The next `owner` starts it again."""
        try:
            while self._gathering:
                first = list(islice(self._gathering, MAX_TOGETHER))
                asked = {secret_hash: self._gathering.pop(secret_hash) for secret_hash in first}
                query = asyncio.create_task(self._look_up(asked))
                self._queries.add(query)
                query.add_done_callback(self._queries.discard)
                await asyncio.wait({query}, timeout=self._slow_s)
        finally:
            self._task = None

    async def _look_up(self, asked: dict[str, asyncio.Future[KeyOwner | None]]) -> None:
        try:
            found = await self._find(list(asked))
        except Exception as fault:  # noqa: BLE001 - it is told to whoever asked
            for answer in asked.values():
                answer.set_exception(fault)
        else:
            for secret_hash, answer in asked.items():
                answer.set_result(found.get(secret_hash))


def _seen(answer: asyncio.Future[KeyOwner | None]) -> None:
    """Whoever asked may be gone: a fault is nobody's news then."""
    if not answer.cancelled():
        answer.exception()
