"""CPU-bound work in child processes, so that no picture ever slows anybody's chat.

Children start when there is work and end when there is none, so that an idle server stays small. A child
does many tasks in turn and is replaced after some, before leaks add up; it runs at a low priority, with
one thread for numeric libraries and a limit on its memory, and knows none of the server's environment.

WorkerError
├── TaskFailed        the function raised; carries the exception's class name and message
├── TaskOutOfMemory   it needed more than the pool's memory limit
├── TaskTimeout       it took longer than allowed; the child was killed
└── WorkerCrashed     the child died (a fault in a native library, or killed from outside)
"""

from __future__ import annotations

import asyncio
import math
import os
import pickle
import socket
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from huahua.infra.worker_child import HEAD, MAX_FRAME_BYTES, decode_body, encode_frame

DEFAULT_MEMORY_LIMIT_BYTES = 3 * 1024**3
PATIENCE_S = 0.1
"""How long a quick task waits for a child that does another quick one before a further child is started: to start
takes a second of a core, and the others feel it."""
READY_S = 60.0
_GRACE_S = 2.0
"""For a child that is ending by itself."""
_CHILD_MODULE = "huahua.infra.worker_child"
_KEPT_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(8 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(16 * 2**20),
}
"""For glibc (mallopt(3)): memory of a picture's size is used again, not asked of the system page by page for each
picture, which is a twelfth of the time that an avatar takes."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

Progress = Callable[[float, str, bytes | None], Awaitable[None]]
"""Called with the fraction done (0..1), a stage key, and a small picture of the unfinished result where there is
one."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a task took of its worker, without what it waited for one and for its start. `peak_bytes` is of the whole
    process: the most physical memory that it had while it did the task."""

    run_ms: int
    peak_bytes: int


log = structlog.get_logger(__name__)


class WorkerError(Exception): ...


class TaskFailed(WorkerError):
    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class TaskOutOfMemory(WorkerError): ...


class TaskTimeout(WorkerError): ...


class WorkerCrashed(WorkerError): ...


class _Child:
    """One child process and the socket to it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        memory_limit_bytes: int,
    ) -> None:
        self.process = process
        self._memory_limit_bytes = memory_limit_bytes
        self._reader = reader
        self._writer = writer
        self.tasks_done = 0
        self.is_quick = False
        """Whether what it does takes less than a second or so."""
        self.idle_timer: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, memory_limit_bytes: int, niceness: int, modules: Sequence[str]) -> _Child:
        """Returns when it is ready for its first task. Raises WorkerCrashed."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", _CHILD_MODULE),
                    *(str(theirs.fileno()), str(memory_limit_bytes), str(niceness), *modules),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C is for the server, which ends its children in order
                    env=_environment(),
                )
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        child = cls(process, reader, writer, memory_limit_bytes)
        try:
            async with asyncio.timeout(READY_S):
                await child._read()
        except BaseException as fault:
            code = await child.end(0)
            if isinstance(fault, asyncio.IncompleteReadError | ConnectionError | TimeoutError):
                raise WorkerCrashed(f"a worker did not start; it ended with code {code}") from fault
            raise
        return child

    async def do(self, function: str, kwargs: dict[str, Any], progress: Progress | None) -> tuple[Any, Spent]:
        begun = time.monotonic()
        self._writer.write(encode_frame((function, kwargs, progress is not None)))
        await self._writer.drain()
        while True:
            kind, *rest = await self._read()
            if kind == "progress":
                if progress is not None:
                    await progress(*rest)
            elif kind == "done":
                self.tasks_done += 1
                result, run_ms, peak_bytes = rest
                # A child that a hostile picture took over may claim anything but more time than there was.
                most_ms = math.ceil((time.monotonic() - begun) * 1000)
                return result, Spent(min(max(1, int(run_ms)), most_ms), self._within(int(peak_bytes)))
            elif rest[0] == "MemoryError":
                raise TaskOutOfMemory("the task needed more memory than a worker may take")
            else:
                self.tasks_done += 1
                raise TaskFailed(*rest)

    def _within(self, peak_bytes: int) -> int:
        return min(max(0, peak_bytes), self._memory_limit_bytes)

    async def _read(self) -> Any:
        (length,) = HEAD.unpack(await self._reader.readexactly(HEAD.size))
        if length > MAX_FRAME_BYTES:
            raise WorkerCrashed(f"the worker announced a frame of {length} bytes")
        try:
            return decode_body(await self._reader.readexactly(length))
        except pickle.UnpicklingError as fault:
            raise WorkerCrashed("the worker sent a frame that is not plain data") from fault

    async def end(self, grace_s: float) -> int:
        """Close the socket, on which an idle child ends by itself; kill one that goes on after `grace_s`.

        Returns the exit code, once the system has forgotten the process.
        """
        if self.idle_timer is not None:
            self.idle_timer.cancel()
        self._writer.close()
        try:
            async with asyncio.timeout(grace_s):
                return await self.process.wait()
        except TimeoutError:
            self.process.kill()
            return await self.process.wait()


class WorkerPool:
    """At most `size` tasks at once; more wait in the order in which they came.

    One place more is kept for quick tasks, so that an upload does not wait behind a large painting.
    """

    def __init__(
        self,
        *,
        size: int = 1,
        timeout_s: float = 300.0,
        idle_s: float = 30.0,
        max_tasks_per_child: int = 1_000,
        memory_limit_bytes: int = DEFAULT_MEMORY_LIMIT_BYTES,
        niceness: int = 10,
        modules: Sequence[str] = (),
    ) -> None:
        """`modules` are loaded by a child before it takes its first task."""
        self._slots = asyncio.Semaphore(size)
        self._quick_slot = asyncio.Semaphore(1)
        self._timeout_s = timeout_s
        self._idle_s = idle_s
        self._max_tasks = max_tasks_per_child
        self._memory_limit_bytes = memory_limit_bytes
        self._niceness = niceness
        self._modules = tuple(modules)
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._wanted: deque[asyncio.Future[_Child]] = deque()
        """Tasks that have a slot and no child yet; they get the next one, be it new or given back."""
        self._ending: set[asyncio.Task[int]] = set()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """Process ids of the children that live now."""
        return [child.process.pid for child in (*self._idle, *self._busy)]

    async def run(
        self,
        function: str,
        kwargs: dict[str, Any],
        progress: Progress | None = None,
        *,
        timeout_s: float | None = None,
        quick: bool = False,
        spent: Callable[[Spent], None] | None = None,
    ) -> Any:
        """The result of `function` ('package.module:name') called with `kwargs` in a child.

        Arguments and results are plain values (numbers, texts, bytes, lists, dicts). With `progress` the
        function also gets `progress=`, to be called with a fraction and a stage. `quick` says that it takes
        less than a second or so. `spent` is told what the task took, when it is done. Cancelling kills the child.

        Raises:
            WorkerError: see the tree above; the pool stays usable.
        """
        async with self._quick_slot if quick and self._slots.locked() else self._slots:
            if self._closed:
                raise WorkerCrashed("the worker pool is closed")
            child = await self._child(quick=quick)
            child.is_quick = quick
            try:
                async with asyncio.timeout(timeout_s or self._timeout_s):
                    result, took = await child.do(function, kwargs, progress)
            except TaskFailed:
                self._give_back(child)
                raise
            except TimeoutError as fault:
                await self._end(child)
                raise TaskTimeout(f"{function} took longer than allowed and was ended") from fault
            except (asyncio.IncompleteReadError, ConnectionError) as fault:
                code = await self._end(child, grace_s=_GRACE_S)
                log.warning("worker_crashed", function=function, exit_code=code)
                raise WorkerCrashed(f"the worker ended with code {code} while it did {function}") from fault
            except BaseException:
                await self._end(child)
                raise
            self._give_back(child)
            if spent is not None:
                spent(took)
            return result

    async def close(self) -> None:
        """End every child. Tasks in flight fail with WorkerCrashed."""
        self._closed = True
        for wanted in self._wanted:
            if not wanted.done():
                wanted.set_exception(WorkerCrashed("the worker pool is closed"))
        await asyncio.gather(*self._starting)
        for child in self._idle:
            self._end(child, grace_s=_GRACE_S)
        for child in tuple(self._busy):
            self._end(child)
        self._idle.clear()
        await asyncio.gather(*self._ending)

    async def _child(self, *, quick: bool) -> _Child:
        """One that is idle, else the next that comes free or has been started, whichever is sooner."""
        if self._idle:
            child = self._idle.pop()
            if child.idle_timer is not None:
                child.idle_timer.cancel()
            self._busy.add(child)
            return child
        loop = asyncio.get_running_loop()
        wanted: asyncio.Future[_Child] = loop.create_future()
        self._wanted.append(wanted)
        soon = quick and any(child.is_quick for child in self._busy)
        later = loop.call_later(PATIENCE_S if soon else 0, self._start_for, wanted)
        try:
            return await wanted
        except asyncio.CancelledError:
            if wanted.done() and not wanted.cancelled() and wanted.exception() is None:
                self._give_back(wanted.result())
            raise
        finally:
            later.cancel()
            if wanted in self._wanted:
                self._wanted.remove(wanted)

    def _start_for(self, wanted: asyncio.Future[_Child]) -> None:
        if not self._closed and not wanted.done() and len(self._starting) < len(self._wanted):
            task = asyncio.create_task(self._start(), name="start-worker")
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        try:
            child = await _Child.start(self._memory_limit_bytes, self._niceness, self._modules)
        except Exception as fault:  # noqa: BLE001 - told to the task that waits for it
            if (wanted := self._next()) is not None:
                wanted.set_exception(fault)
        else:
            self._give_back(child)

    def _next(self) -> asyncio.Future[_Child] | None:
        """The task that has waited longest for a child."""
        while self._wanted:
            wanted = self._wanted.popleft()
            if not wanted.done():
                return wanted
        return None

    def _give_back(self, child: _Child) -> None:
        self._busy.discard(child)
        if self._closed or child.tasks_done >= self._max_tasks:
            self._end(child, grace_s=_GRACE_S)
            return
        if (wanted := self._next()) is not None:
            self._busy.add(child)
            wanted.set_result(child)
            return
        self._idle.append(child)
        child.idle_timer = asyncio.get_running_loop().call_later(self._idle_s, self._end_idle, child)

    def _end_idle(self, child: _Child) -> None:
        self._idle.remove(child)
        self._end(child, grace_s=_GRACE_S)

    def _end(self, child: _Child, grace_s: float = 0.0) -> asyncio.Future[int]:
        """End in a task of its own, so that the process is reaped even when the caller is cancelled again."""
        self._busy.discard(child)
        task = asyncio.create_task(child.end(grace_s), name=f"end-worker-{child.process.pid}")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return asyncio.shield(task)


def _environment() -> dict[str, str]:
    """What a child needs and nothing else: a worker that reads hostile pictures holds no secrets."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return {"PYTHONPATH": paths, "LC_ALL": "C.UTF-8", **_KEPT_MEMORY, **dict.fromkeys(_ONE_THREAD, "1")}
