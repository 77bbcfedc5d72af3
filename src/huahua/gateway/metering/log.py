"""Usage lines on their way to the disk: gathered while the last commit runs, then committed together.

No call needs a round trip of its own: as soon as one commit has ended, everything that came in meanwhile is the
next ('group commit'; DeWitt et al., SIGMOD 1984). Only where commits would follow each other for a few lines each, and
so take most of the processor's time, they wait for more lines, three milliseconds at most. A line is durable when it is
in the database, or, while the database is away, in the spill file.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.errors import NotReady
from huahua.gateway.metering.batches import BatchStore, StoreAway
from huahua.gateway.metering.rows import rows_of
from huahua.gateway.metering.spill import Spill
from huahua.gateway.metering.thread import WorkThread
from huahua.infra.db import Turn
from huahua.kit.histogram import Histogram

log = logging.getLogger(__name__)

OnDurable = Callable[[], None]
OnLate = Callable[[Sequence[datetime]], Awaitable[None]]

PACE_S = 0.003
"""From the beginning of one commit to the beginning of the next, unless `ENOUGH` lines wait."""
ENOUGH = 16
PATIENCE_S = 2.0
"""How long the replies of calls wait for a database that is away before their lines go to the spill file."""
PAUSES_S = (0.05, 0.2, 0.5)
"""Between attempts within `PATIENCE_S`."""
AGAIN_S = 1.0
"""Between looks for a database that is away."""


class UsageLog:
    """Port `UsageSink`. `run` brings spilled lines home in the background; `close` when the last call has ended."""

    def __init__(
        self,
        store: BatchStore,
        spill: Spill,
        *,
        turn: Turn | None = None,
        durable: bool = True,
        on_late: OnLate | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`turn` is taken for each write where there is one: SQLite's one writer among those of this process. With
        `durable` off nobody waits for the disk: who is killed loses the lines of the last moments. `on_late` hears the
        times of lines that were spilled and are in the database now."""
        self._store = store
        self._spill = spill
        self._turn = turn
        self._durable = durable
        self._on_late = on_late
        self._sleep = sleep
        self._monotonic = monotonic
        self._thread = WorkThread("usage-log")
        self._lines: list[UsageLine] = []
        self._first_at = 0.0
        self._begun_at = -PACE_S
        self._gathering: asyncio.Future[None] | None = None
        self.waits = Histogram()
        """Seconds that the first line of each batch waited to be durable; the others waited less."""
        self._waiters: list[OnDurable] = []
        self._lane: asyncio.Task[None] | None = None
        self._away = False
        self._stuck = False

    def check(self) -> None:
        """Raises NotReady while neither the database nor the spill file takes lines."""
        if self._stuck or (self._away and self._spill.full):
            raise NotReady(
                "The server cannot record calls at the moment, so it starts none. Try again in a minute.",
                retry_after=30.0,
            )

    def record(self, line: UsageLine, on_durable: OnDurable | None = None) -> None:
        if not self._lines:
            self._first_at = self._monotonic()
        self._lines.append(line)
        if self._gathering is not None and len(self._lines) >= ENOUGH:
            _release(self._gathering)
        if self._lane is None:
            self._lane = asyncio.get_running_loop().create_task(self._commit_all(), name="usage-commit")
        if on_durable is None:
            return
        if self._durable:
            self._waiters.append(on_durable)
        else:
            _tell(on_durable)

    async def commit(self, line: UsageLine) -> None:
        durable = asyncio.get_running_loop().create_future()
        self.record(line, lambda: None if durable.done() else durable.set_result(None))
        await durable

    async def run(self) -> None:
        """For ever: look for lines that this process or a dead one has spilled, and bring them home."""
        while True:
            try:
                while await self._thread.do(self._spill.adopt):
                    log.warning("usage lines of a process that ended are taken over")
                await self._bring_home()
            except StoreAway:
                pass
            except Exception:
                log.exception("spilled usage lines cannot be brought home from %s", self._spill.folder)
            await self._sleep(AGAIN_S)

    async def flush(self) -> None:
        """Returns when every line so far is durable."""
        while self._lane is not None:
            await asyncio.shield(self._lane)

    async def close(self) -> None:
        """The last flush. What is spilled stays in its file for the next start, when the database is away still."""
        await self.flush()
        try:
            await self._bring_home()
        except StoreAway as fault:
            log.error("the database is away (%s); usage lines stay in %s", fault, self._spill.folder)
        await self._thread.do(self._store.close)
        await self._thread.do(self._spill.close)
        await self._thread.close()

    async def _commit_all(self) -> None:
        """Until nothing waits. The next `record` starts it again."""
        try:
            while self._lines:
                await self._gather()
                self._begun_at = self._monotonic()
                lines, self._lines = self._lines, []
                waiters, self._waiters = self._waiters, []
                first_at = self._first_at
                try:
                    await self._keep(lines)
                except BaseException:
                    self._lines, self._waiters = lines + self._lines, waiters + self._waiters
                    raise
                self.waits.add(self._monotonic() - first_at)
                for on_durable in waiters:
                    _tell(on_durable)
        finally:
            self._lane = None

    async def _gather(self) -> None:
        left = self._begun_at + PACE_S - self._monotonic()
        if left <= 0 or len(self._lines) >= ENOUGH:
            return
        loop = asyncio.get_running_loop()
        self._gathering = loop.create_future()
        timer = loop.call_later(left, _release, self._gathering)
        try:
            await self._gathering
        finally:
            timer.cancel()
            self._gathering = None

    async def _keep(self, lines: list[UsageLine]) -> None:
        """Returns when the lines are durable, wherever; it does not give up."""
        while True:
            if not self._away and await self._write_patiently(lines):
                return
            try:
                await self._thread.do(self._spill.append, lines)
                self._stuck = False
                return
            except OSError as fault:
                if not self._stuck:
                    log.critical("usage lines can be kept nowhere (%s); no call is started", fault)
                self._stuck = True
                self._away = False
                await self._sleep(AGAIN_S)

    async def _write_patiently(self, lines: list[UsageLine]) -> bool:
        end = self._monotonic() + PATIENCE_S
        for pause in (*PAUSES_S, 0.0):
            try:
                await self._write(lines)
                self._stuck = False
                return True
            except StoreAway as fault:
                if not pause or self._monotonic() + pause > end:
                    self._away = True
                    log.error(
                        "the database takes no usage lines (%s); they go to %s", fault, self._spill.folder
                    )
                    return False
            await self._sleep(pause)
        return False

    async def _write(self, lines: Sequence[UsageLine]) -> None:
        """Into the database. Raises StoreAway. A line that the database refuses must not hold up the others."""
        try:
            await self._in_turn(lines)
        except StoreAway:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, one line must not stop the others
            if len(lines) == 1:
                await self._thread.do(self._spill.put_aside, lines[0])
                log.error("the usage line of call %s cannot be stored: %r", lines[0].request_id, fault)
                return
            half = len(lines) // 2
            await self._write(lines[:half])
            await self._write(lines[half:])

    async def _in_turn(self, lines: Sequence[UsageLine]) -> None:
        turn = self._turn
        if turn is None:
            await self._write_watched(lines)
            return
        if turn.is_free:
            await turn.acquire()  # at once: a time limit would take longer than the rest
        else:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await turn.acquire()
            except TimeoutError as fault:
                raise StoreAway(f"other writers hold the database for more than {PATIENCE_S:g} s") from fault
        try:
            await self._write_watched(lines)
        finally:
            turn.release()

    async def _write_watched(self, lines: Sequence[UsageLine]) -> None:
        guard = asyncio.get_running_loop().call_later(PATIENCE_S, self._store.interrupt)
        try:
            await self._thread.do(self._write_rows, lines)
        finally:
            guard.cancel()

    def _write_rows(self, lines: Sequence[UsageLine]) -> None:
        self._store.write(rows_of(lines))

    async def _bring_home(self) -> None:
        """Spilled lines into the database, a chunk at a time. Raises StoreAway."""
        count = 0
        while lines := await self._thread.do(self._spill.next_chunk):
            await self._write(lines)
            await self._tell_late(lines)
            await self._thread.do(self._spill.settle_chunk)
            self._away = False
            count += len(lines)
        if count:
            log.warning("the database is back; %d spilled usage lines are in it", count)

    async def _tell_late(self, lines: Sequence[UsageLine]) -> None:
        """Before their chunk is settled, so that it comes again where this fails. Raises StoreAway."""
        if self._on_late is None:
            return
        try:
            await self._on_late([line.created_at for line in lines])
        except Exception as fault:
            raise StoreAway(f"sums of their days cannot be opened: {fault!r}") from fault


def _release(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def _tell(on_durable: OnDurable) -> None:
    try:
        on_durable()
    except Exception:
        log.exception("a call could not be told that its usage line is durable")
