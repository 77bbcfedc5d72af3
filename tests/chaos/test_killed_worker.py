"""Paintings by workers beside a server that paints nothing: done there, taken over from one that was killed, handed
back by one that is told to go."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.upstream import InThread
from tests.chaos.test_killed_server import environ, follow, wait_for
from tests.running_server import RunningServer
from tests.simulators.painters.a1111 import A1111Simulator

__all__ = ["environ"]


class Easel(InThread[A1111Simulator]):
    """A painting server that paints nothing to its end before it is told so."""

    def __init__(self) -> None:
        self.simulator = A1111Simulator()
        self._held = self.simulator.painting_held = asyncio.Event()
        super().__init__(self.simulator)

    def finish(self) -> None:
        self.soon(self._held.set)


@pytest.fixture
def easel() -> Iterator[Easel]:
    with Easel() as running:
        yield running


@pytest.fixture
def server(tmp_path: Path, environ: dict[str, str], easel: Easel) -> Iterator[RunningServer]:
    config = {
        "providers": [{"name": "easel", "kind": "a1111", "base_url": easel.base_url, "allow_private": True}],
        "models": [{"name": "slow-easel", "provider": "easel", "model": "dream", "tasks": ["painting"]}],
        "server": {"queues": ["chat"], "shutdown_s": 1},
    }
    with RunningServer(tmp_path, config=config, environ=environ) as running:
        yield running


@contextmanager
def working(server: RunningServer, *options: str) -> Iterator[Any]:
    process = server.launch("worker", "--queues", "painting", *options)
    try:
        assert process.stdout is not None
        assert any("HuaHua worker: painting" in line for line in process.stdout)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(60)


def paint(client: httpx.Client) -> str:
    wish = {"prompt": "a red boat", "model": "slow-easel", "enrich": False}
    return str(client.post("/api/pictures", json=wish).raise_for_status().json()["run_id"])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_another_worker_finishes_what_a_killed_one_was_painting(server: RunningServer, easel: Easel) -> None:
    with server.client() as client:
        run_id = paint(client)
        assert client.get(f"/api/runs/{run_id}").json()["status"] == "queued", "the server paints nothing"
        with working(server) as first:
            progress = follow(client, run_id, until="progress")[-1]
            assert progress["type"] == "progress"
            wait_for("a preview", lambda: client.get(f"/api/runs/{run_id}/previews/0").status_code == 200)
            first.kill()
            first.wait(60)
        with working(server):
            easel.finish()
            assert follow(client, run_id, until="run.succeeded")[-1]["type"] == "run.succeeded"
        [picture] = client.get("/api/pictures").json()["items"]
        assert client.get(picture["urls"]["original"]).status_code == 200


def test_a_worker_breaks_off_what_is_cancelled_and_hands_back_what_it_cannot_finish(
    server: RunningServer, easel: Easel
) -> None:
    port = free_port()
    with server.client() as client:
        with working(server, "--port", str(port)) as worker:
            run_id = paint(client)
            follow(client, run_id, until="progress")
            client.post(f"/api/runs/{run_id}/cancel").raise_for_status()
            assert follow(client, run_id, until="run.cancelled")[-1]["type"] == "run.cancelled"
            wait_for("the vendor's end of it", easel.simulator.interrupted.is_set)
            run_id = paint(client)
            follow(client, run_id, until="progress")
            ready = f"http://127.0.0.1:{port}/readyz"
            wait_for("the health port", lambda: _status(ready) == 200)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0
        assert client.get(f"/api/runs/{run_id}").json()["status"] == "queued"
        client.post(f"/api/runs/{run_id}/cancel").raise_for_status()


def _status(url: str) -> int:
    try:
        return httpx.get(url, trust_env=False, verify=False).status_code
    except httpx.HTTPError:
        return 0


def test_an_unknown_queue_is_named(tmp_path: Path) -> None:
    done = RunningServer(tmp_path).run("worker", "--queues", "paintings")
    assert done.returncode == 1
    assert "queues" in done.stderr
