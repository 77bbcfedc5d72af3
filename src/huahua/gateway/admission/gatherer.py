"""Like requests that arrive together go upstream together.

The first goes at once. While it is on its way, others of its kind gather; they leave as one call when it has
come back, when they are enough, or after `LONGEST_WAIT_S`, whichever is first. So an idle upstream adds no wait, a
busy one a few milliseconds, and a single caller notices nothing.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from huahua.gateway.admission.gathering import NotInParts, likeness, merge, take_apart
from huahua.gateway.domain.calls import ChatCall, JsonObject, Usage
from huahua.gateway.domain.inputs import texts_of
from huahua.gateway.errors import UpstreamBroken, UpstreamRefused

LONGEST_WAIT_S = 0.005
MAX_INPUTS = 64
MAX_CHARS = 64 * 1024


class ListReply(Protocol):
    """What the provider gives back: a body with a list of rows."""

    @property
    def body(self) -> JsonObject: ...
    @property
    def usage(self) -> Usage: ...


Reply = TypeVar("Reply", bound=ListReply)
Send = Callable[[ChatCall], Awaitable[Reply]]
MakeReply = Callable[[JsonObject, Usage], Reply]


@dataclass(slots=True, eq=False)
class _Item:
    """One request that waits for company."""

    call: ChatCall
    texts: list[str]
    send: Send[Any]
    make: MakeReply[Any]
    done: asyncio.Future[Any]
    flight: asyncio.Task[None] | None = None


@dataclass(slots=True, eq=False)
class _Line:
    """Requests of one kind: those that gather, and how many calls are on their way."""

    flying: int = 0
    gathering: list[_Item] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None
    flights: dict[asyncio.Task[None], list[_Item]] = field(default_factory=dict)


class Gatherer:
    """One for the process."""

    def __init__(self, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self._longest_wait_s = longest_wait_s
        self._lines: dict[tuple[str, bytes], _Line] = {}

    async def send(self, key: str, call: ChatCall, send: Send[Reply], make: MakeReply[Reply]) -> Reply:
        """`send(call)`, maybe together with others of the same `key` (upstream and kind of request) and the
        same parameters. `make` builds the reply of one part. A request that the upstream refuses fails alone.
        """
        texts = texts_of(call.body)
        if texts is None or len(texts) > MAX_INPUTS or sum(map(len, texts)) > MAX_CHARS:
            return await send(call)
        name = (key, likeness(call.body))
        line = self._lines.get(name)
        if line is None:
            line = self._lines[name] = _Line()
            return await self._first(name, line, call, send)
        item = _Item(call, texts, send, make, asyncio.get_running_loop().create_future())
        reply: Reply = await self._together(name, line, item)
        return reply

    async def _first(self, name: tuple[str, bytes], line: _Line, call: ChatCall, send: Send[Reply]) -> Reply:
        line.flying += 1
        try:
            return await send(call)
        finally:
            self._landed(name, line)

    async def _together(self, name: tuple[str, bytes], line: _Line, item: _Item) -> Any:
        if _size(line.gathering)[0] + len(item.texts) > MAX_INPUTS or _chars(line, item) > MAX_CHARS:
            self._leave(name, line)
        line.gathering.append(item)
        if _size(line.gathering)[0] >= MAX_INPUTS:
            self._leave(name, line)
        elif line.timer is None:
            loop = asyncio.get_running_loop()
            line.timer = loop.call_later(self._longest_wait_s, self._leave, name, line)
        try:
            return await item.done
        finally:
            self._give_up(line, item)

    def _leave(self, name: tuple[str, bytes], line: _Line) -> None:
        """Those who gathered go."""
        if line.timer is not None:
            line.timer.cancel()
            line.timer = None
        items, line.gathering = line.gathering, []
        if not items:
            return
        line.flying += 1
        flight = asyncio.create_task(self._fly(items))
        line.flights[flight] = items
        for item in items:
            item.flight = flight
        flight.add_done_callback(lambda task: self._flown(name, line, task))

    async def _fly(self, items: list[_Item]) -> None:
        if len(items) > 1:
            texts = [item.texts for item in items]
            newest = items[-1]  # whose provider is the one in force
            try:
                reply = await newest.send(merge([item.call for item in items], texts))
                parts = take_apart(reply.body, reply.usage, texts)
            except (UpstreamRefused, UpstreamBroken, NotInParts):
                pass  # one of them is at fault, or the upstream takes no lists: each on its own shows which
            except Exception as fault:  # noqa: BLE001 - its callers raise it
                for item in items:
                    _fail(item, copy.copy(fault))
                return
            else:
                for item, (body, usage) in zip(items, parts, strict=True):
                    _answer(item, item.make(body, usage))
                return
        await asyncio.gather(*(self._alone(item) for item in items))

    async def _alone(self, item: _Item) -> None:
        if item.done.done():
            return
        try:
            _answer(item, await item.send(item.call))
        except Exception as fault:  # noqa: BLE001 - its caller raises it
            _fail(item, fault)

    def _flown(self, name: tuple[str, bytes], line: _Line, flight: asyncio.Task[None]) -> None:
        for item in line.flights.pop(flight):
            if not item.done.done():
                item.done.cancel()
        self._landed(name, line)

    def _landed(self, name: tuple[str, bytes], line: _Line) -> None:
        """A call has come back. Who gathered meanwhile goes now; with nobody left the line is forgotten."""
        line.flying -= 1
        if line.gathering:
            self._leave(name, line)
        elif not line.flying:
            del self._lines[name]

    def _give_up(self, line: _Line, item: _Item) -> None:
        """A caller has its reply, or went away; a flight that nobody waits for any more is called back."""
        if item in line.gathering:
            line.gathering.remove(item)
        elif item.flight is not None and all(
            other.done.done() for other in line.flights.get(item.flight, ())
        ):
            item.flight.cancel()


def _size(items: list[_Item]) -> tuple[int, int]:
    """Inputs and characters."""
    return sum(len(item.texts) for item in items), sum(len(text) for item in items for text in item.texts)


def _chars(line: _Line, item: _Item) -> int:
    return _size(line.gathering)[1] + sum(map(len, item.texts))


def _answer(item: _Item, reply: ListReply) -> None:
    if not item.done.done():
        item.done.set_result(reply)


def _fail(item: _Item, fault: Exception) -> None:
    if not item.done.done():
        item.done.set_exception(fault)
