"""Calls at a time that several processes count together: shared sets (`counts.py`), a member for each call.

A member lives for `LIVE_S` and is kept alive while its call runs, so the calls of a process that is killed stop
counting by themselves. A call enters all its sets, or none. While the store is away each process counts for itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from huahua.gateway.admission.counts import CallSets, StoreAway
from huahua.gateway.admission.parallel import LocalParallel, LocalSlots, too_many_at_once
from huahua.gateway.admission.subjects import Subject
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

LIVE_S = 60.0
BEAT_S = 15.0


class SharedSlots:
    __slots__ = ("_here", "_home", "call", "keys")

    def __init__(self, home: SharedParallel, here: LocalSlots, call: str, keys: list[str]) -> None:
        self._home: SharedParallel | None = home
        self._here = here
        self.call = call
        self.keys = keys

    def leave(self) -> None:
        home, self._home = self._home, None
        if home is not None:
            self._here.leave()
            home.left(self)


class SharedParallel:
    """Port `Parallel`."""

    def __init__(
        self,
        sets: CallSets,
        *,
        live_s: float = LIVE_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sets = sets
        self._live_s = live_s
        self._sleep = sleep
        self._here = LocalParallel()
        self._open: set[SharedSlots] = set()
        self._leaving: set[asyncio.Task[None]] = set()

    def take(self, subjects: Sequence[Subject]) -> None:
        """The store has to be asked; but who is over the limit here is so everywhere."""
        self._here.take(subjects).leave()

    async def acquire(self, subjects: Sequence[Subject]) -> SharedSlots:
        here = self._here.take(subjects)
        call, keys = new_id("call"), [name for name, _ in subjects]
        limits = [limits.parallel_calls for _, limits in subjects]
        slots = SharedSlots(self, here, call, keys)
        try:
            full = await self._sets.enter(keys, limits, call, self._live_s)
        except StoreAway as fault:
            log.error(
                "shared counts cannot be had (%s); each process counts parallel calls by itself",
                fault,
            )
            full = None
        except BaseException:
            slots.leave()  # nobody knows whether the store heard of it
            raise
        if full is not None:
            here.leave()
            raise too_many_at_once(limits[full])
        self._open.add(slots)
        return slots

    def left(self, slots: SharedSlots) -> None:
        self._open.discard(slots)
        task = asyncio.get_running_loop().create_task(self._remove(slots))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def run(self) -> None:
        while True:
            await self._sleep(BEAT_S)
            try:
                await self.beat()
            except StoreAway as fault:
                log.warning("parallel calls were not kept alive: %s", fault)

    async def beat(self) -> None:
        """Every open call counts for `live_s` more. Raises StoreAway."""
        calls: dict[str, list[str]] = {}
        for slots in self._open:
            for key in slots.keys:
                calls.setdefault(key, []).append(slots.call)
        for key, found in calls.items():
            await self._sets.keep(key, found, self._live_s)

    async def close(self) -> None:
        for slots in list(self._open):
            slots.leave()
        await asyncio.gather(*self._leaving)

    async def _remove(self, slots: SharedSlots) -> None:
        try:
            await self._sets.leave(slots.keys, slots.call)
        except StoreAway as fault:
            log.warning("a parallel call goes on counting for a minute: %s", fault)
