"""Runs: start, follow, cancel, do, and take over from processes that died."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.jobs.domain import MAX_ATTEMPTS, MAX_SEQ, NewRun, OnLoss, Run, RunEvent, RunStatus
from huahua.jobs.errors import RunFailure, RunNotFound
from huahua.jobs.eta import Size
from huahua.jobs.log import EventLog
from huahua.jobs.lookout import Lookout
from huahua.jobs.ports import Lane, RunKind, RunRepository
from huahua.jobs.previews import MAX_INDEX, Preview, PreviewRepository, media_type_of
from huahua.jobs.queue import LOOK_S, Queue, Standing
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

BEAT_S = 2.0
DEAD_AFTER = timedelta(seconds=15)
POLL_S = 1.0
FOLLOW_POLL_S = 0.2
KEEP_EVENTS = timedelta(days=7)
SWEEP_EVERY_BEATS = 1800

log = structlog.get_logger(__name__)


class _Context:
    """The RunContext of one run."""

    def __init__(self, run: Run, events: EventLog, previews: PreviewRepository, clock: Clock) -> None:
        self._run = run
        self._events = events
        self._previews = previews
        self._clock = clock

    @property
    def run(self) -> Run:
        return self._run

    async def emit(self, type: str, data: dict[str, Any]) -> None:
        await self._events.append(self._run.id, type, data)

    async def flush(self) -> None:
        await self._events.flush()

    async def show(self, index: int, frame: bytes) -> int | None:
        media_type = media_type_of(frame)
        if media_type is None or not 0 <= index <= MAX_INDEX:
            return None
        try:
            return await self._previews.keep(self._run.id, index, media_type, frame, self._clock()) or None
        except SQLAlchemyError as fault:  # nobody's picture fails because of its preview
            log.warning("preview_not_kept", run_id=self._run.id, reason=type(fault).__name__)
            return None


class RunService:
    """All runs of this process. Register kinds and lanes, then `start`; `stop` hands unfinished work back."""

    def __init__(self, store: RunRepository, previews: PreviewRepository, *, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._store = store
        self._previews = previews
        self._executor_id = new_id("exe")
        self._events = EventLog(store, clock, self._let_go, self._executor_id)
        self._kinds: dict[str, RunKind] = {}
        self._lanes: dict[str, Lane] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._by_lane: dict[str, set[str]] = {}
        self._lookouts: dict[str, Lookout] = {}
        self._cancelling: set[str] = set()
        self._stolen: set[str] = set()
        self._begun: set[str] = set()
        self._ending: set[str] = set()
        self._queue = Queue(store, self._size, clock)
        self._claims: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()
        """Set when the run goes in this process; held by those who follow it from the queue."""
        self._loops: list[asyncio.Task[None]] = []
        self._served: list[asyncio.Task[None]] = []
        """The loops that take runs, one for each lane that this process serves."""
        self._host, self._pid = socket.gethostname(), os.getpid()

    def add_lane(self, lane: Lane) -> None:
        self._lanes[lane.name] = lane
        self._by_lane[lane.name] = set()
        self._lookouts[lane.name] = Lookout()

    def register(self, kind: RunKind) -> None:
        if kind.lane not in self._lanes:
            raise ValueError(f"lane '{kind.lane}' of run kind '{kind.name}' does not exist")
        self._kinds[kind.name] = kind

    async def start(self, lanes: Collection[str] = ()) -> None:
        """Take runs of these lanes, or of all where none is named; runs of every lane can be asked for and followed."""
        await self._store.beat(self._executor_id, self._host, self._pid, self._clock())
        self._events.start()
        await self._take_over()
        self._loops = [
            asyncio.create_task(self._beat_forever(), name="run-heartbeat"),
            asyncio.create_task(self._look_forever(), name="run-queue-look"),
        ]
        self._served = [
            asyncio.create_task(self._serve_lane(name), name=f"run-lane-{name}")
            for name in self._lanes
            if not lanes or name in lanes
        ]

    async def drain(self, timeout_s: float) -> None:
        """Take no run any more, and wait so long for those that go. `stop` is due next."""
        for loop in self._served:
            loop.cancel()
        await asyncio.gather(*self._served, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=timeout_s)

    async def stop(self) -> None:
        """End this process's part: what can be done again goes back to the queue, the rest is interrupted."""
        loops = [*self._loops, *self._served]
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        tasks = dict(self._tasks)
        for run_id, task in tasks.items():
            if run_id not in self._ending:
                task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        await self._events.stop()
        await self._store.forget_executors([self._executor_id])

    # --- asking -----------------------------------------------------------------------------------

    async def enqueue(self, connection: AsyncConnection, new: NewRun) -> None:
        """Queue a run inside the caller's transaction. Call `kick` once that has committed."""
        await self._store.insert(connection, new, self._kinds[new.kind].lane, self._clock())

    def kick(self, kind: str) -> None:
        """A run of this kind was queued: look now rather than at the next poll."""
        self._lookouts[self._kinds[kind].lane].announce()

    async def begin(self, new: NewRun) -> Run:
        """Queue a run in a transaction of its own."""
        lane, now = self._kinds[new.kind].lane, self._clock()
        await self._store.add(new, lane, now)
        self.kick(new.kind)
        return new.queued(lane, now)

    async def begin_again(self, new: NewRun, before: Sequence[str]) -> Run:
        """Queue a run in place of others, the newest of them last. Where that one was tried again already it is that
        run which is given back, so that asking twice begins one. Raises RunNotFound."""
        if await self._store.add_again(new, self._kinds[new.kind].lane, self._clock(), before):
            self.kick(new.kind)
            return await self.get(new.run_id, new.user_id)
        there = (await self.get(before[-1], new.user_id)).retried_by
        return await self.get(there or before[-1], new.user_id)

    async def newest(self, user_id: str, kind: str, limit: int) -> list[Run]:
        """This user's last runs of a kind, the newest first."""
        return await self._store.newest(user_id, kind, limit)

    async def get(self, run_id: str, user_id: str) -> Run:
        """Raises RunNotFound for another user's run too."""
        run = await self._store.get(run_id)
        if run is None or run.user_id != user_id:
            raise RunNotFound(run_id)
        return run

    async def many(self, run_ids: Sequence[str], user_id: str) -> dict[str, Run]:
        """This user's runs among these, by id; one read however many."""
        return {run.id: run for run in await self._store.many(run_ids, user_id)} if run_ids else {}

    async def logged(self, run_id: str, user_id: str, type: str) -> list[dict[str, Any]]:
        """The data of every durable event of this type so far, in order. Raises RunNotFound."""
        await self.get(run_id, user_id)
        found: list[dict[str, Any]] = []
        after = 0
        while events := await self._store.events(run_id, after):
            found += [event.data for event in events if event.type == type]
            after = events[-1].seq
        return found

    async def preview(self, run_id: str, user_id: str, index: int) -> Preview | None:
        """The newest look at a piece of a run that goes. Raises RunNotFound."""
        await self.get(run_id, user_id)
        return await self._previews.get(run_id, index)

    async def standing(self, run: Run) -> Standing | None:
        """Where it stands in its queue, or None when the run is not waiting."""
        return await self._queue.standing(run) if run.status is RunStatus.QUEUED else None

    def _size(self, run: Run) -> Size:
        kind = self._kinds.get(run.kind)
        return kind.size(run) if kind is not None and kind.size is not None else Size(run.kind)

    async def active(self, user_id: str, conversation_id: str | None = None) -> list[Run]:
        """This user's runs that are queued or running, oldest first."""
        return await self._store.active(user_id, conversation_id)

    async def cancel(self, run_id: str, user_id: str) -> Run:
        """Ask for the end of a run. A queued one ends at once; a running one within a second anywhere.

        Cancelling what has ended changes nothing. Raises RunNotFound.
        """
        run = await self.get(run_id, user_id)
        if run.status is RunStatus.QUEUED:
            event = RunEvent(await self._store.last_seq(run_id) + 1, "run.cancelled", {}, self._clock())
            if await self._store.finish(run, RunStatus.CANCELLED, event):
                kind = self._kinds.get(run.kind)
                if kind is not None and kind.after_loss is not None:
                    await kind.after_loss(await self.get(run_id, user_id))
                return await self.get(run_id, user_id)
        if run.status is RunStatus.RUNNING or not run.status.is_terminal:
            await self._store.request_cancel(run_id)
            self._cancel_here(run_id)
        return await self.get(run_id, user_id)

    async def follow(self, run_id: str, user_id: str, after: int = 0) -> AsyncIterator[RunEvent]:
        """Every event after `after`, those to come included; ends after the terminal one.

        Raises RunNotFound.
        """
        after = max(0, min(after, MAX_SEQ))
        while True:
            live = self._events.live(run_id)
            events = live.after(after) if live is not None else None
            if events is None:
                run = await self.get(run_id, user_id)
                events = await self._store.events(run_id, after)
                if not events and run.status.is_terminal:
                    yield RunEvent(
                        after + 1, f"run.{run.status}", _terminal_data(run), run.finished_at or run.created_at
                    )
                    return
                if not events and run.status is RunStatus.QUEUED:
                    async for found in self._standings(run):
                        data = {"place": found.place, "eta_s": found.eta_s}
                        yield RunEvent(after, "run.queued", data, self._clock())
                    await self._pause(run_id, user_id)
                    continue
            for event in events:
                yield event
                after = event.seq
                if event.is_terminal:
                    return
            if not events:
                await (live.wait(15.0) if live is not None else self._pause(run_id, user_id))

    async def _pause(self, run_id: str, user_id: str) -> None:
        """Before the next look at a run that does not go in this process, or is far back in the queue. One that began
        here meanwhile, or ended, is looked at again at once."""
        if self._events.live(run_id) is None and not (await self.get(run_id, user_id)).status.is_terminal:
            await asyncio.sleep(FOLLOW_POLL_S)

    async def _standings(self, run: Run) -> AsyncIterator[Standing]:
        """Where a queued run stands whenever its place changes, until it is no longer queued."""
        told: int | None = None
        claimed = self._claims.setdefault(run.id, asyncio.Event())
        if self._events.live(run.id) is not None:
            return  # it began since it was read: nobody sets this event any more
        while not claimed.is_set() and (found := await self._queue.standing(run)) is not None:
            if found.place != told:
                told = found.place
                yield found
            await _wait(claimed, LOOK_S)

    # --- doing ------------------------------------------------------------------------------------

    async def _serve_lane(self, name: str) -> None:
        lane, lookout, going = self._lanes[name], self._lookouts[name], self._by_lane[name]
        while True:
            try:
                while len(going) < lane.concurrency and lookout.is_due:
                    announced = lookout.announced
                    run = await self._store.claim(name, self._executor_id, self._clock())
                    if run is None:
                        lookout.missed(announced)
                        continue
                    lookout.found()
                    await self._events.open(run)
                    going.add(run.id)
                    if (claimed := self._claims.pop(run.id, None)) is not None:
                        claimed.set()
                    self._tasks[run.id] = asyncio.create_task(self._do(run), name=f"run-{run.id}")
            except SQLAlchemyError as fault:
                log.error("run_queue_not_readable", lane=name, reason=type(fault).__name__)
            except Exception:  # a lane that ended would hold up everybody's runs for ever
                log.exception("run_lane_failed", lane=name)
            await lookout.wait()

    async def _look_forever(self) -> None:
        """Wake the lanes with runs in the queue, which other processes may have put there: one cheap read, where
        a claim of each lane would take the database's one writer. And break off what was cancelled elsewhere."""
        while True:
            await asyncio.sleep(POLL_S)
            try:
                for name in await self._store.waiting_lanes():
                    if name in self._lookouts:
                        self._lookouts[name].search()
                if self._tasks:
                    for run_id in await self._store.cancel_requested(self._executor_id):
                        self._cancel_here(run_id)
            except SQLAlchemyError as fault:
                log.error("run_queue_not_readable", reason=type(fault).__name__)

    async def _do(self, run: Run) -> None:
        try:
            await self._work(run)
        finally:
            self._tasks.pop(run.id, None)
            self._by_lane[run.lane].discard(run.id)
            for state in (self._cancelling, self._stolen, self._begun, self._ending):
                state.discard(run.id)
            self._lookouts[run.lane].stir()

    async def _work(self, run: Run) -> None:
        status, error, result = RunStatus.SUCCEEDED, None, None
        try:
            self._begun.add(run.id)
            if run.id in self._cancelling | self._stolen:
                raise asyncio.CancelledError
            await self._events.append(run.id, "run.started", {})
            result = await self._kinds[run.kind].handler(
                _Context(run, self._events, self._previews, self._clock)
            )
        except asyncio.CancelledError:
            if run.id in self._stolen:
                return
            if run.id not in self._cancelling:
                await asyncio.shield(self._hand_back(run))
                raise
            status = RunStatus.CANCELLED
        except RunFailure as failure:
            status, error = RunStatus.FAILED, {"code": failure.code, "message": failure.message}
        except Exception:
            log.exception("run_failed", run_id=run.id, kind=run.kind)
            status = RunStatus.FAILED
            error = {
                "code": "internal_error",
                "message": "Something went wrong on the server; it has been logged.",
            }
        self._ending.add(run.id)
        await self._end(run, status, result=result, error=error)

    async def _end(
        self,
        run: Run,
        status: RunStatus,
        *,
        result: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
    ) -> None:
        await self._events.flush()
        live = self._events.live(run.id)
        last = live.last_seq if live is not None else await self._store.last_seq(run.id)
        event = RunEvent(last + 1, f"run.{status}", {"error": error} if error else {}, self._clock())
        try:
            await self._store.finish(run, status, event, result=result, error=error)
        except IntegrityError:  # one that was taken for dead has written once more
            event = replace(event, seq=await self._store.last_seq(run.id) + 1)
            await self._store.finish(run, status, event, result=result, error=error)
        await self._events.close(run.id, event)

    async def _hand_back(self, run: Run) -> None:
        """This process stops while the run goes."""
        if self._kinds[run.kind].on_loss is OnLoss.REQUEUE:
            await self._events.flush()
            await self._store.requeue(run)
            self._events.abandon(run.id)
        else:
            await self._interrupt(run)

    async def _interrupt(self, run: Run, error: dict[str, Any] | None = None) -> None:
        status = RunStatus.FAILED if error else RunStatus.INTERRUPTED
        await self._end(run, status, error=error)
        after_loss = self._kinds[run.kind].after_loss
        if after_loss is not None:
            await after_loss(run)

    def _cancel_here(self, run_id: str) -> None:
        if run_id in self._tasks and run_id not in self._cancelling:
            self._cancelling.add(run_id)
            self._break_off(run_id)

    def _let_go(self, run_id: str) -> None:
        """Another process does this run now: stop working on it, without a word in its log."""
        if run_id in self._tasks:
            self._stolen.add(run_id)
            self._break_off(run_id)

    def _break_off(self, run_id: str) -> None:
        """Cancel the work, but not its last words. A task that has not begun sees for itself: cancelled
        now, it would never run a line, not even those that free its place in the lane."""
        if run_id in self._begun and run_id not in self._ending:
            self._tasks[run_id].cancel()

    # --- taking over ------------------------------------------------------------------------------

    async def _beat_forever(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(BEAT_S)
            beats += 1
            try:
                await self._store.beat(self._executor_id, self._host, self._pid, self._clock())
                await self._take_over()
                if beats % SWEEP_EVERY_BEATS == 0:
                    await self._store.delete_old_events(self._clock(), KEEP_EVENTS)
            except SQLAlchemyError as fault:
                log.error("run_heartbeat_failed", reason=type(fault).__name__)
            except Exception:  # without its heartbeat this process would be taken for dead
                log.exception("run_heartbeat_failed")

    async def _take_over(self) -> None:
        """Requeue or end the runs of processes that no longer beat."""
        known = await self._store.executors()
        now = self._clock()
        alive = {row.id for row in known if self._is_alive(row.id, row.host, row.pid, row.beat_at, now)}
        for run in await self._store.orphans([*alive, self._executor_id]):
            kind = self._kinds.get(run.kind)
            if kind is None:
                continue
            log.warning("run_lost_its_process", run_id=run.id, kind=run.kind, attempts=run.attempts)
            if kind.on_loss is OnLoss.INTERRUPT:
                await self._interrupt(run)
            elif run.attempts >= MAX_ATTEMPTS:
                message = f"It stopped the server {run.attempts} times and was given up."
                await self._interrupt(run, {"code": "gave_up", "message": message})
            elif await self._store.requeue(run):
                self._lookouts[run.lane].announce()
        dead = [row.id for row in known if row.id not in alive and row.id != self._executor_id]
        if dead:
            await self._store.forget_executors(dead)

    def _is_alive(self, executor_id: str, host: str, pid: int, beat_at: datetime, now: datetime) -> bool:
        if executor_id == self._executor_id:
            return True
        if host == self._host and (pid == self._pid or not _process_exists(pid)):
            return False
        return now - beat_at < DEAD_AFTER


async def _wait(event: asyncio.Event, timeout_s: float) -> bool:
    """Whether the event came in time. (`asyncio.wait_for` may swallow a cancellation before Python 3.12.)"""
    try:
        async with asyncio.timeout(timeout_s):
            return await event.wait()
    except TimeoutError:
        return False


def _terminal_data(run: Run) -> dict[str, Any]:
    return {"error": run.error} if run.error else {}


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
