"""The event log of runs that this process does: appended in memory, made durable in groups, then shown.

One writer for all runs commits whatever gathered while its last commit ran; there is no fixed window.
Text deltas of one run that gathered meanwhile become one event, so the log stays short under load.
Followers see an event only after it is durable, so what a reader has seen is never lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from huahua.jobs.domain import DELTA_TYPES, Run, RunEvent
from huahua.jobs.ports import RunRepository
from huahua.kit.clock import Clock

MAX_PENDING_EVENTS = 5_000
"""Above this the producers wait for the writer."""
MAX_RETRY_DELAY_S = 2.0
REFUSED = (SQLAlchemyError, TypeError, ValueError, OverflowError)
"""What storing raises. The drivers' own, unwrapped ones come from values that are no JSON or out of range."""

log = structlog.get_logger(__name__)

Pending = list[tuple[str, dict[str, Any]]]


class LiveLog:
    """The durable events of one run that goes in this process, and who waits for the next."""

    def __init__(self, last_seq: int) -> None:
        self._first_seq = last_seq + 1
        self._events: list[RunEvent] = []
        self._changed = asyncio.Event()

    @property
    def last_seq(self) -> int:
        return self._first_seq + len(self._events) - 1

    def after(self, seq: int) -> list[RunEvent] | None:
        """Events after `seq`, or None when that reaches back before this process took the run over."""
        if seq + 1 < self._first_seq:
            return None
        return self._events[seq + 1 - self._first_seq :]

    def extend(self, events: list[RunEvent]) -> None:
        self._events.extend(events)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait(self, timeout_s: float) -> None:
        """Until there is more, or the time is over. (`asyncio.wait_for` may swallow a cancellation before 3.12.)"""
        changed = self._changed
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await changed.wait()


def _may_pass(fault: SQLAlchemyError) -> bool:
    """Whether the database is away, busy or full, rather than refusing this very statement."""
    lost = isinstance(fault, DBAPIError) and fault.connection_invalidated
    return lost or isinstance(fault, OperationalError | InterfaceError | InternalError | PoolTimeout)


class EventLog:
    """Appends events of this process's runs. `start` before use, `stop` at the end."""

    def __init__(
        self, store: RunRepository, clock: Clock, on_stolen: Callable[[str], None], executor_id: str
    ) -> None:
        """`on_stolen` hears of a run whose log another process goes on with; `executor_id` is this one."""
        self._store = store
        self._executor_id = executor_id
        self._clock = clock
        self._on_stolen = on_stolen
        self._live: dict[str, LiveLog] = {}
        self._pending: dict[str, Pending] = {}
        self._pending_count = 0
        self._wake = asyncio.Event()
        self._taken = self._done = 0
        """Batches that the writer took from what is pending, and those of them that are durable."""
        self._batch_done = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write_forever(), name="run-event-writer")

    async def stop(self) -> None:
        await self.flush()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def open(self, run: Run) -> None:
        """Begin to log a run here, going on after what an earlier attempt stored."""
        self._live[run.id] = LiveLog(await self._store.last_seq(run.id) if run.attempts > 1 else 0)

    def live(self, run_id: str) -> LiveLog | None:
        return self._live.get(run_id)

    async def append(self, run_id: str, type: str, data: dict[str, Any]) -> None:
        if self._pending_count >= MAX_PENDING_EVENTS:
            await self.flush()
        pending = self._pending.setdefault(run_id, [])
        if pending and type in DELTA_TYPES and pending[-1][0] == type:
            pending[-1] = (type, {"text": pending[-1][1]["text"] + data["text"]})
        else:
            pending.append((type, data))
            self._pending_count += 1
        self._wake.set()

    async def flush(self) -> None:
        """Wait until everything appended so far is durable; not for what others append meanwhile, which
        may never pause."""
        wanted = self._taken + bool(self._pending)
        while self._done < wanted:
            await self._batch_done.wait()

    async def close(self, run_id: str, terminal: RunEvent) -> None:
        """Show the last event, which the caller made durable, and forget the run."""
        live = self._live.pop(run_id, None)
        if live is not None:
            live.extend([terminal])

    def abandon(self, run_id: str) -> None:
        """Forget a run that another process will go on with."""
        live = self._live.pop(run_id, None)
        if live is not None:
            live.extend([])

    async def _write_forever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._pending, self._pending_count = self._pending, {}, 0
            if not batch:
                continue
            self._taken += 1
            try:
                await self._commit_batch(self._number(batch))
            finally:
                self._done += 1
                done, self._batch_done = self._batch_done, asyncio.Event()
                done.set()

    def _number(self, batch: dict[str, Pending]) -> dict[str, list[RunEvent]]:
        now = self._clock()
        numbered: dict[str, list[RunEvent]] = {}
        for run_id, pending in batch.items():
            live = self._live.get(run_id)
            if live is not None:
                first = live.last_seq + 1
                numbered[run_id] = [
                    RunEvent(first + i, type, data, now) for i, (type, data) in enumerate(pending)
                ]
        return numbered

    async def _commit_batch(self, batch: dict[str, list[RunEvent]]) -> None:
        """Store a batch, waiting for the database if need be, and show it to the followers."""
        try:
            await self._store_patiently(batch)
            stored = batch
        except REFUSED:
            stored = {}
            for run_id, events in batch.items():
                if await self._store_alone(run_id, events):
                    stored[run_id] = events
        for run_id, events in stored.items():
            live = self._live.get(run_id)
            if live is not None:
                live.extend(events)

    async def _store_alone(self, run_id: str, events: list[RunEvent]) -> bool:
        """Events of one run of a batch that could not be stored: one bad run must not hold up the others."""
        try:
            while True:
                try:
                    await self._store_patiently({run_id: events})
                    return True
                except IntegrityError:
                    if await self._is_still_ours(run_id, events):
                        continue
                # Another process took the run over while this one slept.
                log.warning("run_taken_over_elsewhere", run_id=run_id)
                self.abandon(run_id)
                self._on_stolen(run_id)
                return False
        except REFUSED as fault:
            log.error("run_events_not_storable", run_id=run_id, reason=type(fault).__name__)
            return False

    async def _is_still_ours(self, run_id: str, events: list[RunEvent]) -> bool:
        """Whether it was the other way round: one that was taken for dead has woken and written once more. Its events
        stay, and `events` get the numbers behind them."""
        run, live = await self._store.get(run_id), self._live.get(run_id)
        if run is None or live is None or run.executor_id != self._executor_id:
            return False
        live.extend(await self._store.events(run_id, live.last_seq))
        events[:] = [replace(event, seq=live.last_seq + place) for place, event in enumerate(events, 1)]
        return True

    async def _store_patiently(self, batch: dict[str, list[RunEvent]]) -> None:
        """Store, waiting for a database that is away.

        Raises SQLAlchemyError when waiting does not help: IntegrityError when an event with one of these
        numbers is there already, another one when the database refuses what the events hold.
        """
        rows = [(run_id, event) for run_id, events in batch.items() for event in events]
        delay_s, down = 0.05, False
        while rows:
            try:
                await self._store.append(rows)
                break
            except SQLAlchemyError as fault:
                if not _may_pass(fault):
                    raise
                if not down:
                    log.error("run_log_not_writable", reason=type(fault).__name__)
                    down = True
                await asyncio.sleep(delay_s)
                delay_s = min(MAX_RETRY_DELAY_S, delay_s * 2)
        if down:
            log.info("run_log_writable_again")
