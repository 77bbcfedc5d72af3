"""Streams that several read: everybody gets every event, in order, however they come and whoever leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.cache.port import Opened
from huahua.gateway.cache.replay import Replay
from huahua.gateway.cache.reply import CachedEvent, recorded
from huahua.gateway.cache.stream_flight import MAX_AHEAD_BYTES, StreamFlight
from huahua.gateway.domain.calls import Dialect, StreamEvent, Usage
from huahua.gateway.domain.route import Route
from huahua.gateway.errors import UpstreamBroken

ROUTE = Route("talk", "up", "m", "only", False)
EVENTS = st.lists(
    st.builds(
        StreamEvent,
        st.just(Dialect.OPENAI),
        st.binary(max_size=20),
        st.none() | st.text(max_size=5),
        st.none() | st.builds(Usage, st.integers(0, 9), output_tokens=st.integers(0, 9)),
    ),
    min_size=1,
    max_size=12,
)


class Upstream:
    """Gives one event for each turn that it is allowed."""

    def __init__(self, events: list[StreamEvent], fault: Exception | None = None) -> None:
        self.given = 0
        self.closed = False
        self.turns = asyncio.Semaphore(0)
        self._events = events
        self._fault = fault

    async def open(self) -> Opened:
        events = self._stream()
        return Opened(await anext(events), events, ROUTE)

    async def _stream(self) -> AsyncGenerator[StreamEvent]:
        try:
            for event in self._events:
                await self.turns.acquire()
                self.given += 1
                yield event
            if self._fault is not None:
                raise self._fault
        finally:
            self.closed = True


class Listener:
    """What a flight told of itself."""

    def __init__(self) -> None:
        self.over = 0
        self.whole: list[tuple[CachedEvent, ...]] = []

    def flight(self, upstream: Upstream, max_bytes: int = 10_000) -> StreamFlight:
        return StreamFlight(
            upstream.open,
            max_bytes,
            shared_price=0.1,
            on_over=self._over,
            on_whole=lambda events, _route: self.whole.append(events),
        )

    def _over(self, _flight: StreamFlight) -> None:
        self.over += 1


async def read(opened: Opened) -> list[StreamEvent]:
    return [opened.first, *[event async for event in opened.events]]


@given(EVENTS)
def test_recording_and_replaying_changes_nothing(events: list[StreamEvent]) -> None:
    async def replay() -> list[StreamEvent]:
        return [event async for event in Replay(tuple(map(recorded, events)), Dialect.OPENAI)]

    assert asyncio.run(replay()) == events


@given(EVENTS, st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_everybody_reads_everything_whenever_they_come(events: list[StreamEvent], joins: list[int]) -> None:
    async def run() -> None:
        upstream, listener = Upstream(events), Listener()
        flight = listener.flight(upstream)
        readers = [asyncio.create_task(_joined(flight))]
        for turn in range(len(events)):
            readers += [asyncio.create_task(_joined(flight)) for join in joins if join == turn]
            await asyncio.sleep(0)
            upstream.turns.release()
            await asyncio.sleep(0)
        assert all(seen == events for seen in await asyncio.gather(*readers))
        assert listener.whole == [tuple(map(recorded, events))]

    asyncio.run(run())


async def _joined(flight: StreamFlight) -> list[StreamEvent]:
    return await read(await flight.join())


def numbered(count: int, size: int = 4) -> list[StreamEvent]:
    return [StreamEvent(Dialect.OPENAI, str(number).encode().rjust(size)) for number in range(count)]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_next_reader_pays_when_the_first_leaves() -> None:
    upstream, listener = Upstream(numbered(3)), Listener()
    flight = listener.flight(upstream)
    upstream.turns.release()
    first, second = [await flight.join() for _ in range(2)]
    assert (first.route.cache, second.route.cache, second.route.price_share) == ("miss", "shared", 0.1)
    await first.events.aclose()
    assert (second.route.cache, second.route.price_share) == ("miss", 1.0)
    upstream.turns.release()
    upstream.turns.release()
    assert len(await read(second)) == 3
    assert len(listener.whole) == 1


async def test_the_call_ends_with_its_last_reader() -> None:
    upstream, listener = Upstream(numbered(3)), Listener()
    flight = listener.flight(upstream)
    upstream.turns.release()
    opened = [await flight.join() for _ in range(2)]
    for one in opened:
        await one.events.aclose()
        await one.events.aclose()
    await settle()
    assert upstream.closed and not listener.whole and listener.over


async def test_a_break_is_everybodys() -> None:
    upstream, listener = Upstream(numbered(2), UpstreamBroken("cut")), Listener()
    flight = listener.flight(upstream)
    for _ in range(2):
        upstream.turns.release()
    opened = [await flight.join() for _ in range(2)]
    for one in opened:
        with pytest.raises(UpstreamBroken):
            await read(one)
    assert not listener.whole


async def test_what_is_too_large_is_not_kept_and_waits_for_the_slowest() -> None:
    size = MAX_AHEAD_BYTES // 4
    events = numbered(40, size)
    upstream, listener = Upstream(events), Listener()
    flight = listener.flight(upstream, max_bytes=2 * size)
    for _ in events:
        upstream.turns.release()
    quick, slow = [await flight.join() for _ in range(2)]
    await settle()
    assert listener.over == 1
    assert upstream.given <= 6
    reading = asyncio.create_task(read(quick))
    await settle()
    assert upstream.given <= 6 and not reading.done()
    assert await read(slow) == events
    assert await reading == events
    assert not listener.whole


async def test_a_slow_reader_who_leaves_no_longer_holds_up_the_others() -> None:
    size = MAX_AHEAD_BYTES // 4
    events = numbered(20, size)
    upstream, listener = Upstream(events), Listener()
    flight = listener.flight(upstream, max_bytes=size)
    for _ in events:
        upstream.turns.release()
    quick, slow = [await flight.join() for _ in range(2)]
    reading = asyncio.create_task(read(quick))
    await settle()
    assert not reading.done()
    await slow.events.aclose()
    assert await reading == events


async def test_a_replay_may_be_paced() -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    kept = tuple(map(recorded, numbered(3)))
    assert len([event async for event in Replay(kept, Dialect.OPENAI, 0.02, sleep)]) == 3
    assert pauses == [0.02, 0.02]
    closed = Replay(kept, Dialect.OPENAI)
    await closed.aclose()
    assert [event async for event in closed] == []
