"""Working a batch off: runs of kind `batch`, one after the other until it has ended.

A run works for at most `SEGMENT_S` and then queues the next one, so that batches of different people take turns. Each
answer is on disk before its line counts as done; a run that lost its process goes on with the lines that have
none. A line that was under way then is asked again, under the same request id, so it is billed once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from huahua.gateway.batches.asking import Asker, line_id
from huahua.gateway.batches.lines import Line, read_lines, unanswered
from huahua.gateway.batches.model import (
    OUTPUT_PURPOSE,
    Batch,
    BatchLimits,
    BatchStatus,
    StoredFile,
)
from huahua.gateway.batches.ports import AskOne, BatchRepository, FileBytes, StillKnown
from huahua.gateway.batches.recorder import Recorder
from huahua.gateway.batches.service import KIND, LANE, run_of
from huahua.gateway.domain.calls import Caller
from huahua.jobs.api import OnLoss, Run, RunContext, RunKind, RunService, RunStatus
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

SEGMENT_S = 300.0
LOOK_S = 1.0
REVIVE_S = 60.0
EXPIRED = "This request could not be executed before the completion window expired."

log = logging.getLogger(__name__)


class _Stop(Enum):
    """Why a run asks no further lines."""

    DONE = "done"
    TURN = "turn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class BatchRunner:
    store: BatchRepository
    contents: FileBytes
    runs: RunService
    asks: Mapping[str, AskOne]
    """By endpoint."""
    known: StillKnown
    limits: BatchLimits = field(default_factory=BatchLimits)
    clock: Clock = utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def register(self) -> None:
        self.runs.register(RunKind(KIND, self.handle, LANE, OnLoss.REQUEUE, self.after_loss))

    async def handle(self, context: RunContext) -> None:
        """One turn of a batch."""
        batch = await self.store.batch(context.run.request["batch_id"])
        if batch is None or batch.status.is_final:
            return
        if batch.status is BatchStatus.CANCELLING:
            await self._close(batch, BatchStatus.CANCELLED)
            return
        data = await self._input(batch)
        lines, errors = await asyncio.to_thread(read_lines, data, batch.endpoint, self.limits)
        del data
        if errors:
            await self._fail(batch, errors)
            return
        caller = await self.known(batch.user_id, batch.key_id)
        if caller is None:
            message = "The key that made this batch was revoked, or its owner disabled."
            await self._fail(batch, [_complaint("not_allowed", message)])
            return
        if batch.status is BatchStatus.VALIDATING:
            now = self.clock()
            await self.store.change(batch.id, BatchStatus.IN_PROGRESS, now, total=len(lines))
        done = await self.store.done(batch.id)
        stop = await self._work(batch, caller, [line for line in lines if line.number not in done])
        if stop is _Stop.TURN:
            await self._queue_next(batch)
        else:
            await self._end(batch, lines, stop)

    async def after_loss(self, run: Run) -> None:
        """The run was cancelled while it waited, or stopped its process again and again."""
        batch = await self.store.batch(run.request["batch_id"])
        if batch is None or batch.status.is_final:
            return
        if run.status is RunStatus.CANCELLED:
            await self._close(batch, BatchStatus.CANCELLED)
        else:
            message = "Its work stopped the server several times and was given up."
            await self._fail(batch, [_complaint("gave_up", message)])

    async def revive(self) -> None:
        """Queue the next run of batches whose last one ended without it."""
        for batch in await self.store.stalled():
            log.warning("batch %s goes on with a new run", batch.id)
            await self._queue_next(batch)

    async def revive_forever(self, every_s: float = REVIVE_S) -> None:
        """Boot runs this beside the server and cancels it at the end."""
        while True:
            try:
                await self.revive()
            except Exception:  # a database that is away; the next look does it
                log.exception("batches could not be looked through")
            await asyncio.sleep(every_s)

    async def _input(self, batch: Batch) -> bytes:
        try:
            return await self.contents.get(batch.input_file_id)
        except FileNotFoundError:
            return b""

    async def _work(self, batch: Batch, caller: Caller, lines: list[Line]) -> _Stop:
        """Ask the lines, some at a time, until there are none or something says stop."""
        asker = Asker(batch, caller, self.asks[batch.endpoint], self.sleep)
        recorder = Recorder(lambda done: self.store.add_lines(batch.id, done))
        left = iter(lines)
        turn_over = asyncio.Event()

        async def worker() -> None:
            for line in left:
                await recorder.record(await asker.ask(line))
                if turn_over.is_set():
                    return

        workers = [asyncio.create_task(worker()) for _ in range(min(self.limits.lines_at_once, len(lines)))]
        watch = asyncio.create_task(self._watch(batch, turn_over))
        try:
            while pending := [task for task in workers if not task.done()]:
                await asyncio.wait([*pending, watch], return_when=asyncio.FIRST_COMPLETED)
                if watch.done():
                    return watch.result()
            for task in workers:
                task.result()
            return _Stop.TURN if next(left, None) is not None else _Stop.DONE
        finally:
            for task in workers:
                task.cancel()
            watch.cancel()
            await asyncio.gather(*workers, watch, return_exceptions=True)

    async def _watch(self, batch: Batch, turn_over: asyncio.Event) -> _Stop:
        """Ends when the batch may not go on; sets `turn_over` when it is others' turn."""
        ends = self.monotonic() + SEGMENT_S
        while True:
            if self.clock() >= batch.expires_at:
                return _Stop.EXPIRED
            now = await self.store.batch(batch.id)
            if now is None or now.status is not BatchStatus.IN_PROGRESS:
                return _Stop.CANCELLED
            if self.monotonic() >= ends:
                turn_over.set()
            await asyncio.sleep(LOOK_S)

    async def _queue_next(self, batch: Batch) -> None:
        run = run_of(batch, new_id("run"))
        await self.store.set_run(batch, run.run_id, lambda connection: self.runs.enqueue(connection, run))
        self.runs.kick(KIND)

    async def _end(self, batch: Batch, lines: list[Line], stop: _Stop) -> None:
        if stop is _Stop.EXPIRED:
            done = await self.store.done(batch.id)
            missed = [
                unanswered(line, line_id(batch, line), "batch_expired", EXPIRED)
                for line in lines
                if line.number not in done
            ]
            for start in range(0, len(missed), 500):
                await self.store.add_lines(batch.id, missed[start : start + 500])
            await self._close(batch, BatchStatus.EXPIRED)
        elif stop is _Stop.CANCELLED:
            await self._close(batch, BatchStatus.CANCELLED)
        else:
            if not await self.store.change(batch.id, BatchStatus.FINALIZING, self.clock()):
                await self._close(batch, BatchStatus.CANCELLED)
                return
            await self._close(batch, BatchStatus.COMPLETED)

    async def _fail(self, batch: Batch, errors: list[dict[str, object]]) -> None:
        await self._close(batch, BatchStatus.FAILED, errors=errors)

    async def _close(self, batch: Batch, status: BatchStatus, **values: object) -> None:
        """Write the files of what was answered, and end the batch. Done again after a crash, it writes the
        same files: their ids follow from the batch's."""
        made: list[StoredFile] = []
        for ok, column, ending in ((True, "output_file_id", "o"), (False, "error_file_id", "e")):
            file_id = f"file_{batch.stem}{ending}"
            size = await self.contents.put(file_id, self._pieces(batch, ok=ok))
            if not size:
                await self.contents.delete(file_id)
                continue
            name = f"{batch.id}_{'output' if ok else 'error'}.jsonl"
            made.append(StoredFile(file_id, batch.user_id, OUTPUT_PURPOSE, name, size, self.clock()))
            values[column] = file_id
        await self.store.finish(batch, status, self.clock(), made, **values)

    async def _pieces(self, batch: Batch, *, ok: bool) -> AsyncIterator[bytes]:
        async for texts in self.store.lines(batch.id, ok=ok):
            yield "".join(f"{text}\n" for text in texts).encode()


def _complaint(code: str, message: str) -> dict[str, object]:
    return {"code": code, "message": message, "param": None, "line": None}
