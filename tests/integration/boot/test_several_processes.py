"""Several server processes on one database are one server to whoever looks."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

IN_A_ROW = 24
"""Fresh connections that must agree: two processes both answer some of so many."""


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


def ask(server: RunningServer, key: str, body: dict[str, Any]) -> tuple[int, str]:
    """Status and request id of one call over a connection of its own."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"authorization": f"Bearer {key}"})
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply.status, reply.headers["x-request-id"]


def until_all_agree(server: RunningServer, key: str, body: dict[str, Any], status: int) -> None:
    """Ask over new connections until every process answers alike."""
    agreed = 0
    while agreed < IN_A_ROW:
        agreed = agreed + 1 if ask(server, key, body)[0] == status else 0


def test_a_change_in_one_process_is_in_force_in_all(tmp_path: Path, simulator: OpenAISimulator) -> None:
    provider = {
        "name": "late",
        "kind": "openai",
        "base_url": simulator.base_url,
        "api_key": "k",
        "allow_private": True,
        "models": [{"name": "new", "model": "gpt-4o"}],
    }
    body = {"model": "new", "messages": [{"role": "user", "content": "hi"}]}
    with RunningServer(tmp_path, config={"server": {"workers": 2}}) as server:
        key = server.make_key()
        until_all_agree(server, key, body, 404)
        with server.client() as client:
            client.post("/api/admin/providers", json=provider).raise_for_status()
        until_all_agree(server, key, body, 200)
        with server.client() as client:
            client.delete("/api/admin/providers/late").raise_for_status()
        until_all_agree(server, key, body, 404)
        with server.client() as client:
            [kept] = client.get("/api/keys").json()["items"]
            client.delete(f"/api/keys/{kept['id']}").raise_for_status()
        until_all_agree(server, key, body, 401)


def test_every_call_of_every_process_has_its_line(tmp_path: Path, simulator: OpenAISimulator) -> None:
    config = {
        "server": {"workers": 2},
        "providers": [
            {
                "name": "sim",
                "kind": "openai",
                "base_url": simulator.base_url,
                "api_key": "k",
                "allow_private": True,
            }
        ],
        "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o"}],
    }
    body = {"model": "talk", "messages": [{"role": "user", "content": "hi"}]}
    with RunningServer(tmp_path, config=config) as server:
        key, seen = server.make_key(), set()
        for _ in range(IN_A_ROW):
            status, request_id = ask(server, key, body)
            assert status == 200
            seen.add(request_id)
        server.kill()
        lines = lines_of(server)
    assert lines == seen


def lines_of(server: RunningServer) -> set[str]:
    with sqlite3.connect(server.data / "huahua.db") as database:
        return {row[0] for row in database.execute("SELECT request_id FROM usage_lines")}
