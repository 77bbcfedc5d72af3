"""Deadlines of connections, looked at together now and then.

A timer of its own for each head, body and pause between two requests would cost more than the rest of what
the server does for a short call. Limits of seconds need no exactness of milliseconds.
"""

from __future__ import annotations

import asyncio
from typing import Protocol
from weakref import WeakKeyDictionary

INTERVAL_S = 0.5


class Timed(Protocol):
    deadline: float
    """On the loop's clock; infinity while nothing is awaited."""

    def too_late(self) -> None: ...


class Sweeper:
    """Tells each connection whose deadline has passed, up to `INTERVAL_S` late. One per event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._watched: set[Timed] = set()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, connection: Timed) -> None:
        self._watched.add(connection)
        if self._timer is None:
            self._timer = self._loop.call_later(INTERVAL_S, self._sweep)

    def forget(self, connection: Timed) -> None:
        self._watched.discard(connection)

    def _sweep(self) -> None:
        now = self._loop.time()
        for connection in [each for each in self._watched if each.deadline <= now]:
            connection.too_late()
        self._timer = self._loop.call_later(INTERVAL_S, self._sweep) if self._watched else None


_sweepers: WeakKeyDictionary[asyncio.AbstractEventLoop, Sweeper] = WeakKeyDictionary()


def sweeper_of(loop: asyncio.AbstractEventLoop) -> Sweeper:
    sweeper = _sweepers.get(loop)
    if sweeper is None:
        sweeper = _sweepers[loop] = Sweeper(loop)
    return sweeper
