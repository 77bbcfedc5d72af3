"""What works with no key at all."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from tests.integration.gateway.conftest import Make

CHAT, EMBED = "/v1/chat/completions", "/v1/embeddings"
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "paint_picture",
            "parameters": {"type": "object", "properties": {"prompt": {"type": "string"}}},
        },
    }
]


def _ask(text: str, **more: object) -> dict[str, object]:
    return {"model": "builtin/assistant", "messages": [{"role": "user", "content": text}], **more}


async def test_models_are_listed_for_both_sdks(make_gateway: Make) -> None:
    gateway = await make_gateway()
    body = (await gateway.client.get("/v1/models")).json
    ids = [row["id"] for row in body["data"]]
    assert {"builtin/assistant", "builtin/embedding", "builtin/painter"} <= set(ids)
    assert body["object"] == "list" and body["has_more"] is False and body["first_id"] == ids[0]
    one = await gateway.client.get("/v1/models/builtin/assistant")
    assert (one.json["object"], one.json["owned_by"]) == ("model", "builtin")
    missing = await gateway.client.get("/v1/models/nothing")
    assert (missing.status, missing.json["error"]["code"]) == (404, "model_not_found")


async def test_a_stream_says_what_the_plain_answer_says(make_gateway: Make) -> None:
    gateway = await make_gateway()
    plain = (await gateway.client.post(CHAT, _ask("What can you do?", seed=3))).json
    body = _ask("What can you do?", seed=3, stream=True, stream_options={"include_usage": True})
    streamed = await gateway.client.post(CHAT, body)
    chunks = [json.loads(event) for event in streamed.events[:-1]]
    assert streamed.events[-1] == "[DONE]"
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks if chunk["choices"])
    assert text == plain["choices"][0]["message"]["content"]
    assert len(chunks) > 10
    assert chunks[-1]["usage"] == plain["usage"]
    assert plain["usage"]["total_tokens"] == (
        plain["usage"]["prompt_tokens"] + plain["usage"]["completion_tokens"]
    )


async def test_painting_words_become_a_tool_call(make_gateway: Make) -> None:
    gateway = await make_gateway()
    body = _ask("画一只红色的猫", tools=TOOLS)
    choice = (await gateway.client.post(CHAT, body)).json["choices"][0]
    [call] = choice["message"]["tool_calls"]
    assert choice["finish_reason"] == "tool_calls" and call["function"]["name"] == "paint_picture"
    assert "猫" in json.loads(call["function"]["arguments"])["prompt"]
    streamed = await gateway.client.post(CHAT, {**body, "stream": True})
    deltas = [json.loads(event)["choices"][0]["delta"] for event in streamed.events[:-1]]
    calls = [delta["tool_calls"][0] for delta in deltas if "tool_calls" in delta]
    assert calls == [{"index": 0, **call}]


async def test_a_token_limit_cuts_the_answer(make_gateway: Make) -> None:
    gateway = await make_gateway()
    reply = (await gateway.client.post(CHAT, _ask("What can you do?", max_tokens=3))).json
    assert reply["choices"][0]["finish_reason"] == "length"
    assert reply["usage"]["completion_tokens"] == 3


@pytest.mark.parametrize(
    ("more", "status", "param"),
    [
        ({"n": 2}, 422, "n"),
        ({"response_format": {"type": "json_object"}}, 422, "response_format"),
        ({"metadata": {"time_zone": "Mars/Olympus"}}, 400, "metadata.time_zone"),
        (
            {"tools": TOOLS, "tool_choice": {"type": "function", "function": {"name": "fly"}}},
            400,
            "tool_choice",
        ),
    ],
)
async def test_what_the_assistant_cannot_do_is_said(
    make_gateway: Make, more: dict[str, object], status: int, param: str
) -> None:
    gateway = await make_gateway()
    reply = await gateway.client.post(CHAT, _ask("Hello", **more))
    assert (reply.status, reply.json["error"]["param"]) == (status, param)


async def test_the_assistant_answers_anthropic_callers(make_gateway: Make) -> None:
    gateway = await make_gateway()
    reply = await gateway.client.post("/v1/messages", _ask("Hello", max_tokens=200))
    assert reply.json["type"] == "message" and reply.json["content"][0]["text"]


async def test_embeddings_need_no_key(make_gateway: Make) -> None:
    gateway = await make_gateway()
    body = {"model": "builtin/embedding", "input": ["a red cat", "red cats", "the stock market"]}
    reply = (await gateway.client.post(EMBED, body)).json
    vectors = np.array([row["embedding"] for row in reply["data"]])
    assert vectors.shape == (3, 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > far + 0.2
    assert [row["index"] for row in reply["data"]] == [0, 1, 2]
    packed = (await gateway.client.post(EMBED, {**body, "encoding_format": "base64", "dimensions": 64})).json
    raw = base64.b64decode(packed["data"][0]["embedding"])
    assert np.frombuffer(raw, "<f4").shape == (64,)


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({"model": "builtin/embedding"}, 400, "input"),
        ({"input": "x"}, 400, "model"),
        ({"model": "builtin/embedding", "input": ""}, 400, "input"),
        ({"model": "builtin/embedding", "input": []}, 400, "input"),
        ({"model": "builtin/embedding", "input": ["a", ""]}, 400, "input"),
        ({"model": "builtin/embedding", "input": {"a": 1}}, 400, "input"),
        ({"model": "builtin/embedding", "input": ["x"] * 2049}, 413, "input"),
        ({"model": "builtin/embedding", "input": "x" * 2_000_001}, 413, "input"),
        ({"model": "builtin/embedding", "input": [1, 2, 3]}, 422, "input"),
        ({"model": "builtin/embedding", "input": "x", "dimensions": 0}, 400, "dimensions"),
        ({"model": "builtin/embedding", "input": "x", "dimensions": 10_000}, 400, "dimensions"),
        ({"model": "builtin/assistant", "input": "x"}, 422, "model"),
    ],
)
async def test_a_bad_embedding_request(
    make_gateway: Make, body: dict[str, object], status: int, param: str
) -> None:
    gateway = await make_gateway()
    reply = await gateway.client.post(EMBED, body)
    assert (reply.status, reply.json["error"]["param"]) == (status, param), reply.json
