"""Rates, a spending limit and costs through a real server, on the fast lane and the ordinary way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

CAP, CALLS = 50_000, 6
ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 50}
ORDINARY = {"x-huahua-usage": "stream"}


@pytest.fixture
def simulator() -> Iterator[OpenAISimulator]:
    simulator, loop = OpenAISimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


@pytest.fixture
def server(tmp_path: Path, simulator: OpenAISimulator) -> Iterator[RunningServer]:
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    price = {"currency": "CNY", "input": "2", "output": "8"}
    config = {
        "providers": [provider],
        "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o", "price": price}],
        "limits": {
            "requests_per_minute": CALLS,
            "spend_micros_per_user": CAP,
            "spend_currency": "CNY",
        },
    }
    with RunningServer(tmp_path, config=config) as running:
        yield running


def test_limits_and_costs(server: RunningServer, simulator: OpenAISimulator) -> None:
    usage = simulator.fixture_json("chat-text.json")["usage"]
    cost = 2 * usage["prompt_tokens"] + 8 * usage["completion_tokens"]
    with server.client(server.make_key()) as client:
        _warm(client)
        for remaining, headers in ((CALLS - 1, {}), (CALLS - 2, ORDINARY)):
            reply = client.post("/v1/chat/completions", json=ASK, headers=headers)
            assert reply.status_code == 200, reply.text
            assert reply.headers["x-huahua-cost-micros"] == str(cost)
            assert reply.headers["x-huahua-currency"] == "CNY"
            assert reply.headers["x-ratelimit-limit-requests"] == str(CALLS)
            assert int(reply.headers["x-ratelimit-remaining-requests"]) == remaining
        _refused_for_money(client)
        for _ in range(CALLS - 2):
            assert client.post("/v1/chat/completions", json=ASK).status_code == 200
        _refused_for_haste(client)
        left = client.get("/api/billing/balance").json()
        assert left["amount_micros"] == CAP - CALLS * cost and left["currency"] == "CNY"
        totals = client.get("/api/usage").json()["totals"]
        assert [(total["model"], total["calls"], total["cost"]["amount_micros"]) for total in totals] == [
            ("talk", CALLS, CALLS * cost)
        ]


def _warm(client: httpx.Client) -> None:
    """A look-up of the key, so that the next call may go by the fast lane."""
    assert client.get("/v1/models").status_code == 200


def _refused_for_money(client: httpx.Client) -> None:
    """A call that may cost more than is left, in either dialect; it counts against no rate."""
    dear = {**ASK, "max_tokens": 100_000}
    reply = client.post("/v1/chat/completions", json=dear)
    assert (reply.status_code, reply.json()["error"]["code"]) == (402, "insufficient_credit")
    assert _shown(client, dear, {}) == _shown(client, dear, ORDINARY)
    reply = client.post("/v1/messages", json=dear)
    assert (reply.status_code, reply.json()["error"]["type"]) == (402, "billing_error")


def _shown(client: httpx.Client, ask: dict[str, Any], headers: dict[str, str]) -> tuple[list[str], str]:
    reply = client.post("/v1/chat/completions", json=ask, headers=headers)
    return list(reply.headers), reply.text


def _refused_for_haste(client: httpx.Client) -> None:
    for path, headers in (
        ("/v1/chat/completions", {}),
        ("/v1/chat/completions", ORDINARY),
        ("/v1/messages", {}),
    ):
        reply = client.post(path, json=ASK, headers=headers)
        assert reply.status_code == 429, reply.text
        assert 1 <= int(reply.headers["retry-after"]) <= 10
        assert reply.headers["x-ratelimit-remaining-requests"] == "0"
        assert reply.headers["x-content-type-options"] == "nosniff"
