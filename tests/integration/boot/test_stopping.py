"""The end of a server: what can be taken up elsewhere ends at once, the rest may finish, a second signal is final.

`shutdown_s` is so long that a server which waits for a stream that it should have ended fails the test.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

BOTH = pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
WAITING = "Waiting for connections to close"


@pytest.fixture
def config() -> Iterator[dict[str, Any]]:
    """Settings with a model `stalls` that begins to answer and never ends."""
    simulator, loop = OpenAISimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(10)
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    model = {"name": "stalls", "provider": "sim", "model": "fail-stall", "tools": False}
    yield {"providers": [provider], "models": [model], "server": {"shutdown_s": 3000}}
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


def start_answer(client: httpx.Client) -> str:
    """A chat run that never ends by itself."""
    conversation = client.post("/api/conversations", json={}).raise_for_status().json()["id"]
    turn = client.post(f"/api/conversations/{conversation}/turns", json={"text": "hi", "model": "stalls"})
    run_id: str = turn.raise_for_status().json()["run_id"]
    return run_id


@BOTH
def test_a_followed_run_does_not_hold_up_the_end(
    tmp_path: Path, config: dict[str, Any], which: signal.Signals
) -> None:
    with RunningServer(tmp_path, config=config) as server, server.client() as client:
        run_id = start_answer(client)
        with client.stream("GET", f"/api/runs/{run_id}/events") as answer:
            lines = answer.iter_lines()
            assert any("text.delta" in line for line in lines)
            server.signal(which)
            assert not any("run.succeeded" in line for line in lines)  # it ends, and in order
        assert server.wait() in {-signal.SIGTERM, 130}
        assert "Traceback" not in "".join(server.output)
        server.start()
        with server.client() as again:
            assert again.get(f"/api/runs/{run_id}").json()["status"] == "interrupted"


@BOTH
def test_a_gateway_stream_may_finish_but_a_second_signal_ends_it(
    tmp_path: Path, config: dict[str, Any], which: signal.Signals
) -> None:
    with RunningServer(tmp_path, config=config) as server:
        body = {"model": "stalls", "messages": [{"role": "user", "content": "hi"}], "stream": True}
        client = server.client(server.make_key())
        with client, client.stream("POST", "/v1/chat/completions", json=body) as answer:
            pieces = answer.iter_bytes()
            next(pieces)
            server.signal(which)
            server.wait_for_output(WAITING)
            server.signal(which)
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)
        assert server.wait() == -which
        assert "Traceback" not in "".join(server.output)


def test_at_the_limit_an_open_stream_is_cut_without_a_traceback(
    tmp_path: Path, config: dict[str, Any]
) -> None:
    with RunningServer(tmp_path, config=config | {"server": {"shutdown_s": 1}}) as server:
        body = {"model": "stalls", "messages": [{"role": "user", "content": "hi"}], "stream": True}
        client = server.client(server.make_key())
        with client, client.stream("POST", "/v1/chat/completions", json=body) as answer:
            pieces = answer.iter_bytes()
            next(pieces)
            server.signal(signal.SIGTERM)
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)
        server.wait()
        assert "request_cut_off" in "".join(server.output)
        assert "Traceback" not in "".join(server.output)


def test_a_stream_of_the_fast_lane_is_cut_with_an_error_and_a_record(
    tmp_path: Path, config: dict[str, Any]
) -> None:
    with RunningServer(tmp_path, config=config | {"server": {"shutdown_s": 1}}) as server:
        body = {"model": "stalls", "messages": [{"role": "user", "content": "hi"}], "stream": True}
        with server.client(server.make_key()) as client:
            # The key and its address are known from here on.
            client.post("/v1/chat/completions", json=body | {"model": "nothing"})
            with client.stream("POST", "/v1/chat/completions", json=body) as answer:
                pieces = answer.iter_bytes()
                next(pieces)
                assert 'outcome="served"} 1.0' in client.get("/metrics").text
                server.signal(signal.SIGTERM)
                left = b"".join(pieces)
            request_id = answer.headers["x-request-id"]
        server.wait()
        assert b'"code":"stopping"' in left
        assert "Traceback" not in "".join(server.output)
        with sqlite3.connect(server.data / "huahua.db") as database:
            lines = database.execute("SELECT request_id, status FROM usage_lines").fetchall()
        assert lines == [(request_id, 503)]


def test_several_processes_end_together(tmp_path: Path, config: dict[str, Any]) -> None:
    config["server"]["workers"] = 2
    with RunningServer(tmp_path, config=config) as server:
        with server.client() as client:
            run_id = start_answer(client)
            with client.stream("GET", f"/api/runs/{run_id}/events") as answer:
                lines = answer.iter_lines()
                assert any("text.delta" in line for line in lines)
                server.signal(signal.SIGTERM)
                list(lines)
        assert server.wait() == 0
        assert "Traceback" not in "".join(server.output)


def test_several_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with RunningServer(tmp_path, config={"server": {"workers": 2}}) as server:
        server.kill()
        server.wait_for_output("Finished server process")
