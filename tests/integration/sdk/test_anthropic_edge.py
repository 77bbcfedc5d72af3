"""`/v1/messages` byte by byte, where an SDK would hide it: framing, errors, headers, odd requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.integration.sdk.conftest import Stage

ASK = {"max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture
def client(stage: Stage) -> Iterator[httpx.Client]:
    headers = {"x-api-key": stage.key, "anthropic-version": "2023-06-01"}
    with httpx.Client(
        base_url=stage.url, headers=headers, trust_env=False, verify=False, timeout=120
    ) as client:
        yield client


def events_of(text: str) -> list[tuple[str, Any]]:
    found = []
    for frame in text.strip().split("\n\n"):
        event, data = frame.split("\n")
        found.append((event.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


@pytest.mark.parametrize("vendor", ["anthropic", "openai", "gemini"])
def test_every_event_is_named_as_its_type_and_nothing_follows_the_end(
    client: httpx.Client, vendor: str
) -> None:
    answer = client.post("/v1/messages", json={**ASK, "model": f"talk-{vendor}", "stream": True})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["x-huahua-model"] == f"talk-{vendor}"
    events = events_of(answer.text)
    assert all(name == data["type"] for name, data in events)
    assert events[0][0] == "message_start" and events[-1][0] == "message_stop"
    assert "[DONE]" not in answer.text


def test_a_broken_stream_ends_with_one_error_event(client: httpx.Client) -> None:
    answer = client.post("/v1/messages", json={**ASK, "model": "openai-cut-body", "stream": True})
    assert answer.status_code == 200
    events = events_of(answer.text)
    assert [name for name, _ in events].count("error") == 1
    name, data = events[-1]
    assert name == "error"
    assert data["error"]["type"] == "api_error"
    assert data["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (json.dumps({**ASK, "model": 5}).encode(), 400),
        (json.dumps({"messages": ASK["messages"], "model": "talk-openai"}).encode(), 400),
        (json.dumps({**ASK, "model": "nope"}).encode(), 404),
    ],
)
def test_bad_bodies_get_an_error_in_this_dialect(
    client: httpx.Client, stage: Stage, body: bytes, status: int
) -> None:
    answer = client.post("/v1/messages", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    found = answer.json()
    assert found["type"] == "error"
    assert found["error"]["type"] == ("not_found_error" if status == 404 else "invalid_request_error")
    assert found["error"]["message"]
    assert found["request_id"] == answer.headers["x-request-id"]
    assert stage.sims.by_vendor["openai"].requests == []


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: httpx.Client) -> None:
    answer = client.post("/v1/messages", content=b" " * (33 * 1024 * 1024))
    assert answer.status_code == 413
    assert answer.json()["error"]["type"] == "request_too_large"


def test_a_picture_that_is_not_one_reaches_nobody(client: httpx.Client, stage: Stage) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "bm90IGEgcGljdHVyZQ=="}
    content = [{"type": "image", "source": source}]
    body = {**ASK, "model": "talk-anthropic", "messages": [{"role": "user", "content": content}]}
    answer = client.post("/v1/messages", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert stage.sims.by_vendor["anthropic"].requests == []


@pytest.mark.parametrize("key", [None, "", "sk-wrong"])
def test_without_a_right_key(stage: Stage, key: str | None) -> None:
    headers = {} if key is None else {"x-api-key": key}
    answer = httpx.post(
        f"{stage.url}/v1/messages",
        json={**ASK, "model": "talk-openai"},
        headers=headers,
        trust_env=False,
        verify=False,
        timeout=120,
    )
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "authentication_error"


def test_the_wrong_method(client: httpx.Client) -> None:
    answer = client.get("/v1/messages")
    assert answer.status_code == 405
    assert answer.json()["type"] == "error"


@pytest.mark.parametrize("stream", [False, True])
def test_betas_reach_anthropic_as_a_header_and_nobody_else(
    client: httpx.Client, stage: Stage, stream: bool
) -> None:
    headers = {"anthropic-beta": "context-1m-2025-08-07, interleaved-thinking-2025-05-14,bad name"}
    for vendor in ("anthropic", "openai"):
        body = {**ASK, "model": f"talk-{vendor}", "stream": stream}
        assert client.post("/v1/messages", json=body, headers=headers).status_code == 200
    sent = stage.last("anthropic")
    assert sent.headers["anthropic-beta"] == "context-1m-2025-08-07,interleaved-thinking-2025-05-14"
    assert "anthropic_beta" not in sent.json
    assert "anthropic-beta" not in stage.last("openai").headers
    assert "anthropic_beta" not in stage.last("openai").json


def test_the_token_count_says_that_it_is_an_estimate(client: httpx.Client) -> None:
    body = {"model": "talk-anthropic", "messages": ASK["messages"]}
    answer = client.post("/v1/messages/count_tokens", json=body)
    assert answer.json() == {"input_tokens": 5}
    assert answer.headers["x-huahua-token-count"] == "estimate"
