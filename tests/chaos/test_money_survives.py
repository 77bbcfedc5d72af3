"""`kill -9` at ten points under load, and the ledger, the usage lines and the upstream's own count agree exactly: on
SQLite with two processes, and on PostgreSQL with four.

Each call has a number, which the upstream counts as its input tokens: so every line tells which call it was.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chaos.deadly import POINTS
from tests.conftest import database_kinds
from tests.fork_server import FIRST
from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import SSE, Answer

CALLERS = 8
MONEY = 10**9
PATIENCE_S = 900
PAUSE_S = 0.03
"""Between a caller's calls: enough of them are open whenever a process dies, and time is left for what dies last."""


class CountingSimulator(OpenAISimulator):
    """Counts each call as as many input tokens as its number says."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: list[int] = []

    def _chat(self, body: dict[str, Any]) -> Answer:
        number = int(body["messages"][0]["content"])
        self.counted.append(number)
        usage = {"prompt_tokens": number, "completion_tokens": 1, "total_tokens": number + 1}
        head = {"id": "chatcmpl-1", "created": 1, "model": "gpt-4o"}
        if not body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}
            return Answer(
                json.dumps(
                    {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
                ).encode()
            )
        rows = [
            {**head, "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": None}]},
            {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            {**head, "choices": [], "usage": usage},
        ]
        frames = [b"data: " + json.dumps(row).encode() + b"\n\n" for row in rows]
        return Answer(content_type=SSE, frames=frames[:1], end_frames=[*frames[1:], b"data: [DONE]\n\n"])


@pytest.fixture
def simulator() -> Iterator[CountingSimulator]:
    simulator, loop = CountingSimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


class Load:
    """Callers that ask, plainly and in streams, on both ways through the gateway, whatever becomes of the server."""

    def __init__(self, server: RunningServer, key: str) -> None:
        self.whole: list[int] = []
        """Numbers of the calls whose replies were received whole."""
        self.broken: list[int] = []
        self.over = threading.Event()
        self._server = server
        self._key = key
        self._numbers = itertools.count(1)

    def ask(self, caller: int) -> None:
        headers = {"x-huahua-cache": "off"} if caller % 4 == 0 else {}  # keeps the call off the fast lane
        while not self.over.is_set():
            with self._server.client(self._key) as client:
                try:
                    while not self.over.wait(PAUSE_S):
                        self._one(client, caller, headers)
                except httpx.HTTPError:
                    self.over.wait(0.05)

    def _one(self, client: httpx.Client, caller: int, headers: dict[str, str]) -> None:
        number = next(self._numbers)
        body: dict[str, Any] = {
            "model": "talk",
            "messages": [{"role": "user", "content": str(number)}],
            "max_tokens": 1,
            "stream": caller % 2 == 1,
        }
        try:
            reply = client.post("/v1/chat/completions", json=body, headers=headers)
        except httpx.HTTPError:
            self.broken.append(number)
            raise
        if reply.status_code == 200 and b"error" not in reply.content:
            self.whole.append(number)
        else:  # a process that is just starting or ending
            assert reply.status_code in {200, 503}, reply.text
            self.broken.append(number)


def _config(simulator: CountingSimulator, workers: int) -> dict[str, Any]:
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    price = {"currency": "USD", "input": "1", "output": "1"}
    return {
        "providers": [provider],
        "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o", "price": price}],
        "billing": {"enabled": True, "lease_s": 2, "post_every_s": 0.2},
        "server": {"workers": workers},
    }


def _until_all_points_were_met(server: RunningServer, tokens: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while left := [token.name for token in tokens.iterdir()]:
        assert time.monotonic() < end, f"nobody died at {left}"
        time.sleep(0.05)


def _lines(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        query = {"limit": 500} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/usage", params=query).raise_for_status().json()["lines"]
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _at_rest(server: RunningServer, wallet_id: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The wallet and all lines, when everything is posted and nothing is leased. The books hold at any moment."""
    end = time.monotonic() + PATIENCE_S
    while True:
        assert time.monotonic() < end
        try:
            with server.client() as client:
                report = client.post("/api/admin/billing/audit").raise_for_status().json()
                wallet = client.get(f"/api/admin/billing/wallets/{wallet_id}").raise_for_status().json()
                lines = [] if wallet["held"]["amount_micros"] else _lines(client)
        except httpx.TransportError:  # of a process that just died
            continue
        assert report["holds"], report["drift"]
        posted = report["totals"].get("revenue", 0)
        if not wallet["held"]["amount_micros"] and posted == sum(
            line["cost"]["amount_micros"] for line in lines
        ):
            return wallet, lines
        time.sleep(0.5)


@pytest.mark.parametrize("kind", database_kinds())
def test_ledger_lines_and_upstream_agree_whenever_processes_are_killed(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, simulator: CountingSimulator
) -> None:
    tokens = tmp_path / "tokens"
    tokens.mkdir()
    environ = {FIRST: "tests.chaos.deadly", "HUAHUA_TEST_DEADLY": str(tokens)}
    if kind == "postgresql":
        environ["HUAHUA_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    workers = 4 if kind == "postgresql" else 2
    for point in POINTS:
        (tokens / point).touch()
    with RunningServer(tmp_path, config=_config(simulator, workers), environ=environ) as server:
        key = server.make_key()
        with server.client() as client:
            wallet_id = client.get("/api/billing/wallet").json()["id"]
            client.post(
                f"/api/admin/billing/wallets/{wallet_id}/adjust",
                json={"amount_micros": MONEY, "memo": "for the test"},
                headers={"idempotency-key": "first"},
            ).raise_for_status()
        load = Load(server, key)
        with ThreadPoolExecutor(CALLERS) as pool:
            asking = [pool.submit(load.ask, caller) for caller in range(CALLERS)]
            try:
                _until_all_points_were_met(server, tokens)
            finally:
                load.over.set()
            for each in asking:
                each.result()
        wallet, lines = _at_rest(server, wallet_id)

    recorded = Counter(line["input_tokens"] for line in lines)
    upstream = Counter(simulator.counted)
    assert set(recorded.values()) == {1}, "a call was recorded twice"
    assert set(upstream.values()) == {1}, "a call was made twice"
    assert set(load.whole) <= set(recorded), "a call that was answered was lost"
    assert set(recorded) <= set(upstream), "a call was recorded that nobody made"
    assert set(upstream) - set(recorded) <= set(load.broken), "the upstream counts a call that was answered"
    assert all(line["cost"]["amount_micros"] == line["input_tokens"] + 1 for line in lines)
    spent = sum(recorded) + len(recorded)
    assert wallet["money"]["amount_micros"] == wallet["available"]["amount_micros"] == MONEY - spent
