"""WebSocket `/v1/realtime`: keys, frames both ways, limits, ends, usage."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Task, Usage
from tests.integration.gateway.conftest import UPSTREAM_KEY, Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.openai import OpenAISimulator
from tests.simulators.openai_realtime import WORDS

BEARER = [(b"authorization", b"Bearer sk-alice")]


class Talk:
    """A WebSocket client of an ASGI application in this process."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.outgoing.get(), 60)

    async def event(self) -> Any:
        message = await self.next()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    def say(self, **event: Any) -> None:
        self.incoming.put_nowait({"type": "websocket.receive", "text": json.dumps(event)})

    async def done(self) -> None:
        assert self.task is not None
        await asyncio.wait_for(self.task, 60)


@asynccontextmanager
async def talking(
    gateway: Any,
    query: bytes = b"model=live",
    headers: list[tuple[bytes, bytes]] | None = None,
    subprotocols: list[str] | None = None,
    path: str = "/v1/realtime",
) -> AsyncIterator[Talk]:
    talk = Talk()
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query,
        "headers": BEARER if headers is None else headers,
        "subprotocols": subprotocols or [],
        "extensions": {"websocket.http.response": {}},
    }
    talk.incoming.put_nowait({"type": "websocket.connect"})
    talk.task = asyncio.create_task(gateway.app(scope, talk.incoming.get, talk.outgoing.put))
    try:
        yield talk
    finally:
        talk.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait([talk.task], timeout=60)


async def start(make_gateway: Make, sim: OpenAISimulator, model: str = "gpt-realtime", **options: Any) -> Any:
    rows = [row("live", model, tasks=frozenset({Task.REALTIME})), row()]
    private = options.pop("allow_private", True)
    gateway = await make_gateway([upstream(sim.base_url, allow_private=private)], rows, **options)
    watch_lines(gateway)
    return gateway


async def denied(talk: Talk) -> tuple[int, str]:
    head, body = await talk.next(), await talk.next()
    assert head["type"] == "websocket.http.response.start"
    return head["status"], json.loads(body["body"])["error"]["code"]


async def test_frames_pass_both_ways_and_each_response_is_counted(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    async with talking(gateway, headers=[*BEARER, (b"openai-beta", b"realtime=v1")]) as talk:
        assert (await talk.next())["type"] == "websocket.accept"
        assert (await talk.event())["session"]["model"] == "gpt-realtime"
        for _ in range(2):
            talk.say(type="response.create")
            said = [await talk.event() for _ in range(len(WORDS) + 1)]
            assert "".join(event.get("delta", "") for event in said) == "海上生明月。"
        talk.incoming.put_nowait({"type": "websocket.receive", "bytes": b"\x00\x01"})
        assert (await talk.next())["bytes"] == b"\x00\x01"
    sent = openai_sim.requests[-1]
    assert sent.raw_path == "/v1/realtime?model=gpt-realtime"
    assert sent.headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    assert sent.headers["openai-beta"] == "realtime=v1"
    await asyncio.wait_for(sent.gone.wait(), 60)
    [line] = gateway.usage.lines
    assert (line.task, line.status, line.error_code) == ("realtime", 200, None)
    assert line.usage == Usage(
        input_tokens=110,
        cache_read_tokens=128,
        output_tokens=60,
        audio_input_tokens=26,
        audio_output_tokens=182,
    )
    assert gateway.service._tools.gate.running("usr_alice") == 0


async def test_browsers_send_the_key_as_a_subprotocol(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    offered = ["realtime", "openai-insecure-api-key.sk-alice", "openai-beta.realtime-v1"]
    async with talking(gateway, headers=[], subprotocols=offered) as talk:
        assert (await talk.next())["subprotocol"] == "realtime"
        assert (await talk.event())["type"] == "session.created"
    sent = openai_sim.requests[-1]
    assert sent.headers["sec-websocket-protocol"] == "realtime", "the caller's key stays here"
    assert "sk-alice" not in str(sent.headers)


@pytest.mark.parametrize(
    ("query", "headers", "path", "status", "code"),
    [
        (b"model=live", [], "/v1/realtime", 401, "invalid_api_key"),
        (b"model=live", [(b"authorization", b"Bearer sk-wrong")], "/v1/realtime", 401, "invalid_api_key"),
        (b"", BEARER, "/v1/realtime", 400, "invalid_request"),
        (b"model=nothing", BEARER, "/v1/realtime", 404, "model_not_found"),
        (b"model=talk", BEARER, "/v1/realtime", 422, "not_supported"),
        (b"model=live", BEARER, "/v1/elsewhere", 404, "unknown_url"),
    ],
)
async def test_handshakes_that_are_refused_have_a_status(
    make_gateway: Make,
    openai_sim: OpenAISimulator,
    query: bytes,
    headers: list[tuple[bytes, bytes]],
    path: str,
    status: int,
    code: str,
) -> None:
    gateway = await start(make_gateway, openai_sim)
    async with talking(gateway, query, headers, path=path) as talk:
        assert await denied(talk) == (status, code)
    assert openai_sim.requests == []


@pytest.mark.parametrize(
    ("model", "status", "code"),
    [
        ("fail-401", 502, "upstream_credential"),
        ("fail-429", 429, "upstream_rate_limited"),
        ("fail-500", 502, "upstream_error"),
    ],
)
async def test_refusals_of_the_upstream(
    make_gateway: Make, openai_sim: OpenAISimulator, model: str, status: int, code: str
) -> None:
    gateway = await start(make_gateway, openai_sim, model)
    async with talking(gateway) as talk:
        assert await denied(talk) == (status, code)
    assert gateway.usage.lines[-1].error_code == code


async def test_a_private_address_needs_leave(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await start(make_gateway, openai_sim, allow_private=False)
    async with talking(gateway) as talk:
        assert await denied(talk) == (502, "address_not_allowed")
    assert openai_sim.requests == []


async def test_an_upstream_that_closes_closes_the_client(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    async with talking(gateway) as talk:
        await talk.next()
        await talk.event()
        talk.say(type="test.close")
        assert await talk.next() == {"type": "websocket.close", "code": 1000, "reason": ""}
        await talk.done()
    assert gateway.usage.lines[-1].status == 200


async def test_an_upstream_that_breaks_off_is_told_of(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    async with talking(gateway) as talk:
        await talk.next()
        await talk.event()
        talk.say(type="test.break")
        assert (await talk.event())["error"]["code"] == "upstream_broken"
        assert (await talk.next())["code"] == 1011
        await talk.done()
    assert gateway.usage.lines[-1].error_code == "upstream_broken"
    assert gateway.service._tools.gate.running("usr_alice") == 0


async def test_a_frame_that_is_too_large_ends_it(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await start(make_gateway, openai_sim, limits=GatewayLimits(max_realtime_frame_bytes=500))
    async with talking(gateway) as talk:
        await talk.next()
        await talk.event()
        talk.say(type="session.update", session={"instructions": "x" * 600})
        assert (await talk.next())["code"] == 1009
        await talk.done()


@pytest.mark.parametrize("limits", [{"realtime_idle_s": 0.05}, {"realtime_s": 0.05}])
async def test_silence_and_length_have_limits(
    make_gateway: Make, openai_sim: OpenAISimulator, limits: dict[str, float]
) -> None:
    gateway = await start(make_gateway, openai_sim, limits=GatewayLimits(**limits))  # type: ignore[arg-type]
    async with talking(gateway) as talk:
        await talk.next()
        await talk.event()
        assert (await talk.next())["code"] == 1001
        await talk.done()
        await asyncio.wait_for(openai_sim.requests[-1].gone.wait(), 60)
