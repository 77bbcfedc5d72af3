"""`kill -9` in the middle of things: nothing that was shown is lost, and what was asked for gets done."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import database_kinds
from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

END_S = 180


@pytest.fixture
def stalling_upstream() -> Iterator[str]:
    """An OpenAI-compatible upstream in a thread; the model `fail-stall` stops in the middle of its answer."""
    simulator, loop = OpenAISimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator.base_url
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


@pytest.fixture(params=database_kinds())
def environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """Where the server keeps its data: SQLite in its folder, or a PostgreSQL database of its own."""
    if request.param == "sqlite":
        return {}
    return {"HUAHUA_DATABASE_URL": request.getfixturevalue("postgres_url")}


def start_turn(client: httpx.Client, text: str, model: str | None = None) -> tuple[str, dict[str, Any]]:
    conversation = client.post("/api/conversations", json={}).raise_for_status().json()
    body = {"text": text} | ({"model": model} if model else {})
    path = f"/api/conversations/{conversation['id']}/turns"
    return conversation["id"], client.post(path, json=body).raise_for_status().json()


def messages_of(client: httpx.Client, conversation_id: str) -> list[dict[str, Any]]:
    found = client.get(f"/api/conversations/{conversation_id}").raise_for_status().json()["messages"]
    return list(found)


def follow(client: httpx.Client, run_id: str, *, until: str) -> list[dict[str, Any]]:
    """Events of a run up to the first of type `until`, or all when it ends before."""
    events: list[dict[str, Any]] = []
    with client.stream("GET", f"/api/runs/{run_id}/events", timeout=END_S) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                events.append(json.loads(line.removeprefix("data: ")))
                if events[-1]["type"] == until:
                    break
    return events


def wait_for(what: str, look: Any) -> Any:
    end = time.monotonic() + END_S
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {END_S} s")


def test_an_answer_in_the_making_keeps_its_words(
    tmp_path: Path, environ: dict[str, str], stalling_upstream: str
) -> None:
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": stalling_upstream,
        "allow_private": True,
        "api_key": "k",
    }
    model = {"name": "stalls", "provider": "sim", "model": "fail-stall", "tools": False}
    with RunningServer(
        tmp_path, config={"providers": [provider], "models": [model]}, environ=environ
    ) as server:
        with server.client() as client:
            conversation, turn = start_turn(client, "tell me a story", "stalls")
            events = follow(client, turn["run_id"], until="text.delta")
            shown = "".join(event["data"]["text"] for event in events if event["type"] == "text.delta")
            assert shown
        server.kill()
        server.start()
        with server.client() as client:

            def interrupted() -> dict[str, Any] | None:
                answer = messages_of(client, conversation)[-1]
                return answer if answer["status"] == "interrupted" else None

            answer = wait_for("the answer's interruption", interrupted)
            assert answer["text"].startswith(shown)
            again = client.post(
                f"/api/messages/{answer['id']}/regenerate", json={"model": "builtin/assistant"}
            )
            run_id = again.raise_for_status().json()["run_id"]
            assert follow(client, run_id, until="run.succeeded")[-1]["type"] == "run.succeeded"


def test_paintings_in_the_queue_are_painted_after_all(tmp_path: Path, environ: dict[str, str]) -> None:
    with RunningServer(tmp_path, environ=environ | {"HUAHUA_PAINTING__CONCURRENCY": "1"}) as server:
        with server.client() as client:
            wish = {"prompt": "a red boat on a lake", "count": 2, "width": 512, "height": 512, "seed": 5}
            runs = [
                client.post("/api/pictures", json=wish).raise_for_status().json()["run_id"] for _ in range(3)
            ]
            follow(client, runs[0], until="progress")
        server.kill()
        server.start()
        with server.client() as client:
            for run_id in runs:
                events = follow(client, run_id, until="run.succeeded")
                assert events[-1]["type"] == "run.succeeded"
                assert [event["seq"] for event in events if event["type"] != "run.queued"] == sorted(
                    {event["seq"] for event in events if event["type"] != "run.queued"}
                )
            pictures = client.get("/api/pictures").json()["items"]
            assert len(pictures) == 6
            for picture in pictures:
                assert client.get(picture["urls"]["thumb"]).status_code == 200


def test_what_was_said_and_painted_is_there_after_the_kill(tmp_path: Path, environ: dict[str, str]) -> None:
    with RunningServer(tmp_path, environ=environ) as server:
        with server.client() as client:
            conversation, turn = start_turn(client, "what is 6 * 7?")
            assert follow(client, turn["run_id"], until="run.succeeded")[-1]["type"] == "run.succeeded"
            before = messages_of(client, conversation)
            key = server.make_key()
        server.kill()
        server.start()
        with server.client(key) as client:
            assert messages_of(client, conversation) == before
            assert "42" in before[-1]["text"]
