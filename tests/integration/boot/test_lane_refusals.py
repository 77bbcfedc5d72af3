"""What the fast lane refuses it refuses as the ordinary way does, to the byte, and nothing is left of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

from huahua.gateway.admission.rates import LocalRates
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Dialect, Task
from huahua.gateway.errors import InsufficientCredit, NotReady
from huahua.kit.limits import Limits
from tests.integration.boot.lane_stage import CALLER, LaneStage, Peer, ask, lane_stage, request, whole

ORDINARY = "x-huahua-unknown: 1"


def _nothing_left(stage: LaneStage) -> None:
    def hold(*_: object) -> NoReturn:
        raise InsufficientCredit("nothing is left")

    stage.purse.hold = hold  # type: ignore[method-assign,assignment]


def _no_records(stage: LaneStage) -> None:
    def check() -> NoReturn:
        raise NotReady("no line can be kept", retry_after=30.0)

    stage.usage.check = check  # type: ignore[method-assign]


def _too_many(stage: LaneStage) -> None:
    rates = LocalRates(Subjects(Limits(requests_per_minute=1, tokens_per_minute=1000)), monotonic=lambda: 0.0)
    rates.take(Ask(CALLER, "ok", Task.DIALOGUE, Dialect.OPENAI, "req_1"))
    stage.gate._rates = rates


KINDS: dict[str, tuple[int, str, Callable[[LaneStage], None]]] = {
    "money": (402, "ok", _nothing_left),
    "rate": (429, "ok", _too_many),
    "records": (503, "ok", _no_records),
    "model": (404, "nobody", lambda _stage: None),
}


async def exchanged(peer: Peer, data: bytes) -> bytes:
    """One response, byte for byte, without what is different each time."""
    peer.send(data)
    head = await peer.reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    assert length is not None, head
    body = await peer.reader.readexactly(int(length[1]))
    head = head.replace(length[0], b"content-length: as it is")
    return re.sub(rb"req_\w+", b"req", head + body)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
@pytest.mark.parametrize("more", [{}, {"stream": True}])
@pytest.mark.parametrize("lines", [[], ["connection: close"], ["anthropic-version: 2023-06-01"]])
async def test_both_ways_refuse_alike(kind: str, path: str, more: dict[str, Any], lines: list[str]) -> None:
    status, model, change = KINDS[kind]
    async with lane_stage("ok") as stage:
        change(stage)
        answers = []
        for way in ([], [ORDINARY]):
            peer = await stage.connect()
            body = ask(model, max_tokens=5000, **more)
            answers.append(await exchanged(peer, request(body, *lines, *way, path=path)))
            await peer.close()
        assert answers[0].startswith(b"HTTP/1.1 %d " % status)
        assert answers[0] == answers[1]
        if path == "/v1/chat/completions":
            assert stage.lane.counts.refused == ("anthropic-version: 2023-06-01" not in lines)
        else:  # money and rates are asked for where the provider speaks like the caller
            assert stage.lane.counts.refused == (kind in ("records", "model"))
        assert stage.usage.lines == []
        await stage.at_rest()


async def test_a_connection_goes_on_after_refusals() -> None:
    async with lane_stage("ok") as stage:
        peer = await stage.connect()
        for _ in range(3):
            peer.send(request(ask("nobody")))
            assert (await peer.reply()).status == 404
            peer.send(request(ask("ok")))
            assert (await peer.reply()).status == 200
        peer.send(b"".join(request(ask(model)) for model in ("nobody", "ok", "nobody", "nobody", "ok")))
        assert [(await peer.reply()).status for _ in range(5)] == [404, 200, 404, 404, 200]
        assert stage.lane.counts.refused >= 3
        await peer.close()
        await stage.at_rest()


async def test_who_asks_for_the_end_of_the_connection_gets_it() -> None:
    async with lane_stage("ok") as stage:
        peer = await stage.connect()
        peer.send(request(ask("nobody"), "connection: close") + request(ask("ok")))
        assert (await peer.reply()).status == 404
        assert await peer.rest() == b""
        assert stage.upstream.asked == []
        await stage.at_rest()


@pytest.mark.parametrize(
    ("kind", "path", "more"),
    [
        ("openai", "chat/completions", {}),
        ("openai", "chat/completions", {"response_format": {"type": "json_schema", "x": "y" * 4000}}),
        ("openai", "chat/completions", {"tools": [{"type": "function", "x": "y" * 4000}], "user": "u"}),
        ("anthropic", "messages", {"system": "Be brief. " * 400, "metadata": {"user_id": "u"}}),
    ],
)
async def test_both_ways_expect_alike_of_a_call(kind: str, path: str, more: dict[str, Any]) -> None:
    async with lane_stage("ok", kind=kind) as stage:
        stage.upstream.answers["ok"] = whole(b'{"error":{"message":"no"}}', 400)
        body = ask("ok", max_tokens=5, **more)
        for way in ([], [ORDINARY]):
            peer = await stage.connect()
            peer.send(request(body, *way, path=f"/v1/{path}"))
            assert (await peer.reply()).status == 400
            await peer.close()
        assert stage.lane.counts.handed_over == 1
        assert len(stage.purse.estimates) == 3  # in the lane, then on the ordinary way; there at once
        assert len(set(stage.purse.estimates)) == 1
        await stage.at_rest()
