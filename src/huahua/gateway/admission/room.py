"""Where calls wait: a fair queue whose turns wake tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from huahua.gateway.admission import metrics
from huahua.gateway.admission.fair_queue import FairQueue, QueueFull, Waiter
from huahua.gateway.domain.queueing import Lane, QueueWatch
from huahua.gateway.errors import DeadlineMissed, Overloaded, ServerBusy

SMOOTHING = 0.1
"""Weight of the newest call in the average of how long calls hold their place."""
MIN_RETRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Who waits, and for how long at most. `deadline`: the caller set `limit_s`, not this server."""

    tenant: str
    lane: Lane
    weight: float
    limit_s: float
    deadline: bool = False
    watch: QueueWatch | None = None


class WaitingRoom:
    """`name` is how metrics call it (`gate`, `upstream`)."""

    def __init__(self, name: str, queue: FairQueue, monotonic: Callable[[], float]) -> None:
        self.name = name
        self.queue = queue
        self._monotonic = monotonic
        self._holding_s: float | None = None

    def leave(self, tenant: str, held_s: float | None = None) -> None:
        """Give a place back; whoever is next gets it. `held_s` of calls that ran teaches the pace."""
        if held_s is not None:
            known = self._holding_s
            self._holding_s = held_s if known is None else known + SMOOTHING * (held_s - known)
        self.queue.finish(tenant)
        if self.queue.waiting:
            self.wake()

    def wake(self) -> None:
        while (waiter := self.queue.next()) is not None:
            metrics.waiting.labels(self.name, waiter.lane.title).dec()
            if not waiter.payload.done():
                waiter.payload.set_result(None)

    async def wait(self, wanted: Wait) -> float:
        """Until the place is ours; seconds waited. Cancelling gives the place up, at whatever moment.

        Raises:
            Overloaded: the tenant has as many calls waiting as it may.
            ServerBusy: the queue is full for this lane, or the wait took too long.
            DeadlineMissed: the caller's deadline passed, or cannot be met.
        """
        since = self._monotonic()
        waiter = self.push(wanted)
        try:
            self._check_deadline(waiter, wanted)
            async with asyncio.timeout(wanted.limit_s):
                await waiter.payload
        except BaseException as fault:
            self.abandon(waiter)
            if isinstance(fault, TimeoutError):
                raise self.expired(wanted) from fault
            raise
        finally:
            if wanted.watch is not None:
                wanted.watch.look = None
        return self.waited(wanted, since)

    def waited(self, wanted: Wait, since: float) -> float:
        """Book the end of a wait that began at `since`; its seconds."""
        seconds = self._monotonic() - since
        metrics.waited.labels(self.name, wanted.lane.title).observe(seconds)
        if wanted.watch is not None:
            wanted.watch.waited_s += seconds
        return seconds

    def push(self, wanted: Wait) -> Waiter:
        """Line up; the waiter's `payload` is a future that is done once the place is ours. Raises Overloaded
        or ServerBusy."""
        future = asyncio.get_running_loop().create_future()
        try:
            waiter = self.queue.push(wanted.tenant, wanted.lane, wanted.weight, future)
        except QueueFull as fault:
            raise self._full(wanted, own=fault.own) from fault
        metrics.waiting.labels(self.name, wanted.lane.title).inc()
        if wanted.watch is not None:
            wanted.watch.look = lambda: None if waiter.started else self.queue.place(waiter)
        self.wake()  # a place may have become free since it was asked for
        return waiter

    def abandon(self, waiter: Waiter) -> None:
        """Whether it waits or has its place already: neither is left behind."""
        if waiter.started:
            self.leave(waiter.tenant)
        else:
            self.queue.cancel(waiter)
            metrics.waiting.labels(self.name, waiter.lane.title).dec()

    def expected_s(self, place: int) -> float | None:
        """How long the one at `place` (from 1) will wait, None before the first call has ended.

        Little's law (L = λW, https://doi.org/10.1287/opre.9.3.383) for the places, which are all taken
        while somebody waits: capacity = rate × average holding time, so `place` calls have left after
        place × holding time / capacity.
        """
        if self._holding_s is None:
            return None
        return place * self._holding_s / self.queue.capacity

    def _retry_after(self, place: int) -> float:
        return max(MIN_RETRY_S, self.expected_s(place) or 0.0)

    def _check_deadline(self, waiter: Waiter, wanted: Wait) -> None:
        if not wanted.deadline:
            return
        wait_s = self.expected_s(self.queue.place(waiter))
        if wait_s is not None and wait_s > wanted.limit_s:
            metrics.refused.labels(self.name, wanted.lane.title, "deadline").inc()
            raise DeadlineMissed(
                f"The queue takes about {wait_s:.0f} s, longer than the {wanted.limit_s:g} s that the call "
                "may take. Try again later.",
                status=503,
                retry_after=max(MIN_RETRY_S, wait_s - wanted.limit_s),
            )

    def expired(self, wanted: Wait) -> DeadlineMissed | ServerBusy:
        """The error of a call that waited as long as it may."""
        metrics.refused.labels(self.name, wanted.lane.title, "expired").inc()
        retry_after = self._retry_after(self.queue.waiting + 1)
        if wanted.deadline:
            return DeadlineMissed(
                f"The call waited {wanted.limit_s:g} s, which is its deadline, and found no place.",
                retry_after=retry_after,
            )
        return ServerBusy(
            f"The call waited {wanted.limit_s:g} s and found no place. Try again later.",
            retry_after=retry_after,
        )

    def _full(self, wanted: Wait, *, own: bool) -> Overloaded | ServerBusy:
        metrics.refused.labels(self.name, wanted.lane.title, "own_full" if own else "full").inc()
        retry_after = self._retry_after(self.queue.waiting + 1)
        if own:
            return Overloaded(
                "You have as many calls running and waiting as this server takes of one user. "
                "Wait for some to end, then try again.",
                retry_after=retry_after,
            )
        return ServerBusy(
            f"The server is busy and takes no more calls of the lane '{wanted.lane.title}' now. "
            "Try again later.",
            retry_after=retry_after,
        )
