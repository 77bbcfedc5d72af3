"""The fast lane on real connections: what is plain is served there, the rest the ordinary way, in order."""

from __future__ import annotations

import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.sdk.conftest import Stage
from tests.simulators.faults import Fault


class Wire:
    """One connection to the server, byte by byte."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        host, _, port = stage.url.removeprefix("http://").partition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=60)
        self._rest = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def request(
        self, body: Any = None, path: str = "/v1/chat/completions", method: str = "POST", *lines: str
    ) -> bytes:
        raw = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", "host: x", f"authorization: Bearer {self._stage.key}", *lines]
        if raw and not any(line.lower().startswith("transfer-encoding") for line in lines):
            head.append(f"content-length: {len(raw)}")
        return "\r\n".join([*head, "", ""]).encode() + raw

    def reply(self) -> tuple[int, dict[str, str], bytes]:
        head, self._rest = self._until(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if line)
        if headers.get("transfer-encoding") == "chunked":
            return int(first.split()[1]), headers, self._chunks()
        length = int(headers.get("content-length", "0"))
        while len(self._rest) < length:
            self._rest += self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return int(first.split()[1]), headers, body

    def is_closed(self) -> bool:
        return not self._rest and self._socket.recv(1) == b""

    def close(self) -> None:
        self._socket.close()

    def _chunks(self) -> bytes:
        body = b""
        while True:
            size, self._rest = self._until(b"\r\n")
            while len(self._rest) < int(size, 16) + 2:
                self._rest += self._more()
            body += self._rest[: int(size, 16)]
            self._rest = self._rest[int(size, 16) + 2 :]
            if int(size, 16) == 0:
                return body

    def _until(self, mark: bytes) -> tuple[bytes, bytes]:
        while mark not in self._rest:
            self._rest += self._more()
        found, _, rest = self._rest.partition(mark)
        return found, rest

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        assert data, "the server closed the connection"
        return data


@pytest.fixture
def wire(stage: Stage) -> Iterator[Wire]:
    connection = Wire(stage)
    connection.send(connection.request(ask()))  # the key is looked up the first time
    assert connection.reply()[0] == 200
    yield connection
    connection.close()


def ask(model: str = "talk-openai", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Hello"}], **more}


def counted(stage: Stage) -> dict[str, int]:
    with urllib.request.urlopen(f"{stage.url}/metrics") as reply:
        found = re.findall(rb'huahua_lane_calls_total\{outcome="(\w+)"\} ([\d.]+)', reply.read())
    return {name.decode(): int(float(count)) for name, count in found}


def test_plain_calls_are_served_in_the_lane(stage: Stage, wire: Wire) -> None:
    before = counted(stage)
    for _ in range(2):
        wire.send(wire.request(ask()))
        status, headers, body = wire.reply()
        assert status == 200
        assert json.loads(body)["choices"]
        assert headers["x-huahua-route"] == "only: openai/gpt-4o"
        assert headers["x-request-id"].startswith("req_")
        assert headers["x-content-type-options"] == "nosniff"
    wire.send(wire.request(ask(stream=True)))
    status, headers, body = wire.reply()
    assert status == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert body.endswith(b"data: [DONE]\n\n")
    assert b'"usage"' not in body.replace(b'"usage":null', b"")
    assert counted(stage)["served"] == before["served"] + 3
    assert stage.last("openai").json["stream_options"] == {"include_usage": True}


def test_anthropics_callers_at_anthropics_upstream_are_served_too(stage: Stage, wire: Wire) -> None:
    before = counted(stage)
    for stream in (False, True):
        wire.send(wire.request(ask("talk-anthropic", max_tokens=50, stream=stream), "/v1/messages"))
        status, _headers, body = wire.reply()
        assert status == 200
        assert (b"message_stop" in body) is stream
    assert counted(stage)["served"] == before["served"] + 2


@pytest.mark.parametrize(
    "body", [ask(), ask(stream=True), ask(stream=True, stream_options={"include_usage": True})]
)
def test_what_is_in_memory_is_served_in_the_lane(stage: Stage, wire: Wire, body: dict[str, Any]) -> None:
    question = {**body, "model": "kept", "messages": [{"role": "user", "content": f"Once: {sorted(body)}?"}]}
    wire.send(wire.request(question))
    status, headers, made = wire.reply()
    assert (status, headers["x-huahua-cache"]) == (200, "miss")
    before, asked = counted(stage), len(stage.sims.by_vendor["openai"].requests)
    wire.send(wire.request(question))
    status, headers, kept = wire.reply()
    assert (status, headers["x-huahua-cache"]) == (200, "hit")
    assert kept == made
    assert (b'"usage":{' in kept.replace(b" ", b"")) is ("stream" not in body or "stream_options" in body)
    assert counted(stage)["served"] == before["served"] + 1
    assert len(stage.sims.by_vendor["openai"].requests) == asked


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (ask("talk-anthropic"), []),
        (ask(temperature="hot"), []),
        (ask(), ["cache-control: no-store"]),
        (ask(), ["x-huahua-priority: batch"]),
        (
            {
                **ask(),
                "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
            },
            [],
        ),
    ],
)
def test_what_is_not_plain_goes_the_ordinary_way(
    stage: Stage, wire: Wire, body: Any, lines: list[str]
) -> None:
    before = counted(stage)
    wire.send(wire.request(body, "/v1/chat/completions", "POST", *lines))
    wire.reply()
    wire.send(wire.request(ask()))
    assert wire.reply()[0] == 200
    after = counted(stage)
    assert (after["declined"] - before["declined"], after["served"] - before["served"]) == (1, 1)


def test_what_is_refused_in_the_lane_looks_as_on_the_ordinary_way(stage: Stage, wire: Wire) -> None:
    before = counted(stage)
    wire.send(wire.request(ask()))
    assert wire.reply()[0] == 200
    shown = []
    for lines in ([], ["x-huahua-priority: batch"]):
        wire.send(wire.request(ask("no-such-model"), "/v1/chat/completions", "POST", *lines))
        status, headers, body = wire.reply()
        assert status == 404
        assert headers.pop("x-request-id").startswith("req_")
        shown.append((list(headers.items()), body))
    assert shown[0] == shown[1]
    after = counted(stage)
    assert (after["refused"] - before["refused"], after["declined"] - before["declined"]) == (1, 1)


def test_requests_behind_each_other_are_answered_in_order(wire: Wire) -> None:
    stream, odd = ask(stream=True), ask("talk-gemini")
    wire.send(
        wire.request(ask())
        + wire.request(None, "/v1/models", "GET")
        + wire.request(stream)
        + wire.request(odd)
        + wire.request(ask(), "/v1/nothing")
        + wire.request(ask())
    )
    seen = [wire.reply() for _ in range(6)]
    assert [status for status, _, _ in seen] == [200, 200, 200, 200, 404, 200]
    assert b'"object":"list"' in seen[1][2]
    assert seen[2][2].endswith(b"data: [DONE]\n\n")
    assert seen[3][1]["x-huahua-route"].endswith("gemini-2.5-flash")


def test_what_an_upstream_failed_at_is_made_good_the_ordinary_way(stage: Stage, wire: Wire) -> None:
    before = counted(stage)
    stage.sims.by_vendor["openai"].fail(Fault.STATUS_500)
    wire.send(wire.request(ask()) + wire.request(None, "/v1/models", "GET") + wire.request(ask()))
    seen = [wire.reply() for _ in range(3)]
    assert [status for status, _, _ in seen] == [200, 200, 200]
    assert b'"object":"list"' in seen[1][2]
    assert counted(stage)["handed_over"] == before["handed_over"] + 1


def test_a_failed_upstream_is_not_asked_again_by_the_ordinary_way(stage: Stage, wire: Wire) -> None:
    before = counted(stage)
    wire.send(wire.request(ask("openai-400")))
    assert wire.reply()[0] == 400
    assert [request.model for request in stage.sims.by_vendor["openai"].requests][1:] == ["fail-400"]
    assert counted(stage)["handed_over"] == before["handed_over"] + 1


def test_a_body_in_pieces_and_one_that_is_slow(stage: Stage, wire: Wire) -> None:
    whole = wire.request(ask())
    for pause in (False, True):
        before = counted(stage)["declined"]
        wire.send(whole[:-20])
        while pause and counted(stage)["declined"] == before:
            continue
        wire.send(whole[-20:])
        assert wire.reply()[0] == 200


def test_bodies_in_chunks_and_after_an_invitation(wire: Wire) -> None:
    body = json.dumps(ask()).encode()
    head = wire.request(ask(), "/v1/chat/completions", "POST", "transfer-encoding: chunked").partition(
        b"\r\n\r\n"
    )[0]
    wire.send(head + b"\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
    assert wire.reply()[0] == 200
    whole = wire.request(ask(), "/v1/chat/completions", "POST", "expect: 100-continue")
    head, _, body = whole.partition(b"\r\n\r\n")
    wire.send(head + b"\r\n\r\n")
    assert wire.reply()[0] == 100
    wire.send(body)
    assert wire.reply()[0] == 200


def test_a_caller_who_wants_no_further_request_is_left_alone(wire: Wire) -> None:
    wire.send(wire.request(ask(), "/v1/chat/completions", "POST", "connection: close"))
    status, headers, _body = wire.reply()
    assert (status, headers["connection"]) == (200, "close")
    assert wire.is_closed()


@pytest.mark.parametrize("stream", [False, True])
def test_a_caller_who_leaves_takes_the_upstream_call_along(stage: Stage, wire: Wire, stream: bool) -> None:
    fault = Fault.STALL if stream else Fault.SLOW_FIRST_BYTE
    stage.sims.by_vendor["openai"].fail(fault)
    seen = len(stage.sims.by_vendor["openai"].requests)
    wire.send(wire.request(ask(stream=stream)))
    while len(stage.sims.by_vendor["openai"].requests) == seen:
        continue
    request = stage.last("openai")
    wire.close()
    stage.sims.wait_until_gone(request)
