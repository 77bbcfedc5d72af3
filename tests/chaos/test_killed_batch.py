"""`kill -9` in the middle of a batch: what was answered is not asked again, the rest is."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import Received

END_S = 120
WORDS = [f"word {number}" for number in range(9)] + ["hang"]


class Hanging(OpenAISimulator):
    """Never answers the first request that says `hang`."""

    hung = False

    def model_of(self, request: Received) -> str | None:
        if not self.hung and b'"hang"' in request.body:
            self.hung = True
            return "fail-slow-first-byte"
        return super().model_of(request)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    simulator, loop = Hanging(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


def until(client: httpx.Client, batch_id: str, status: str, completed: int) -> Any:
    end = time.monotonic() + END_S
    while time.monotonic() < end:
        batch = client.get(f"/v1/batches/{batch_id}").raise_for_status().json()
        if batch["status"] == status and batch["request_counts"]["completed"] == completed:
            return batch
        time.sleep(0.1)
    raise AssertionError(f"the batch was not {status} with {completed} answers within {END_S} s: {batch}")


def test_a_batch_survives(tmp_path: Path, hanging: Hanging) -> None:
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": hanging.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    model = {"name": "talk", "provider": "sim", "model": "gpt-4o"}
    rows = [
        {
            "custom_id": word,
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {"model": "talk", "messages": [{"role": "user", "content": word}]},
        }
        for word in WORDS
    ]
    data = "\n".join(map(json.dumps, rows)).encode()
    with RunningServer(tmp_path, config={"providers": [provider], "models": [model]}) as server:
        key = server.make_key()
        with server.client(key) as client:
            file = client.post(
                "/v1/files", data={"purpose": "batch"}, files={"file": ("a.jsonl", data)}
            ).json()
            body = {
                "input_file_id": file["id"],
                "endpoint": "/v1/chat/completions",
                "completion_window": "24h",
            }
            batch_id = client.post("/v1/batches", json=body).raise_for_status().json()["id"]
            until(client, batch_id, "in_progress", len(WORDS) - 1)
        server.kill()
        server.start()
        with server.client(key) as client:
            batch = until(client, batch_id, "completed", len(WORDS))
            text = client.get(f"/v1/files/{batch['output_file_id']}/content").text
    assert [json.loads(line)["custom_id"] for line in text.splitlines()] == WORDS
    asked = Counter(request.json["messages"][0]["content"] for request in hanging.requests)
    assert asked == {word: 2 if word == "hang" else 1 for word in WORDS}
