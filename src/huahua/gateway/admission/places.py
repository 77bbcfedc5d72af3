"""Places at upstreams: how many calls one row of the catalogue, or one provider, takes at once.

Calls come here after they were planned. `resilience` asks `try_take` of each choice in order, and `take` only
when every choice is full: the call then goes to whichever has a place first, in fair order.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from huahua.gateway.admission.fair_queue import FairQueue, Waiter
from huahua.gateway.admission.gate import wait_of
from huahua.gateway.admission.room import Wait, WaitingRoom
from huahua.gateway.candidate import Demand, Need
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.queueing import QueuePolicy


class Place:
    """Leave to call one upstream. `leave` gives it back; it may be called twice."""

    __slots__ = ("_keys", "_places", "_since", "_tenant", "waited_s")

    def __init__(self, places: UpstreamPlaces, tenant: str, keys: tuple[str, ...], since: float) -> None:
        self._places = places
        self._tenant = tenant
        self._keys = keys
        self._since = since
        self.waited_s = 0.0

    def with_key(self, key: str) -> Place:
        """This place and one more, whose turn came."""
        self._keys = (*self._keys, key)
        return self

    def after(self, waited_s: float) -> Place:
        self.waited_s = waited_s
        return self

    def leave(self) -> None:
        keys, self._keys = self._keys, ()
        for key in keys:
            self._places.left(key, self._tenant, self._since)


class UpstreamPlaces:
    """One for the process. Upstreams that nobody uses are forgotten."""

    def __init__(
        self, policy: QueuePolicy | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._policy = policy or QueuePolicy()
        self._monotonic = monotonic
        self._rooms: dict[str, WaitingRoom] = {}

    def running(self, key: str) -> int:
        """Calls at this upstream now."""
        room = self._rooms.get(key)
        return room.queue.running if room is not None else 0

    def has_room(self, demand: Demand) -> bool:
        return all(self.running(need.key) < need.limit for need in demand)

    def try_take(self, demand: Demand, ask: Ask) -> Place | None:
        """All that is needed at once, or None and nothing taken."""
        tenant = ask.caller.user_id
        taken: list[str] = []
        for need in demand:
            if not self._room(need).queue.try_start(tenant):
                for held in reversed(taken):
                    self.left(held, tenant)
                return None
            taken.append(need.key)
        return Place(self, tenant, tuple(taken), self._monotonic())

    async def take(
        self, demands: Sequence[Demand], ask: Ask, left_s: float | None = None
    ) -> tuple[int, Place]:
        """Wait until one of `demands` can be met; its number and the place. `left_s`: what is left of the call's
        own deadline, where it has one.

        Raises Overloaded, ServerBusy or DeadlineMissed, as `Gate.enter` does.
        """
        wanted = wait_of(ask, ask.caller.user_id, self._policy)
        if left_s is not None and left_s < wanted.limit_s:
            wanted = replace(wanted, limit_s=max(0.0, left_s), deadline=True)
        began = self._monotonic()
        ends = began + wanted.limit_s
        while True:
            for number, demand in enumerate(demands):
                place = self.try_take(demand, ask)
                if place is not None:
                    return number, place.after(self._monotonic() - began)
            keys = [self._full_key(demand) for demand in demands]
            number = await self._turn(keys, wanted, max(0.0, ends - self._monotonic()))
            rest = [need for need in demands[number] if need.key != keys[number]]
            others = self.try_take(rest, ask)
            if others is not None:
                return number, others.with_key(keys[number]).after(self._monotonic() - began)
            self.left(keys[number], wanted.tenant)

    def left(self, key: str, tenant: str, since: float | None = None) -> None:
        """A place is given back."""
        room = self._rooms[key]
        room.leave(tenant, None if since is None else self._monotonic() - since)
        if not room.queue.running and not room.queue.waiting:
            del self._rooms[key]

    async def _turn(self, keys: list[str], wanted: Wait, left_s: float) -> int:
        """Line up at every key whose queue takes one more; the number of the one whose turn came first, with
        its place taken."""
        since = self._monotonic()
        takes = {key: self._rooms[key].queue.takes(wanted.tenant, wanted.lane) for key in keys}
        # Once in each queue; where none takes it, the first one's says why.
        numbers = [keys.index(key) for key, taken in takes.items() if taken] or [0]
        lined_up: list[Waiter] = []
        try:
            for number in numbers:
                lined_up.append(self._rooms[keys[number]].push(wanted))
            async with asyncio.timeout(left_s):
                futures = {waiter.payload for waiter in lined_up}
                await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
            won = next(waiter for waiter in lined_up if waiter.started)
        except BaseException as fault:
            self._abandon(keys, numbers, lined_up)
            if isinstance(fault, TimeoutError):
                raise self._rooms[keys[numbers[0]]].expired(wanted) from fault
            raise
        finally:
            if wanted.watch is not None:
                wanted.watch.look = None
        number = numbers[lined_up.index(won)]
        self._rooms[keys[number]].waited(wanted, since)
        self._abandon(keys, numbers, lined_up, keep=won)
        return number

    def _abandon(
        self, keys: list[str], numbers: list[int], waiters: list[Waiter], keep: Waiter | None = None
    ) -> None:
        for number, waiter in zip(numbers, waiters, strict=False):
            if waiter is keep:
                continue
            key = keys[number]
            if waiter.started:
                self.left(key, waiter.tenant)
            else:
                self._rooms[key].abandon(waiter)

    def _full_key(self, demand: Demand) -> str:
        return next((need.key for need in demand if self.running(need.key) >= need.limit), demand[0].key)

    def _room(self, need: Need) -> WaitingRoom:
        policy = self._policy
        waiting = policy.waiting_calls if need.waiting is None else need.waiting
        room = self._rooms.get(need.key)
        if room is None:
            queue = FairQueue(
                need.limit,
                max_waiting=waiting,
                max_waiting_per_tenant=policy.waiting_calls_per_user,
            )
            room = self._rooms[need.key] = WaitingRoom("upstream", queue, self._monotonic)
            return room
        room.queue.max_waiting = waiting
        if room.queue.capacity != need.limit:  # the row was changed
            room.queue.capacity = need.limit
            room.wake()
        return room
