"""`kill -9` under load, at several moments: every reply that a client has received whole has its usage line, none has
two, and no line is there without a call."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import database_kinds
from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

CALLERS = 6
BURSTS = (5, 23, 60)
"""Replies after which the server is killed."""


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


@pytest.fixture(params=database_kinds())
def environ(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"HUAHUA_DATABASE_URL": request.getfixturevalue("postgres_url")}


class Load:
    """Callers that ask without a pause until the server is gone. `whole` holds the ids of replies received whole."""

    def __init__(self, server: RunningServer, key: str, enough: int) -> None:
        self.whole: list[str] = []
        self.enough = threading.Event()
        self._server = server
        self._key = key
        self._count = enough

    def ask(self, number: int) -> None:
        """Whole replies, streams, and one id of the caller's for all of them."""
        body: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "hello"}]}
        headers = {"x-request-id": "always-the-same"}
        if number % 2:
            body["stream"] = True
        if number % 3 == 0:
            headers["x-huahua-usage"] = "stream"  # keeps the call off the fast lane
        with self._server.client(self._key) as client:
            while True:
                try:
                    reply = client.post("/v1/chat/completions", json=body, headers=headers)
                except httpx.HTTPError:
                    return
                assert reply.status_code == 200, reply.text
                self.whole.append(reply.headers["x-request-id"])
                if len(self.whole) >= self._count:
                    self.enough.set()


def _lines(server: RunningServer) -> list[str]:
    found: list[str] = []
    with server.client() as client:
        cursor = None
        while True:
            query = {"limit": 500} | ({"cursor": cursor} if cursor else {})
            page = client.get("/api/usage", params=query).raise_for_status().json()["lines"]
            found += [line["id"] for line in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found


def test_a_killed_server_loses_no_call_that_was_answered(
    tmp_path: Path, environ: dict[str, str], simulator: OpenAISimulator
) -> None:
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    config = {"providers": [provider], "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o"}]}
    whole: list[str] = []
    with RunningServer(tmp_path, config=config, environ=environ) as server:
        key = server.make_key()
        for enough in BURSTS:
            load = Load(server, key, enough)
            with ThreadPoolExecutor(CALLERS) as pool:
                asking = [pool.submit(load.ask, number) for number in range(CALLERS)]
                assert load.enough.wait(180)
                server.kill()
                for each in asking:
                    each.result()
            whole += load.whole
            server.start()
        lines = _lines(server)
    assert len(whole) >= sum(BURSTS) and len(set(whole)) == len(whole)
    assert set(whole) <= set(lines)
    assert len(lines) == len(set(lines)) <= len(simulator.requests)


def test_lines_that_the_database_did_not_take_are_there_after_the_next_start(
    tmp_path: Path, simulator: OpenAISimulator
) -> None:
    """The table is away, as after a failed restore; the server is killed before it comes back."""
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    config = {"providers": [provider], "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o"}]}
    body = {"model": "talk", "messages": [{"role": "user", "content": "hello"}]}
    with RunningServer(tmp_path, config=config) as server:
        key = server.make_key()
        with sqlite3.connect(server.data / "huahua.db", isolation_level=None) as database:
            database.execute("ALTER TABLE usage_lines RENAME TO elsewhere")
            with server.client(key) as client:
                replies = [client.post("/v1/chat/completions", json=body) for _ in range(3)]
            ids = {reply.raise_for_status().headers["x-request-id"] for reply in replies}
            server.kill()
            database.execute("ALTER TABLE elsewhere RENAME TO usage_lines")
        server.start()
        end = time.monotonic() + 60
        while set(_lines(server)) != ids:
            assert time.monotonic() < end, "the lines did not come home"
            time.sleep(0.1)
    assert not list((server.data / "usage").glob("*.jsonl"))
