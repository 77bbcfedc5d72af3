"""The painter's process as the server sees it: started when there is work, ended when there is none for a while."""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from huahua.infra.worker_child import HEAD, MAX_FRAME_BYTES, decode_body, encode_frame
from huahua.painting.engines.diffusers.plain import Given, Model, Painted, Shared

_CHILD = "huahua.painting.engines.diffusers.child"
_KEPT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "CUDA_DEVICE_ORDER",
    "PYTORCH_CUDA_ALLOC_CONF",
    "PYTORCH_ALLOC_CONF",
    "OMP_NUM_THREADS",
    "HF_HOME",
    "HF_HUB_CACHE",
    "HF_ENDPOINT",
)
"""What torch and the hub's client read of the environment; the server's secrets are not among it."""
_OF_THE_HUB = (
    "HF_TOKEN",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "https_proxy",
    "http_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
)


def painter_environment(environ: Mapping[str, str], *, hub: bool = False) -> dict[str, str]:
    """What the painter's process gets of the server's environment. Without `hub` it opens no connection to the hub."""
    kept = {name: environ[name] for name in (*_KEPT, *(_OF_THE_HUB if hub else ())) if environ.get(name)}
    offline = {} if hub else {"HF_HUB_OFFLINE": "1"}
    return {**kept, **offline, "LC_ALL": "C.UTF-8", "HF_HUB_DISABLE_TELEMETRY": "1"}


log = structlog.get_logger(__name__)

Told = Callable[[int, float, str, bytes | None], None]
"""Hears of the picture with this id: the fraction done, the stage, and at times a preview."""


class PaintFailed(Exception):
    """`kind` is the class name of what was raised there, `Fault` for what nobody foresaw, or `Crashed`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class Runner(Protocol):
    """Paints one batch at a time."""

    async def paint(self, model: Model, shared: Shared, items: Sequence[Given], told: Told) -> list[Painted]:
        """Raises PaintFailed."""
        ...

    def gone(self, item: int) -> None:
        """Nobody waits for this picture; a batch for which that is so of all ends within a step."""
        ...

    async def look(self) -> dict[str, Any]:
        """Devices and packages. Raises PaintFailed."""
        ...

    async def close(self) -> None:
        """Ends it; the next batch starts it anew."""
        ...


class PainterProcess:
    """A `Runner` in a process of its own, so that a crash, a leak or a hostile file is not the server's."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._told: Told = lambda *_: None
        self._number = 0
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def paint(self, model: Model, shared: Shared, items: Sequence[Given], told: Told) -> list[Painted]:
        self._told = told
        painted: list[Painted] = await self._ask("paint", model, shared, list(items))
        return painted

    def gone(self, item: int) -> None:
        if self._writer is not None:
            self._writer.write(encode_frame(("gone", item)))

    async def look(self) -> dict[str, Any]:
        looked: dict[str, Any] = await self._ask("look")
        return looked

    async def close(self) -> None:
        async with self._starting:
            process, writer, reading = self._process, self._writer, self._reading
            self._process = self._writer = self._reading = None
        if process is None or writer is None or reading is None:
            return
        writer.close()
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        self._fail(PaintFailed("Crashed", "the painter was ended"))
        if process.returncode is None:
            process.kill()  # it may be in the middle of a step, and holds nothing that must be put away
        await process.wait()

    async def _ask(self, name: str, *what: Any) -> Any:
        writer = await self._started()
        self._number += 1
        number = self._number
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            writer.write(encode_frame((name, number, *what)))
            await writer.drain()
            return await answer
        except ConnectionError as fault:
            raise PaintFailed("Crashed", "the painter's process ended") from fault
        finally:
            self._answers.pop(number, None)

    async def _started(self) -> asyncio.StreamWriter:
        async with self._starting:
            if self._writer is None:
                await self._start()
            assert self._writer is not None
            return self._writer

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        paths = os.pathsep.join(path for path in sys.path if path)
        try:
            with theirs:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", _CHILD, str(theirs.fileno())),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C is for the server, which ends its children in order
                    env={**self._environment, "PYTHONPATH": paths},
                )
            reader, self._writer = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()
            raise
        self._reading = asyncio.create_task(self._read(reader), name=f"painter-{self._process.pid}")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                (length,) = HEAD.unpack(await reader.readexactly(HEAD.size))
                if length > MAX_FRAME_BYTES:
                    raise pickle.UnpicklingError("too long")
                self._heard(decode_body(await reader.readexactly(length)))
        except (asyncio.IncompleteReadError, ConnectionError, pickle.UnpicklingError):
            await self._crashed()

    def _heard(self, frame: tuple[Any, ...]) -> None:
        kind, subject, *rest = frame
        if kind == "told":
            self._told(subject, *rest)
            return
        answer = self._answers.get(subject)
        if answer is None or answer.done():
            return
        if kind == "done":
            answer.set_result(rest[0])
        else:
            answer.set_exception(PaintFailed(rest[0], rest[1]))

    async def _crashed(self) -> None:
        process, writer = self._process, self._writer
        self._process = self._writer = self._reading = None
        if writer is not None:
            writer.close()
        code = None
        if process is not None:
            if process.returncode is None:
                process.kill()
            code = await process.wait()
        log.warning("painter_crashed", exit_code=code)
        self._fail(PaintFailed("Crashed", f"the painter's process ended with code {code}"))

    def _fail(self, fault: PaintFailed) -> None:
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(fault)
