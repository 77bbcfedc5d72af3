"""What callers and upstreams do wrong in the fast lane: every call is settled once, and nothing stays behind."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

from huahua.boot import protocol, sweeper
from huahua.gateway.domain.calls import Task
from huahua.gateway.lane.exchange import MAX_ERROR_BYTES
from huahua.gateway.lane.stream import StreamExchange
from tests.integration.boot.lane_stage import (
    CHUNK,
    COUNTED,
    DONE,
    KEY,
    LAST,
    REPLY,
    UPSTREAM_KEY,
    LaneStage,
    ask,
    chunk,
    lane_stage,
    request,
    stream,
    until,
    whole,
)

MESSAGE = [
    b"event: %b\ndata: %b\n\n" % (json.loads(data)["type"].encode(), data)
    for data in (
        b'{"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}',
        b'{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
        b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}',
        b'{"type":"content_block_stop","index":0}',
        b'{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}',
        b'{"type":"message_stop"}',
    )
]
"""A stream in Anthropic's dialect."""


async def reply_of(stage: LaneStage, body: Any, *lines: str, key: str = KEY) -> Any:
    peer = await stage.connect()
    peer.send(request(body, *lines, key=key))
    reply = await peer.reply()
    await peer.close()
    return reply


async def hold_on(writer: asyncio.StreamWriter) -> None:
    """Answers the head of a stream and one event, then nothing."""
    writer.write(stream(CHUNK, end=False))
    await asyncio.Event().wait()


async def say_nothing(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


# --- who asks, and for how much ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        [f"authorization: Bearer {KEY}", "authorization: Bearer sk-bob"],
        [f"x-api-key: {KEY}", "authorization: Bearer sk-bob"],
        [f"x-goog-api-key: {KEY}", "authorization: Bearer sk-bob"],
    ],
)
@pytest.mark.parametrize("way", ["lane", "ordinary"])
async def test_of_two_keys_the_first_counts_on_both_ways(lines: list[str], way: str) -> None:
    raw = json.dumps(ask()).encode()
    more = [] if way == "lane" else ["x-huahua-cache: off"]

    def head(lines: list[str]) -> bytes:
        first = ["POST /v1/chat/completions HTTP/1.1", "host: x", *lines, *more]
        return "\r\n".join([*first, f"content-length: {len(raw)}", "", ""]).encode()

    async with lane_stage() as stage:
        peer = await stage.connect()
        peer.send(head(lines) + raw)
        assert (await peer.reply()).status == 200
        peer.send(head(lines[::-1]) + raw)
        assert (await peer.reply()).status == 401
        await peer.close()
        await stage.at_rest()


async def test_a_key_in_a_trailer_is_no_key() -> None:
    raw = json.dumps(ask()).encode()
    head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    trailer = b"0\r\nauthorization: Bearer " + KEY.encode() + b"\r\n\r\n"
    async with lane_stage() as stage:
        peer = await stage.connect()
        peer.send(head + chunk(raw) + trailer)
        assert (await peer.reply()).status == 401
        await peer.close()


@pytest.mark.parametrize("path", ["/v1/chat/completions"])
@pytest.mark.parametrize("lines", [[], ["x-huahua-cache: off"]])
async def test_a_limit_below_nothing_makes_no_call_cheaper(path: str, lines: list[str]) -> None:
    async with lane_stage() as stage:
        for limit in (-(10**9), 10**30, None):
            assert (await reply_of(stage, ask(max_tokens=limit), *lines)).status == 200
        below, above, unlimited = stage.purse.estimates
        assert below >= unlimited - 10 > 0
        assert above < 2**60
        await stage.at_rest()


async def test_a_model_name_is_no_header() -> None:
    names = ["a\r\nx-evil: 1", "a\x00b", "\u202e模型", "a" * 3000, "a: b"]
    async with lane_stage(*names) as stage:
        for name in names:
            for is_stream in (False, True):
                reply = await reply_of(stage, ask(name, stream=is_stream))
                assert reply.status == 200
                assert "x-evil" not in reply.headers
                assert reply.headers["x-huahua-model"].isascii()
        assert stage.lane.counts.served == 2 * len(names)
        await stage.at_rest()


@pytest.mark.parametrize(
    "odd", ['"stream":"true"', '"stream":1', '"stream":[]', '"stream":{}', '"stream":0.0', '"stream":"no"']
)
async def test_odd_values_of_stream_are_refused(odd: str) -> None:
    raw = json.dumps(ask())[:-1].encode() + b"," + odd.encode() + b"}"
    async with lane_stage() as stage:
        reply = await reply_of(stage, raw)
        assert (reply.status, reply.json["error"]["param"]) == (400, "stream")
        assert not stage.upstream.asked


@pytest.mark.parametrize("lines", [[], ["x-huahua-cache: off"]])
async def test_the_last_of_equal_names_counts_and_reaches_the_upstream(lines: list[str]) -> None:
    names = b'"model":"nobody","m\\u006fdel":"ok","stream":true,"stream":false'
    raw = b'{"messages":[{"role":"user","content":"a"}],%b}' % names
    async with lane_stage() as stage:
        assert (await reply_of(stage, raw, *lines)).json == json.loads(REPLY)
        assert stage.upstream.asked[0]["stream"] is False
        assert (stage.lane.counts.served == 1) is not bool(lines)


@pytest.mark.parametrize("odd", [b"5", b'"x"', b"[]", b'{"include_usage":5}', b'{"x":1e999}'])
@pytest.mark.parametrize(("kind", "path"), [("openai", "chat/completions"), ("anthropic", "messages")])
async def test_odd_options_of_a_stream_leave_nothing_behind(kind: str, path: str, odd: bytes) -> None:
    raw = json.dumps(ask(stream=True, max_tokens=9))[:-1].encode() + b',"stream_options":' + odd + b"}"
    async with lane_stage(kind=kind) as stage:
        if kind == "anthropic":
            stage.upstream.answers["ok"] = stream(*MESSAGE)
        peer = await stage.connect()
        for _ in range(2):  # the second time its head is known
            peer.send(request(raw, path=f"/v1/{path}"))
            reply = await peer.reply()
            assert reply.status == (200 if kind == "anthropic" or b'x":' in odd else 400)
        await peer.close()
        await stage.at_rest()


async def test_a_call_that_cannot_be_sent_goes_the_ordinary_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_exchange: StreamExchange) -> None:
        raise RuntimeError("something is wrong")

    monkeypatch.setattr(StreamExchange, "start", fail)
    async with lane_stage() as stage:
        reply = await reply_of(stage, ask(stream=True))
        assert (reply.status, reply.body) == (200, CHUNK + LAST + DONE)
        await stage.at_rest()


# --- how the upstream answers -----------------------------------------------------------------------


ANSWERS: dict[str, tuple[bytes, bool]] = {
    "bom": (whole(b"\xef\xbb\xbf" + REPLY), False),
    "error-200": (whole(json.dumps({"error": {"message": "no", "code": 429}}).encode()), True),
    "no-type": (stream(CHUNK, DONE).replace(b"content-type: text/event-stream\r\n", b""), True),
    "like-type": (stream(CHUNK, DONE, content_type="text/event-streams"), True),
    "status-201": (whole(REPLY, 201), False),
    "status-429": (whole(b'{"error":{"message":"slow down"}}', 429, "retry-after: 7"), False),
    "key-echo": (whole(b'{"error":{"message":"wrong key %b"}}' % UPSTREAM_KEY.encode(), 400), False),
    "key-event": (
        stream(CHUNK, b'data: {"error":{"message":"key %b","code":400}}\n\n' % UPSTREAM_KEY.encode()),
        True,
    ),
    "error-with-choices": (
        stream(
            CHUNK, b'data: {"error":{"code":502,"message":"key %b"},"choices":[]}\n\n' % UPSTREAM_KEY.encode()
        ),
        True,
    ),
    "nothing": (stream(DONE), True),
    "pings": (stream(b": ping\n\n", CHUNK, b": ping\n\n", LAST, DONE), True),
    "crlf": (stream(CHUNK.replace(b"\n", b"\r\n"), LAST, DONE), True),
    "no-end": (stream(CHUNK), True),
    "garbage": (stream(CHUNK, b"data: {]\n\n"), True),
    "cut": (whole(REPLY)[:-5], False),
    "smuggled": (whole(REPLY).replace(b"\r\n\r\n", b"\r\ntransfer-encoding: chunked\r\n\r\n", 1), False),
    "whole": (whole(REPLY), False),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_both_ways_say_the_same(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Status, headers and body, but for ids and times; and the usage line."""
    answer, is_stream = ANSWERS[name]

    async def closing(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    caplog.set_level(logging.DEBUG)
    seen = []
    for lines in ([], ["x-huahua-unknown: 1"]):
        async with lane_stage("odd") as stage:
            stage.upstream.answers["odd"] = closing
            reply = await reply_of(stage, ask("odd", stream=is_stream), *lines)
            await stage.at_rest()
            line = stage.usage.lines[-1]
            assert len(stage.usage.lines) == 1
            headers = {name: value for name, value in reply.headers.items() if name != "x-request-id"}
            seen.append(
                (
                    reply.status,
                    headers,
                    reply.body.replace(stage.upstream.base_url.encode(), b""),
                    line.status,
                    line.error_code,
                    line.usage,
                    line.cost_micros,
                    line.attempts,
                    len(stage.upstream.asked),
                )
            )
            assert UPSTREAM_KEY.encode() not in reply.body
    assert seen[0] == seen[1]
    assert UPSTREAM_KEY not in caplog.text


async def test_a_stream_of_comments_ends_when_no_event_comes() -> None:
    async def dribble(writer: asyncio.StreamWriter) -> None:
        writer.write(stream(CHUNK, end=False))
        while not writer.is_closing():
            writer.write(chunk(b": still here\n\n"))
            await writer.drain()
            await asyncio.sleep(0.01)

    async with lane_stage("dribble", timeout_s=0.2) as stage:
        stage.upstream.answers["dribble"] = dribble
        reply = await reply_of(stage, ask("dribble", stream=True))
        assert reply.body.startswith(CHUNK)
        assert b'"code":"upstream_timeout"' in reply.body
        assert b"[DONE]" not in reply.body
        await stage.at_rest()


async def test_an_endless_error_is_read_to_a_limit_only() -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 400 X\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        while not writer.is_closing():
            writer.write(chunk(b'{"error":' + b" " * 1000))
            await writer.drain()

    async with lane_stage("endless") as stage:
        stage.upstream.answers["endless"] = endless
        for is_stream in (False, True):
            reply = await reply_of(stage, ask("endless", stream=is_stream))
            assert reply.status == 502
            assert len(reply.body) < MAX_ERROR_BYTES
        await stage.at_rest()


async def test_a_body_in_the_smallest_pieces_is_one_body() -> None:
    async def crumbs(writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
            + b"".join(chunk(bytes([byte])) for byte in REPLY)
            + b"0\r\n\r\n"
        )

    raw = json.dumps(ask("crumbs")).encode()
    head = request(b"", "transfer-encoding: chunked").replace(b"content-length: 0\r\n", b"")
    async with lane_stage("crumbs") as stage:
        stage.upstream.answers["crumbs"] = crumbs
        peer = await stage.connect()
        peer.send(head + b"".join(chunk(bytes([byte])) for byte in raw) + b"0\r\n\r\n")
        assert (await peer.reply()).body == REPLY
        assert stage.lane.counts.served == 1
        await peer.close()
        await stage.at_rest()


# --- clients that do not take what they asked for ---------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "INTERVAL_S", 0.05)
    monkeypatch.setattr(protocol, "STALLED_S", 0.4)


async def flood(writer: asyncio.StreamWriter) -> None:
    """As many events as are taken."""
    writer.write(stream(end=False))
    while not writer.is_closing():
        writer.write(chunk(CHUNK * 500))
        await writer.drain()


@pytest.mark.parametrize("lines", [[], ["x-huahua-cache: off"]])
async def test_who_never_reads_a_stream_is_cut_and_costs_no_memory(impatient: None, lines: list[str]) -> None:
    async with lane_stage("flood") as stage:
        stage.upstream.answers["flood"] = flood
        peer = await stage.connect()
        peer.reader._transport.pause_reading()  # type: ignore[attr-defined]
        peer.send(request(ask("flood", stream=True), *lines))
        most = 0
        async with asyncio.timeout(60):
            while not stage.usage.lines:
                for one in stage.protocols:
                    most = max(most, one.transport.get_write_buffer_size())
                await asyncio.sleep(0.01)
        assert 0 < most < 2**20
        await stage.at_rest()
        await peer.close()


async def test_requests_of_who_reads_nothing_wait_for_room() -> None:
    """Each reply fits; all of them together must not gather in the server."""
    big = json.dumps({"choices": [{"message": {"content": "x" * 2**20}}]}).encode()
    async with lane_stage("big") as stage:
        stage.upstream.answers["big"] = whole(big)
        peer = await stage.connect()
        peer.reader._transport.pause_reading()  # type: ignore[attr-defined]
        for count in range(1, 31):
            peer.send(request(ask("big")))
            for _ in range(100):
                await asyncio.sleep(0.002)
                if len(stage.usage.lines) == count:
                    break
            else:
                break  # it waits: as it should, once its buffers are full
        assert count < 30
        assert max(one.transport.get_write_buffer_size() for one in stage.protocols) < 4 * 2**20
        await peer.close()
        await stage.at_rest()


async def test_a_stream_waits_for_its_reader_and_then_is_whole() -> None:
    count = 20_000

    async def many(writer: asyncio.StreamWriter) -> None:
        writer.write(stream(end=False))
        for _ in range(count // 100):
            writer.write(chunk(CHUNK * 100))
            await writer.drain()
        writer.write(chunk(LAST) + chunk(COUNTED) + chunk(DONE) + b"0\r\n\r\n")

    async with lane_stage("many") as stage:
        stage.upstream.answers["many"] = many
        peer = await stage.connect()
        peer.reader._transport.pause_reading()  # type: ignore[attr-defined]
        peer.send(request(ask("many", stream=True)))
        await asyncio.sleep(0.2)
        peer.reader._transport.resume_reading()  # type: ignore[attr-defined]
        reply = await peer.reply()
        assert reply.body.count(b"\n\n") == count + 2
        await peer.close()
        await stage.at_rest()


# --- requests behind each other ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "behind", [b"\x00\x01garbage\r\n\r\n", b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n"]
)
@pytest.mark.parametrize("lines", [[], ["x-huahua-cache: off"]])
async def test_garbage_behind_a_call_is_no_answer_to_it(behind: bytes, lines: list[str]) -> None:
    async with lane_stage("slow") as stage:
        stage.upstream.answers["slow"] = say_nothing
        peer = await stage.connect()
        peer.send(request(ask("slow"), *lines) + behind)
        assert await peer.rest() == b""
        await stage.at_rest()
        assert [line.status for line in stage.usage.lines] == [499]


async def test_garbage_behind_a_stream_does_not_get_into_it() -> None:
    async with lane_stage("stuck") as stage:
        stage.upstream.answers["stuck"] = hold_on
        peer = await stage.connect()
        peer.send(request(ask("stuck", stream=True)))
        await peer.reader.readuntil(CHUNK)
        peer.send(b"\x00garbage\r\n\r\n")
        assert await peer.rest() == b"\r\n"
        await stage.at_rest()
        assert [line.status for line in stage.usage.lines] == [499]


@pytest.mark.parametrize("lines", [[], ["x-huahua-cache: off"]])
async def test_leaving_with_a_request_behind_ends_the_one_before_it(lines: list[str]) -> None:
    async with lane_stage("flood") as stage:
        stage.upstream.answers["flood"] = flood
        peer = await stage.connect()
        peer.send(request(ask("flood", stream=True), *lines) + request(ask(), *lines))
        await peer.reader.readuntil(CHUNK)
        await peer.close()
        await stage.at_rest()
        assert [(line.model, line.status) for line in stage.usage.lines] == [("flood", 499)]


@pytest.mark.parametrize(
    ("piece", "most"), [(b"x-more: %b\r\n" % (b"y" * 1000), 5000), (b"y" * 4096, 2000)], ids=["many", "long"]
)
async def test_trailers_without_end_are_cut(piece: bytes, most: int) -> None:
    head = request(b"", "transfer-encoding: chunked").replace(b"content-length: 0\r\n", b"")
    async with lane_stage() as stage:
        peer = await stage.connect()
        peer.send(head + chunk(json.dumps(ask()).encode()) + b"0\r\nx: ")
        with pytest.raises(ConnectionError):
            for _ in range(most):
                peer.send(piece)
                await peer.writer.drain()
                await asyncio.sleep(0)
        await stage.at_rest()


# --- the server's own end ---------------------------------------------------------------------------


async def test_at_the_end_open_calls_are_told_and_recorded_and_nobody_is_blamed() -> None:
    async with lane_stage("stuck", "slow") as stage:
        stage.upstream.answers |= {"stuck": hold_on, "slow": say_nothing}
        whole_peer, stream_peer = await stage.connect(), await stage.connect()
        whole_peer.send(request(ask("slow")))
        stream_peer.send(request(ask("stuck", stream=True)))
        await stream_peer.reader.readuntil(b"\r\n\r\n")
        await until(lambda: len(stage.upstream.asked) == 2)
        stage.lane.stop()
        reply = await whole_peer.reply()
        assert (reply.status, reply.json["error"]["code"]) == (503, "stopping")
        assert b'"code":"stopping"' in await stream_peer.rest()
        assert await whole_peer.rest() == b""
        await stage.at_rest()
        assert sorted(line.error_code or "" for line in stage.usage.lines) == ["stopping", "stopping"]
        assert all(one.calls == 0 for one in stage.attempts.health.upstreams())


async def test_a_fault_of_ours_leaves_nothing_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it happens, the caller gets an answer and every place comes back."""
    async with lane_stage() as stage:
        upstream = type(next(iter(stage.lane._parts.registry.pool("ok", (Task.DIALOGUE,)))).provider.fast)  # type: ignore[attr-defined]

        def fail(*_given: Any, **_named: Any) -> Any:
            raise RecursionError("too deep")

        for target, name in ((upstream, "encode"), (StreamExchange, "_finish")):
            with monkeypatch.context() as patched:
                patched.setattr(target, name, fail)
                peer = await stage.connect()
                peer.send(request(ask(stream=True)))
                await peer.reader.readuntil(b"\r\n\r\n")
                await peer.close()
                await stage.at_rest()
        assert (await reply_of(stage, ask())).status == 200
