"""Any bytes from a client of the fast lane: whole replies or a closed connection, and nothing stays behind."""

from __future__ import annotations

import asyncio
import gc
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.boot import lane_protocol
from huahua.boot.known_head import KnownHead
from tests.integration.boot.lane_stage import (
    CHUNK,
    KEY,
    LaneStage,
    Peer,
    Reply,
    ask,
    chunk,
    lane_stage,
    request,
    stream,
    until,
    whole,
)

RAW = json.dumps(ask()).encode()
LANE_HEAD = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {KEY}\r\n".encode()


def framed(*lines: bytes, body: bytes = RAW) -> bytes:
    return LANE_HEAD + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


CHUNKED = framed(b"transfer-encoding: chunked", body=chunk(RAW[:7]) + chunk(RAW[7:]) + b"0\r\n\r\n")
LENGTH = b"content-length: %d" % len(RAW)
GOOD = [
    request(ask()),
    request(ask(stream=True)),
    request(ask(stream=True), path="/v1/messages"),
    request(ask("nobody")),
    request(ask("down", stream=True)),
    request(ask(), "connection: close"),
    request(ask(), "expect: 100-continue"),
    request(b"", path="/v1/models", method="GET"),
    request(b"[" * 3000),
    CHUNKED,
]
TOKENS = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\x00",
    b" ",
    b"\t",
    b":",
    b"0\r\n\r\n",
    b"\r\ntransfer-encoding: chunked",
    b"\r\ntransfer-encoding: identity, chunked",
    b"\r\ncontent-length: 5",
    b"\r\ncontent-length: +5",
    b"\r\ncontent-length: 5, 5",
    b"\r\n folded: yes",
    b"\r\nupgrade: websocket\r\nconnection: upgrade",
    b"\r\nconnection: close",
    b"HTTP/1.0",
    b"HEAD ",
    b"\xff\xfe",
    b"ffffffffffffffff\r\n",
    b'{"model":"a\r\nx: y"}',
]


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["flip", "cut", "insert", "repeat"]))
        if kind == "insert":
            data[place:place] = draw(st.sampled_from(TOKENS))
        elif kind == "cut":
            del data[place : place + draw(st.integers(1, 20))]
        elif kind == "repeat":
            data[place:place] = data[place : place + draw(st.integers(1, 40))]
        elif place < len(data):
            data[place] = draw(st.integers(0, 255))
    return bytes(data)


@st.composite
def pieces(draw: st.DrawFn) -> list[bytes]:
    """What clients send, cut anywhere."""
    data = b"".join(draw(st.lists(st.one_of(changed(), st.binary(max_size=40)), min_size=1, max_size=3)))
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=5)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@dataclass
class Bench:
    runner: asyncio.Runner
    stage: LaneStage


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setattr(lane_protocol, "BODY_WAIT_S", 0.005)
        exits = AsyncExitStack()

        async def start() -> LaneStage:
            stage = await exits.enter_async_context(lane_stage("down", "stuck", "flood"))
            stage.upstream.answers["down"] = whole(b'{"error":{"message":"down"}}', 500)
            return stage

        yield Bench(runner, runner.run(start()))
        runner.run(exits.aclose())


async def has_more(peer: Peer) -> bool:
    """Whether something comes within a moment. What has begun to come is awaited to its end, however slow it is."""
    received = peer.reader._buffer  # type: ignore[attr-defined]
    for _ in range(10):
        if received or peer.reader.at_eof():
            break
        await asyncio.sleep(0.003)
    return bool(received)


async def answers(stage: LaneStage, sent: list[bytes]) -> tuple[list[Reply], bytes]:
    """The whole replies, and what came after them. Pieces reach the parser as they are cut here."""
    peer = await stage.connect()
    await until(lambda: len(stage.state.connections) == 1)
    (served,) = stage.state.connections
    for piece in sent:
        if piece and not served.transport.is_closing():
            served.data_received(piece)
        await asyncio.sleep(0)
    replies, rest = [], b""
    try:
        while await has_more(peer):
            replies.append(await peer.reply())
    except asyncio.IncompleteReadError as fault:
        rest = fault.partial
    await peer.close()
    await stage.at_rest()
    return replies, rest


@given(sent=pieces())
@settings(max_examples=150, deadline=None)
def test_whatever_is_sent_gets_whole_replies_or_the_end(bench: Bench, sent: list[bytes]) -> None:
    replies, rest = bench.runner.run(answers(bench.stage, sent))
    assert rest == b""
    data = b"".join(sent)
    assert len(replies) <= data.count(b"HTTP/1.") + 1
    assert all(reply.status != 500 for reply in replies)
    assert all("y" not in reply.headers.get("x", "") for reply in replies)


@st.composite
def repeated(draw: st.DrawFn) -> list[bytes]:
    """Programs that send one head again and again, and what might be taken for it."""
    head = draw(st.sampled_from([request(ask()), request(ask(stream=True)), request(ask("nobody"))]))
    between = st.one_of(st.sampled_from([head, *GOOD, b"\r\n", head[:40]]), changed())
    data = [head, *draw(st.lists(between, max_size=3)), head, head]
    glued = draw(st.lists(st.booleans(), min_size=len(data), max_size=len(data)))
    sent: list[bytes] = []
    for piece, is_glued in zip(data, glued, strict=True):
        if sent and is_glued:
            sent[-1] += piece
        else:
            sent.append(piece)
    return sent


@given(sent=repeated())
@settings(max_examples=100, deadline=None)
def test_a_head_that_is_known_changes_nothing(bench: Bench, sent: list[bytes]) -> None:
    known = bench.runner.run(answers(bench.stage, sent))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KnownHead, "of", lambda *_: None)
        parsed = bench.runner.run(answers(bench.stage, sent))
    assert known[1] == parsed[1] == b""
    # A reply may come too late to be read here, and an upstream that was down rests: which 5xx says nothing.
    kinds = [[min(reply.status, 500) for reply in replies] for replies, _ in (known, parsed)]
    both = min(map(len, kinds))
    assert kinds[0][:both] == kinds[1][:both]


def test_a_head_that_is_known_is_not_parsed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []
    begin = lane_protocol.LaneHttpProtocol.on_message_begin

    def begin_and_count(protocol: lane_protocol.LaneHttpProtocol) -> None:
        parsed.append(protocol._piece or b"")
        begin(protocol)

    monkeypatch.setattr(lane_protocol.LaneHttpProtocol, "on_message_begin", begin_and_count)
    bodies = [ask(), ask(stream=True), ask("nobody"), ask()]
    other = request(ask(), "x-other: head")

    async def talk() -> list[int]:
        peer = await bench.stage.connect()
        statuses = []
        for data in [*map(request, bodies), other, request(ask())]:
            peer.send(data)
            statuses.append((await peer.reply()).status)
        await peer.close()
        return statuses

    assert bench.runner.run(talk()) == [200, 200, 404, 200, 200, 200]
    assert parsed == [request(ask()), other, request(ask())]


SMUGGLED = {
    "length and chunks": framed(LENGTH, b"transfer-encoding: chunked", body=b"0\r\n\r\n"),
    "chunks and length": framed(b"transfer-encoding: chunked", LENGTH, body=b"0\r\n\r\n"),
    "two lengths": framed(b"content-length: 4", LENGTH),
    "equal lengths": framed(LENGTH, LENGTH),
    "a list of lengths": framed(LENGTH + b", 4"),
    "a signed length": framed(b"content-length: +%d" % len(RAW)),
    "a long length": framed(b"content-length: 99999999999999999999999"),
    "a folded header": framed(LENGTH, b"x-a: b", b" c: d"),
    "a folded length": framed(b"content-length:", b" %d" % len(RAW)),
    "space before the colon": framed(b"content-length : %d" % len(RAW)),
    "bare line feeds": framed(LENGTH).replace(b"\r\n", b"\n"),
    "a bare return": framed(b"x: a\rcontent-length: 0", LENGTH),
    "chunked twice": framed(b"transfer-encoding: chunked, chunked", body=b"0\r\n\r\n"),
    "chunked and then not": framed(b"transfer-encoding: chunked, identity", body=b"0\r\n\r\n"),
    "a bad chunk": framed(b"transfer-encoding: chunked", body=b"-5\r\nabcde\r\n0\r\n\r\n"),
    "a chunk of lies": framed(b"transfer-encoding: chunked", body=b"3\r\nabcde\r\n0\r\n\r\n"),
    "NUL in a header": framed(b"x: a\x00b", LENGTH),
    "a method in small letters": framed(LENGTH).replace(b"POST", b"post"),
    "no version": framed(LENGTH).replace(b" HTTP/1.1", b""),
    "a version of the past": framed(LENGTH).replace(b"HTTP/1.1", b"HTTP/0.9"),
    "a version of the future": framed(LENGTH).replace(b"HTTP/1.1", b"HTTP/2.0"),
    "two spaces in a version": framed(LENGTH).replace(b"HTTP/1.1", b"HTTP/ 1.1"),
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_what_could_be_read_in_two_ways_is_refused(bench: Bench, name: str) -> None:
    asked = len(bench.stage.upstream.asked)
    replies, rest = bench.runner.run(answers(bench.stage, [SMUGGLED[name] + request(ask("stuck"))]))
    assert [reply.status for reply in replies] == [400]
    assert rest == b""
    assert len(bench.stage.upstream.asked) == asked


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("//v1/chat/completions", 404),
        ("/v1//chat/completions", 404),
        ("/v1/chat/completions/", 200),
        ("/v1/chat/completions?a=b", 200),
        ("/v1/chat/completions;a", 404),
        ("/v1/chat/%63ompletions", 200),
        ("/v1/%2e%2e/api/users", 404),
        ("/v1/chat/../chat/completions", 404),
        ("http://elsewhere/v1/chat/completions", 200),
    ],
)
def test_other_spellings_of_the_path_go_the_ordinary_way(bench: Bench, path: str, status: int) -> None:
    served = bench.stage.lane.counts.served
    replies, _rest = bench.runner.run(answers(bench.stage, [request(ask(), path=path)]))
    assert [reply.status for reply in replies] == [status]
    assert bench.stage.lane.counts.served == served


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "GET", "OPTIONS"])
def test_other_methods_and_versions(bench: Bench, method: str, version: str) -> None:
    data = request(ask(), method=method).replace(b"HTTP/1.1", f"HTTP/{version}".encode())
    status = 200 if method == "POST" else 405

    async def first_line() -> bytes:
        peer = await bench.stage.connect()
        peer.send(data + (b"" if version == "1.0" else request(ask(), "connection: close")))
        everything = await peer.rest()
        await peer.close()
        await bench.stage.at_rest()
        assert everything.count(b"HTTP/1.1 ") == (1 if version == "1.0" else 2)
        return everything.partition(b"\r\n")[0]

    assert bench.runner.run(first_line()).split()[1] == str(status).encode()


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def one_of_many(stage: LaneStage, kind: str) -> None:
    peer = await stage.connect()
    model = {"ok": "ok", "stream": "ok", "error": "down"}.get(kind, "stuck")
    streams = kind in ("stream", "left in the middle", "cut")
    peer.send(request(ask(model, stream=streams)))
    if kind in ("ok", "stream", "error"):
        assert (await peer.reply()).status in (200, 502, 503)
    elif kind != "left early":
        await peer.reader.readuntil(CHUNK)
    if kind == "cut":
        peer.writer.write_eof()
        await peer.rest()
    await peer.close()


def test_nothing_is_left_of_many_calls(bench: Bench) -> None:
    kinds = ["ok", "stream", "error", "left early", "left in the middle", "cut"] * 50
    random.Random(7).shuffle(kinds)

    async def stuck(writer: asyncio.StreamWriter) -> None:
        writer.write(stream(CHUNK, end=False))
        await asyncio.Event().wait()

    async def run(some: list[str]) -> tuple[int, int]:
        bench.stage.upstream.answers["stuck"] = stuck
        for start in range(0, len(some), 20):
            await asyncio.gather(*(one_of_many(bench.stage, kind) for kind in some[start : start + 20]))
        await bench.stage.at_rest()
        gc.collect()
        return open_files(), len(asyncio.all_tasks())

    lines = bench.stage.usage.lines
    files, tasks = bench.runner.run(run(kinds[:60]))
    lines.clear()
    after = bench.runner.run(run(kinds))
    assert after[0] <= files + 40, (
        "idle connections to the upstream are kept, twenty at most, with both their ends"
    )
    assert after[1] <= tasks + 20
    assert len({line.request_id for line in lines}) == len(lines)
    ends = Counter(line.status for line in lines)
    assert ends[200] == 100
    assert ends[499] <= 150
    assert ends[500] + ends[502] + ends[503] == 50
