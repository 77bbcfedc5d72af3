"""Streams that break off, on the fast lane and the ordinary way: what the operator chose is
charged, and the line says it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from huahua.gateway.domain.broken import BrokenRule, BrokenStreams, delivered
from huahua.gateway.domain.calls import Usage
from tests.integration.boot.lane_stage import (
    CHUNK,
    COUNTED,
    DONE,
    LAST,
    LaneStage,
    ask,
    chunk,
    lane_stage,
    request,
    stream,
    until,
)

DELIVERED = BrokenStreams()
FINISH = BrokenStreams(BrokenRule.FINISH)
FREE_BELOW = BrokenStreams(BrokenRule.FREE_BELOW, free_below_tokens=3)
TURN = [{"role": "user", "content": "hi"}]
WAYS = pytest.mark.parametrize("lines", [[], ["x-huahua-cache: off"]], ids=["lane", "ordinary"])


class Slow:
    """An upstream that writes `before` events, then waits for `go`, and writes the rest."""

    def __init__(self, before: int, *, dies: bool = False) -> None:
        self.before = before
        self.dies = dies
        self.go = asyncio.Event()

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        writer.write(stream(*[CHUNK] * self.before, end=False))
        await writer.drain()
        await self.go.wait()
        if self.dies:
            writer.close()
            return
        writer.write(b"".join(map(chunk, (CHUNK, LAST, COUNTED, DONE))) + b"0\r\n\r\n")
        await writer.drain()


async def _left(stage: LaneStage, upstream: Slow, lines: list[str]) -> None:
    """Asks, reads what there is, and leaves."""
    stage.upstream.answers["slow"] = upstream
    peer = await stage.connect()
    peer.send(request(ask("slow", stream=True), *lines))
    seen = b""
    while seen.count(b"data: ") < upstream.before:
        seen += await peer.reader.read(4096)
    await peer.close()
    await until(lambda: not stage.state.connections)


@WAYS
@pytest.mark.parametrize(
    ("rule", "events", "cost", "said"),
    [
        (DELIVERED, 2, 2, "delivered"),
        (FREE_BELOW, 2, 0, "free"),
        (FREE_BELOW, 3, 3, "delivered"),
    ],
)
async def test_of_a_caller_who_leaves_the_upstream_is_left_too(
    lines: list[str], rule: BrokenStreams, events: int, cost: int, said: str
) -> None:
    async with lane_stage("slow", broken=rule) as stage:
        await _left(stage, Slow(events), lines)
        await stage.at_rest()
        (line,) = stage.usage.lines
        asked = line.usage.input_tokens if cost else 0
        assert (line.status, line.error_code, line.broken) == (499, "client_closed", said)
        assert line.usage.output_tokens == events
        assert line.cost_micros == cost + asked


@WAYS
async def test_the_upstream_may_finish_for_a_caller_who_left(lines: list[str]) -> None:
    async with lane_stage("slow", broken=FINISH) as stage:
        upstream = Slow(2)
        await _left(stage, upstream, lines)
        assert stage.usage.lines == [] and stage.purse.open == 1
        upstream.go.set()
        await stage.at_rest()
        (line,) = stage.usage.lines
        assert (line.status, line.broken) == (499, "finished")
        assert (line.usage, line.cost_micros) == (Usage(input_tokens=5, output_tokens=7), 12)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/messages", {"model": "slow", "max_tokens": 9, "stream": True, "messages": TURN}),
        ("/v1/responses", {"model": "slow", "stream": True, "input": "hi"}),
        ("/v1beta/models/slow:streamGenerateContent?alt=sse", {"contents": [{"parts": [{"text": "hi"}]}]}),
    ],
)
async def test_so_it_may_in_every_dialect(path: str, body: dict[str, Any]) -> None:
    async with lane_stage("slow", broken=FINISH) as stage:
        upstream = stage.upstream.answers["slow"] = Slow(2)
        peer = await stage.connect()
        peer.send(request(body, path=path))
        assert await peer.reader.readuntil(b"data: ")
        await peer.close()
        await until(lambda: not stage.state.connections)
        upstream.go.set()
        await stage.at_rest()
        (line,) = stage.usage.lines
        assert (line.status, line.broken) == (499, "finished")
        assert line.usage == Usage(input_tokens=5, output_tokens=7)


@WAYS
async def test_an_upstream_that_dies_after_its_caller_left_is_charged_for_what_it_wrote(
    lines: list[str],
) -> None:
    async with lane_stage("slow", broken=FINISH) as stage:
        upstream = Slow(2, dies=True)
        await _left(stage, upstream, lines)
        upstream.go.set()
        await stage.at_rest()
        (line,) = stage.usage.lines
        assert (line.broken, line.usage.output_tokens) == ("finished", 2)


@WAYS
async def test_an_upstream_that_takes_too_long_to_finish_is_left(lines: list[str]) -> None:
    async with lane_stage("slow", broken=BrokenStreams(BrokenRule.FINISH, finish_s=0.05)) as stage:
        await _left(stage, Slow(2), lines)
        await stage.at_rest()
        (line,) = stage.usage.lines
        assert (line.broken, line.usage.output_tokens) == ("finished", 2)


@WAYS
async def test_a_server_that_stops_records_streams_that_finish(lines: list[str]) -> None:
    async with lane_stage("slow", broken=FINISH) as stage:
        await _left(stage, Slow(2), lines)
        stage.lane.stop()
        await stage.service.finishing.stop()
        await stage.at_rest()
        assert [line.broken for line in stage.usage.lines] == ["finished"]


@WAYS
@pytest.mark.parametrize(("rule", "said"), [(FREE_BELOW, "free"), (FINISH, "delivered")])
async def test_a_stream_that_its_upstream_breaks(lines: list[str], rule: BrokenStreams, said: str) -> None:
    async with lane_stage("slow", broken=rule) as stage:
        upstream = Slow(2, dies=True)
        upstream.go.set()
        stage.upstream.answers["slow"] = upstream
        peer = await stage.connect()
        peer.send(request(ask("slow", stream=True), *lines))
        assert b"error" in (await peer.reply()).body
        await peer.close()
        await stage.at_rest()
        (line,) = stage.usage.lines
        assert line.broken == said and (line.cost_micros == 0) == (said == "free")


@WAYS
@pytest.mark.parametrize("rule", [DELIVERED, FINISH, FREE_BELOW])
async def test_a_whole_stream_is_charged_whole_under_every_rule(
    lines: list[str], rule: BrokenStreams
) -> None:
    async with lane_stage(broken=rule) as stage:
        peer = await stage.connect()
        peer.send(request(ask(stream=True), *lines))
        assert (await peer.reply()).body.endswith(DONE)
        await peer.close()
        await stage.at_rest()
        (line,) = stage.usage.lines
        assert (line.status, line.broken, line.cost_micros) == (200, "", 12)


def test_who_leaves_early_pays_for_what_came_also_where_the_vendor_names_one_token_at_the_start() -> None:
    start = Usage(input_tokens=9, output_tokens=1)
    assert delivered(start, 104, 9) == Usage(input_tokens=9, output_tokens=100)
    assert delivered(start, 3, 9) == start
    assert delivered(None, 4, 9) == Usage(input_tokens=9, output_tokens=4)
    assert delivered(None, 0, 9) is None
    assert delivered(Usage(9, 0, 0, 10, 90), 104, 9) == Usage(9, 0, 0, 10, 90)
