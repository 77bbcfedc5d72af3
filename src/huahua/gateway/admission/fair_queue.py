"""Who runs next: a scheduler without clock, tasks or I/O.

Places are limited, in all and per tenant. Between lanes the better one goes first, but a lane that was passed
over `PATIENCE` times in a row gets the next place, so none starves. Within a lane tenants share by weight:
start-time fair queueing (Goyal, Vin, Cheng 1996, https://doi.org/10.1145/248156.248171), each call of
length 1. Over any time in which two tenants both wait, the shares they got, divided by their weights, differ by at
most one call of each. Calls of one tenant in one lane keep their order.

It is work-conserving: while a place is free, nobody waits who may have it. The callers keep that so by taking
`next` until it gives None whenever something ended.
"""

from __future__ import annotations

import heapq
import math
import sys
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count
from typing import Any

from huahua.gateway.domain.queueing import Lane

PATIENCE = {Lane.INTERACTIVE: 1, Lane.STANDARD: 4, Lane.BATCH: 16}
"""How often a lane lets another go first before it is its turn."""
SHED_ABOVE = {Lane.INTERACTIVE: 1.0, Lane.STANDARD: 0.9, Lane.BATCH: 0.5}
"""The part of the whole queue above which a lane takes no more: batch work is sent away first."""
MIN_WEIGHT = 1e-3
KEEP_FLOWS = 64
"""Tenants whose share is remembered before the idle ones are looked for."""


class QueueFull(Exception):
    """`own`: the tenant's own part is full, not the whole queue."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("the tenant's queue is full" if own else "the queue is full")
        self.own = own


@dataclass(slots=True, eq=False)
class Waiter:
    """One call that waits. `started` once it has its place; `payload` is the caller's."""

    tenant: str
    lane: Lane
    weight: float
    payload: Any = None
    started: bool = False


class _Flow:
    """One tenant's calls in one lane. `start` is the start tag of the first, or of the next to come."""

    __slots__ = ("in_heap", "start", "waiters")

    def __init__(self) -> None:
        self.start = 0.0
        self.in_heap = False
        self.waiters: OrderedDict[Waiter, None] = OrderedDict()


class _LaneQueue:
    """Start-time fair queueing among the tenants of one lane."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.waiting = 0
        self.passed = 0
        self._virtual = 0.0
        self._flows: dict[str, _Flow] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._parked: set[str] = set()
        self._numbers = count()
        self._forget_above = KEEP_FLOWS

    def push(self, waiter: Waiter) -> None:
        flow = self._flows.get(waiter.tenant)
        if flow is None:
            flow = self._flows[waiter.tenant] = _Flow()
        if not flow.waiters and not flow.in_heap:
            flow.start = max(flow.start, self._virtual)
        flow.waiters[waiter] = None
        self.waiting += 1
        self._enter_heap(waiter.tenant, flow)

    def remove(self, waiter: Waiter) -> None:
        del self._flows[waiter.tenant].waiters[waiter]
        self._counted_out()

    def head(self, full: set[str]) -> str | None:
        """The tenant whose turn it is. Tenants in `full` step aside until `unpark`."""
        while self._heap:
            tenant = self._heap[0][2]
            flow = self._flows[tenant]
            if flow.waiters and tenant not in full:
                return tenant
            heapq.heappop(self._heap)
            flow.in_heap = False
            if flow.waiters:
                self._parked.add(tenant)
        return None

    def pop(self, tenant: str) -> Waiter:
        """The first call of the tenant that `head` named."""
        heapq.heappop(self._heap)
        flow = self._flows[tenant]
        flow.in_heap = False
        waiter, _ = flow.waiters.popitem(last=False)
        self._virtual = flow.start
        flow.start += 1 / waiter.weight
        if flow.waiters:
            self._enter_heap(tenant, flow)
        self._counted_out()
        return waiter

    def unpark(self, tenant: str) -> None:
        if tenant in self._parked:
            self._parked.discard(tenant)
            flow = self._flows[tenant]
            flow.start = max(flow.start, self._virtual)
            self._enter_heap(tenant, flow)

    def before(self, waiter: Waiter) -> int:
        """About how many calls of this lane come before it."""
        flow = self._flows[waiter.tenant]
        last = len(flow.waiters) - 1
        if next(reversed(flow.waiters)) is waiter:
            own = last
        else:
            own = next(number for number, other in enumerate(flow.waiters) if other is waiter)
        start = flow.start + own / waiter.weight
        ahead = own
        for tenant, other in self._flows.items():
            if tenant != waiter.tenant and other.waiters and other.start < start:
                weight = next(iter(other.waiters)).weight
                ahead += min(len(other.waiters), math.ceil((start - other.start) * weight))
        return ahead

    def _enter_heap(self, tenant: str, flow: _Flow) -> None:
        if not flow.in_heap and flow.waiters and tenant not in self._parked:
            flow.in_heap = True
            heapq.heappush(self._heap, (flow.start, next(self._numbers), tenant))

    def _counted_out(self) -> None:
        self.waiting -= 1
        if not self.waiting:
            self._virtual = 0.0
            self.passed = 0
            self._flows.clear()
            self._heap.clear()
            self._parked.clear()
        elif len(self._flows) > self._forget_above:
            self._forget_the_idle()
            self._forget_above = 2 * len(self._flows) + KEEP_FLOWS

    def _forget_the_idle(self) -> None:
        """Tenants that wait for nothing and whose share lies in the past: memory follows who waits."""
        self._flows = {
            tenant: flow
            for tenant, flow in self._flows.items()
            if flow.waiters or (flow.start > self._virtual and not flow.in_heap)
        }
        self._heap = [entry for entry in self._heap if entry[2] in self._flows]
        heapq.heapify(self._heap)


class FairQueue:
    """Places for `capacity` calls at once, of one tenant at most `capacity_per_tenant`."""

    def __init__(
        self,
        capacity: int,
        *,
        capacity_per_tenant: int | None = None,
        max_waiting: int = 4_096,
        max_waiting_per_tenant: int = 1_024,
    ) -> None:
        self.capacity = capacity
        self.max_waiting = max_waiting
        self.running = 0
        self.waiting = 0
        self._per_tenant = capacity_per_tenant or sys.maxsize
        self._max_waiting_per_tenant = max_waiting_per_tenant
        self._running_of: dict[str, int] = {}
        self._waiting_of: dict[str, int] = {}
        self._full: set[str] = set()
        self._lanes = [_LaneQueue(lane) for lane in Lane]

    def try_start(self, tenant: str) -> bool:
        """Take a place at once, if there is one. While there is one, nobody waits who may have it."""
        if self.running >= self.capacity:
            return False
        own = self._running_of.get(tenant, 0)
        if own >= self._per_tenant:
            return False
        self.running += 1  # as in `_count_in`; every call comes along here
        self._running_of[tenant] = own = own + 1
        if own >= self._per_tenant:
            self._full.add(tenant)
        return True

    def push(self, tenant: str, lane: Lane, weight: float = 1.0, payload: Any = None) -> Waiter:
        """Wait, after `try_start` gave False. Raises QueueFull."""
        own = self._waiting_of.get(tenant, 0)
        if not self.takes(tenant, lane):
            raise QueueFull(own=own >= self._max_waiting_per_tenant)
        waiter = Waiter(tenant, lane, max(weight, MIN_WEIGHT), payload)
        self._lanes[lane].push(waiter)
        self._waiting_of[tenant] = own + 1
        self.waiting += 1
        return waiter

    def takes(self, tenant: str, lane: Lane) -> bool:
        """Whether one more call of the tenant may wait in this lane."""
        if self._waiting_of.get(tenant, 0) >= self._max_waiting_per_tenant:
            return False
        return self.waiting < self.max_waiting * SHED_ABOVE[lane]

    def cancel(self, waiter: Waiter) -> None:
        """It waits no longer. One that has started has to `finish` instead."""
        self._lanes[waiter.lane].remove(waiter)
        self._count_waiting_out(waiter.tenant)

    def next(self) -> Waiter | None:
        """Start the call whose turn it is; None when no place is free or nobody may have it."""
        if self.running >= self.capacity or not self.waiting:
            return None
        heads = [(lane, tenant) for lane in self._lanes if (tenant := lane.head(self._full)) is not None]
        if not heads:
            return None
        lane, tenant = next(
            (found for found in reversed(heads) if found[0].passed >= PATIENCE[found[0].lane]), heads[0]
        )
        for other, _ in heads:
            other.passed += 1
        lane.passed = 0
        waiter = lane.pop(tenant)
        waiter.started = True
        self._count_waiting_out(tenant)
        self._count_in(tenant, self._running_of.get(tenant, 0))
        return waiter

    def finish(self, tenant: str) -> None:
        """A call of the tenant has ended; its place is free."""
        self.running -= 1
        left = self._running_of[tenant] - 1
        if left:
            self._running_of[tenant] = left
        else:
            del self._running_of[tenant]
        if tenant in self._full:
            self._full.discard(tenant)
            for lane in self._lanes:
                lane.unpark(tenant)

    def running_of(self, tenant: str) -> int:
        return self._running_of.get(tenant, 0)

    def waiting_in(self, lane: Lane) -> int:
        return self._lanes[lane].waiting

    def place(self, waiter: Waiter) -> int:
        """About where it stands, from 1: those before it in its lane and everybody in better lanes."""
        better = sum(self._lanes[lane].waiting for lane in Lane if lane < waiter.lane)
        return better + self._lanes[waiter.lane].before(waiter) + 1

    def _count_in(self, tenant: str, own: int) -> None:
        self.running += 1
        self._running_of[tenant] = own + 1
        if own + 1 >= self._per_tenant:
            self._full.add(tenant)

    def _count_waiting_out(self, tenant: str) -> None:
        self.waiting -= 1
        left = self._waiting_of[tenant] - 1
        if left:
            self._waiting_of[tenant] = left
        else:
            del self._waiting_of[tenant]
