"""The streams of several prompts as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from huahua.gateway.domain.calls import Dialect, StreamEvent
from huahua.gateway.domain.money import Receipt, together
from huahua.gateway.domain.route import Route
from huahua.gateway.outcomes import ChatStream
from huahua.gateway.translate.completions import ChatsToCompletionStream

AT_ONCE = 8
"""Prompts of one request that are asked side by side."""

OpenStream = Callable[[], Awaitable[ChatStream]]


class PromptStreams:
    """An `EventSource` of legacy completions. `AT_ONCE` streams are read at a time, each by a task of its own, and at
    most as many events wait to be taken. The first fault ends the others.
    """

    def __init__(self, opens: Sequence[OpenStream], translator: ChatsToCompletionStream) -> None:
        self.receipt = Receipt()
        """Has the cost when the streams have ended."""
        self._translator = translator
        self._events: asyncio.Queue[tuple[int, StreamEvent | Exception | None]] = asyncio.Queue(AT_ONCE)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._opened: list[ChatStream] = []
        self._first: asyncio.Future[Route] = asyncio.get_running_loop().create_future()
        self._running = len(opens)
        self._readers = [asyncio.create_task(self._read(number, one)) for number, one in enumerate(opens)]

    async def begun(self) -> Route:
        """The route of the first stream that has opened. Raises the fault of one that came before."""
        try:
            return await self._first
        except BaseException:
            await self.aclose()
            raise

    def __aiter__(self) -> PromptStreams:
        return self

    async def __anext__(self) -> StreamEvent:
        while self._running:
            number, event = await self._events.get()
            if isinstance(event, Exception):
                raise event
            if event is None:
                self._running -= 1
            elif (chunk := self._translator.feed(number, event)) is not None:
                return _event(chunk)
        receipt = together([stream.receipt for stream in self._opened])
        self.receipt.cost_micros, self.receipt.currency = receipt.cost_micros, receipt.currency
        if (last := self._translator.close()) is not None:
            return _event(last)
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Ends the streams, and waits until each has handed in its usage."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if not self._first.done():
            self._first.cancel()

    async def _read(self, number: int, open_: OpenStream) -> None:
        end: Exception | None = None
        try:
            async with self._places, await open_() as stream:
                self._opened.append(stream)
                if not self._first.done():
                    self.receipt.queued_s, self.receipt.rate = stream.receipt.queued_s, stream.receipt.rate
                    self._first.set_result(stream.route)
                async for event in stream:
                    await self._events.put((number, event))
        except Exception as fault:  # noqa: BLE001 - whoever reads the events raises it
            end = fault
            if not self._first.done():
                self._first.set_exception(fault)
        await self._events.put((number, end))


def _event(chunk: dict[str, object]) -> StreamEvent:
    return StreamEvent(Dialect.OPENAI, msgspec.json.encode(chunk))
