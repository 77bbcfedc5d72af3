"""Calls that wait for a place, as their callers see it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.queueing import QueuePolicy
from huahua.gateway.http import queue_shown
from tests.integration.gateway.asgi import Arrivals, Call, Client
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

CHAT = "/v1/chat/completions"
SHOW = {"x-huahua-queue": "show"}


def chat(who: str, *, stream: bool = False) -> bytes:
    body = {"model": "talk", "messages": [{"role": "user", "content": who}], "stream": stream}
    return json.dumps(body).encode()


def said(sim: OpenAISimulator) -> list[str]:
    return [request.json["messages"][0]["content"] for request in sim.requests]


@pytest.fixture
async def narrow(make_gateway: Make, openai_sim: OpenAISimulator) -> AsyncIterator[Gateway]:
    """A gateway with one place, which is taken; `sim.held.set()` lets go."""
    limits = GatewayLimits(queue=QueuePolicy(concurrent_calls=1))
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()], limits)
    openai_sim.held = asyncio.Event()
    openai_sim.requests = arrivals = Arrivals()
    first = gateway.client.open("POST", CHAT, [chat("first")])
    await arrivals.at_least(1)
    yield gateway
    openai_sim.held.set()
    await finish(first)


async def finish(call: Call) -> bytes:
    if not call.status:
        await call.start()
    return b"".join([piece async for piece in call.pieces()])


async def waiting(gateway: Gateway, count: int) -> None:
    queue = gateway.service._tools.gate._queue
    async with asyncio.timeout(60):
        while queue.waiting != count:  # noqa: ASYNC110 - a call queues without telling anybody
            await asyncio.sleep(0.001)


async def test_a_flood_does_not_hold_up_anothers_call(narrow: Gateway, openai_sim: OpenAISimulator) -> None:
    flood = [narrow.client.open("POST", CHAT, [chat(f"flood {number}")]) for number in range(40)]
    await waiting(narrow, 40)
    other = Client(narrow.app, "sk-root").open("POST", CHAT, [chat("single")])
    await waiting(narrow, 41)
    assert openai_sim.held is not None
    openai_sim.held.set()
    replies = [json.loads(await finish(call)) for call in [*flood, other]]
    assert all(reply["choices"] for reply in replies)
    assert said(openai_sim).index("single") <= 2
    assert [word for word in said(openai_sim) if "flood" in word] == [
        f"flood {number}" for number in range(40)
    ]
    assert other.headers["x-huahua-queue-wait-ms"].isdigit()


async def test_who_did_not_wait_is_told_nothing(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    reply = await gateway.client.post(CHAT, chat("alone"))
    assert reply.status == 200 and "x-huahua-queue-wait-ms" not in reply.headers


@pytest.mark.parametrize("path", [CHAT, "/v1/messages"])
async def test_a_stream_shows_its_place_while_it_waits(
    narrow: Gateway, openai_sim: OpenAISimulator, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(queue_shown, "LOOK_S", 0.001)
    before = narrow.client.open("POST", CHAT, [chat("before")])
    await waiting(narrow, 1)
    body = json.dumps({**json.loads(chat("shown", stream=True)), "max_tokens": 50}).encode()
    call = narrow.client.open("POST", path, [body], SHOW)
    await call.start()
    assert (call.status, call.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    message = await call.next_message()
    assert message is not None and message["body"] == b": queued place=2\n\n"
    assert openai_sim.held is not None
    openai_sim.held.set()
    words = await finish(call)
    assert b"data: " in words and (b"[DONE]" in words or b"message_stop" in words)
    await finish(before)


async def test_what_goes_wrong_after_a_place_was_shown_is_an_event(
    narrow: Gateway, openai_sim: OpenAISimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_shown, "LOOK_S", 0.001)
    patient = narrow.client.open("POST", CHAT, [chat("x", stream=True)], {**SHOW, "x-huahua-deadline": "0.3"})
    await waiting(narrow, 1)
    plain = narrow.client.open("POST", CHAT, [chat("y", stream=True)], {"x-huahua-deadline": "0.3"})
    words = await finish(patient)
    assert patient.status == 200 and words.startswith(b": queued place=1\n\n")
    error: Any = json.loads(words.split(b"data: ")[1])
    assert error["error"]["code"] == "deadline_missed"
    assert b"[DONE]" not in words
    await finish(plain)
    assert plain.status == 504 and plain.headers["retry-after"]
    assert openai_sim.held is not None
    openai_sim.held.set()


async def test_who_leaves_the_queue_is_forgotten(
    narrow: Gateway, openai_sim: OpenAISimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_shown, "LOOK_S", 0.001)
    calls = [narrow.client.open("POST", CHAT, [chat("gone", stream=True)], headers) for headers in (SHOW, {})]
    await waiting(narrow, 2)
    for call in calls:
        await call.leave()
    await waiting(narrow, 0)
    assert openai_sim.held is not None
    openai_sim.held.set()
    last = narrow.client.open("POST", CHAT, [chat("last")])
    await finish(last)
    assert said(openai_sim) == ["first", "last"]


async def test_a_word_that_is_not_show_is_refused(make_gateway: Make) -> None:
    gateway = await make_gateway()
    reply = await gateway.client.post(CHAT, chat("x"), {"x-huahua-queue": "hide"})
    assert (reply.status, reply.json["error"]["param"]) == (400, "x-huahua-queue")


async def test_a_full_upstream_gives_way_and_a_full_pool_waits(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    rows = [row(model="gpt-4o", max_concurrency=1), row(model="gpt-4o-mini", max_concurrency=1)]
    gateway = await make_gateway([upstream(openai_sim.base_url)], rows)
    openai_sim.held = asyncio.Event()
    openai_sim.requests = arrivals = Arrivals()
    calls = [
        gateway.client.open("POST", CHAT, [chat(f"{number}", stream=number % 2 == 0)]) for number in range(5)
    ]
    await arrivals.at_least(2)
    places = gateway.service._resilience._tools.places
    async with asyncio.timeout(60):
        while len(places._rooms) < 2 or places._rooms["up/gpt-4o"].queue.waiting < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    assert {request.model for request in openai_sim.requests} == {"gpt-4o", "gpt-4o-mini"}
    await calls.pop().leave()
    openai_sim.held.set()
    for call in calls:
        await finish(call)
        assert call.status == 200
    assert len(openai_sim.requests) == 4
    assert sum("x-huahua-queue-wait-ms" in call.headers for call in calls) == 2
    assert not places._rooms, "every place was given back"


async def test_a_failed_upstream_gives_its_place_back(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url, max_concurrency=1)], [row()])
    for fault in (Fault.STATUS_500, Fault.CUT_BEFORE_HEADERS, Fault.STATUS_400):
        openai_sim.fail(fault)
        for stream in (False, True):
            await gateway.client.post(CHAT, chat("x", stream=stream))
    assert not gateway.service._resilience._tools.places._rooms
