"""Writing a stream of events with as few sends as possible."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType

MAX_WAITING_BYTES = 64 * 1024


class EventWriter:
    """Sends whatever was written since the last send as one piece.

    One read from an upstream often holds many events, which pass through without giving the event loop a
    turn; the sender then takes them all at once. An event that comes alone leaves on the loop's next turn.
    Nothing waits for a timer.
    """

    def __init__(self, send: Callable[[bytes], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> EventWriter:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        if kind is not None:
            self._task.cancel()
            return
        self._closing = True
        self._wake.set()
        await self._task

    async def write(self, piece: bytes) -> None:
        """Waits only when the client is slower than the upstream by 64 KiB."""
        self._waiting.append(piece)
        self._waiting_bytes += len(piece)
        self._wake.set()
        if self._waiting_bytes > MAX_WAITING_BYTES:
            self._room.clear()
            await self._room.wait()

    async def _run(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                if self._waiting:
                    piece = b"".join(self._waiting)
                    self._waiting.clear()
                    self._waiting_bytes = 0
                    await self._send(piece)
                    self._room.set()
                elif self._closing:
                    return
                if self._closing:
                    self._wake.set()
        finally:
            self._room.set()
