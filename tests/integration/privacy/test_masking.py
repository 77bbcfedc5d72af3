"""What leaves holds no personal data, and what comes back does: in every dialect, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.domain.calls import Caller, ImageRequest, Task
from huahua.privacy.masking.kinds import Kind
from huahua.privacy.policy import MaskingPolicy
from tests.integration.gateway.asgi import Response
from tests.integration.gateway.conftest import row
from tests.integration.privacy.conftest import Guarded, MakeGuarded

PHONE, EMAIL, RID, ADDRESS = (
    "13800138000",
    "li.na@example.com",
    "11010519491231002X",
    "北京市海淀区中关村大街27号",
)
CARD, KEY = "4111 1111 1111 1111", "sk-proj-Abc123Def456Ghi789Jkl012"
VALUES = (PHONE, EMAIL, RID, ADDRESS, CARD, KEY)
TEXT = (
    f"我是李娜，手机{PHONE}，邮箱 {EMAIL}，身份证{RID}，住{ADDRESS}。卡号 {CARD}, key {KEY} 再说一次 {PHONE}"
)
EVERYONE = MaskingPolicy("all")


def assert_nothing_left(guarded: Guarded) -> None:
    assert guarded.sent
    for value in VALUES:
        assert value not in guarded.sent
        assert json.dumps(value)[1:-1] not in guarded.sent


@pytest.fixture
async def guarded(make_guarded: MakeGuarded) -> Guarded:
    return await make_guarded([EVERYONE])


def openai_text(answer: Response) -> str:
    chunks = [json.loads(event) for event in answer.events if event != "[DONE]"]
    return "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])


def ask(model: str, **more: Any) -> dict[str, Any]:
    return {"model": model, "max_tokens": 99, "messages": [{"role": "user", "content": TEXT}], **more}


TOOL = {
    "type": "function",
    "function": {"name": "send", "parameters": {"type": "object", "properties": {"to": {"type": "string"}}}},
}
ANTHROPIC_TOOL = {
    "name": "send",
    "input_schema": {"type": "object", "properties": {"to": {"type": "string"}}},
}


@pytest.mark.parametrize("model", ["gpt", "claude", "gemini"])
async def test_openai(guarded: Guarded, model: str) -> None:
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask(model))
    assert answer.json["choices"][0]["message"]["content"] == TEXT
    assert answer.headers["x-huahua-masked"] == "7"
    assert_nothing_left(guarded)
    assert "[PHONE_1]" in guarded.sent


@pytest.mark.parametrize("model", ["gpt", "claude", "gemini"])
async def test_openai_stream(guarded: Guarded, model: str) -> None:
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask(model, stream=True))
    assert openai_text(answer) == TEXT
    assert answer.events[-1] == "[DONE]"
    assert answer.headers["x-huahua-masked"] == "7"
    assert_nothing_left(guarded)


@pytest.mark.parametrize("model", ["gpt", "claude"])
async def test_tool_calls(guarded: Guarded, model: str) -> None:
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask(model, tools=[TOOL]))
    (call,) = answer.json["choices"][0]["message"]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {"to": TEXT}
    assert_nothing_left(guarded)


@pytest.mark.parametrize("model", ["gpt", "claude"])
async def test_streamed_tool_calls(guarded: Guarded, model: str) -> None:
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask(model, tools=[TOOL], stream=True))
    chunks = [json.loads(event) for event in answer.events if event != "[DONE]"]
    calls = [
        call
        for chunk in chunks
        for choice in chunk["choices"]
        for call in choice["delta"].get("tool_calls") or ()
    ]
    assert json.loads("".join(call["function"].get("arguments", "") for call in calls)) == {"to": TEXT}
    assert_nothing_left(guarded)


@pytest.mark.parametrize("model", ["gpt", "claude", "gemini"])
async def test_anthropic(guarded: Guarded, model: str) -> None:
    body = ask(model, system=f"write to {EMAIL}", metadata={"user_id": EMAIL})
    answer = await guarded.gateway.client.post("/v1/messages", body)
    assert answer.json["content"][0]["text"] == TEXT
    assert_nothing_left(guarded)


@pytest.mark.parametrize("model", ["gpt", "claude", "gemini"])
async def test_anthropic_stream(guarded: Guarded, model: str) -> None:
    answer = await guarded.gateway.client.post("/v1/messages", ask(model, stream=True))
    events = [json.loads(event) for event in answer.events]
    texts = [event["delta"].get("text", "") for event in events if event["type"] == "content_block_delta"]
    assert "".join(texts) == TEXT
    assert events[-1]["type"] == "message_stop"
    assert_nothing_left(guarded)


@pytest.mark.parametrize("model", ["gpt", "claude"])
@pytest.mark.parametrize("stream", [False, True])
async def test_anthropic_tools(guarded: Guarded, model: str, stream: bool) -> None:
    body = ask(model, tools=[ANTHROPIC_TOOL], stream=stream)
    answer = await guarded.gateway.client.post("/v1/messages", body)
    if stream:
        deltas = [json.loads(event).get("delta", {}) for event in answer.events]
        given = json.loads("".join(delta.get("partial_json", "") for delta in deltas))
    else:
        (block,) = [block for block in answer.json["content"] if block["type"] == "tool_use"]
        given = block["input"]
    assert given == {"to": TEXT}
    assert_nothing_left(guarded)


@pytest.mark.parametrize("model", ["gpt", "gemini"])
async def test_gemini(guarded: Guarded, model: str) -> None:
    body = {
        "contents": [{"role": "user", "parts": [{"text": TEXT}]}],
        "systemInstruction": {"parts": [{"text": EMAIL}]},
    }
    answer = await guarded.gateway.client.post(f"/v1beta/models/{model}:generateContent", body)
    assert answer.json["candidates"][0]["content"]["parts"][0]["text"] == TEXT
    answer = await guarded.gateway.client.post(f"/v1beta/models/{model}:streamGenerateContent?alt=sse", body)
    parts = [json.loads(event)["candidates"][0]["content"].get("parts", []) for event in answer.events]
    assert "".join(part["text"] for some in parts for part in some) == TEXT
    assert_nothing_left(guarded)


@pytest.mark.parametrize("stream", [False, True])
async def test_responses(guarded: Guarded, stream: bool) -> None:
    body = {"model": "gpt", "input": TEXT, "instructions": f"mail {EMAIL}", "stream": stream}
    answer = await guarded.gateway.client.post("/v1/responses", body)
    done = json.loads(answer.events[-1])["response"] if stream else answer.json
    assert done["output"][0]["content"][0]["text"] == TEXT
    if stream:
        deltas = [json.loads(event) for event in answer.events]
        said = [delta["delta"] for delta in deltas if delta["type"] == "response.output_text.delta"]
        assert "".join(said) == TEXT
    assert_nothing_left(guarded)


@pytest.mark.parametrize("stream", [False, True])
async def test_legacy_completions(guarded: Guarded, stream: bool) -> None:
    body = {"model": "claude", "prompt": TEXT, "max_tokens": 9, "stream": stream}
    answer = await guarded.gateway.client.post("/v1/completions", body)
    bodies = [json.loads(event) for event in answer.events if event != "[DONE]"] if stream else [answer.json]
    assert "".join(choice["text"] for body in bodies for choice in body["choices"]) == TEXT
    assert_nothing_left(guarded)


async def test_sentences(guarded: Guarded) -> None:
    headers = {"x-huahua-chunk": "sentence"}
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("gpt", stream=True), headers)
    assert openai_text(answer) == TEXT


async def test_a_conversation_keeps_its_tokens(guarded: Guarded) -> None:
    messages = [
        {"role": "user", "content": f"我是 {PHONE}"},
        {"role": "assistant", "content": f"你好 {PHONE}"},
        {"role": "user", "content": f"再加 {EMAIL} 和 13900139000，还是 {PHONE}"},
    ]
    answer = await guarded.gateway.client.post("/v1/chat/completions", {"model": "gpt", "messages": messages})
    assert answer.json["choices"][0]["message"]["content"] == messages[-1]["content"]
    sent = [message["content"] for message in guarded.openai.requests[0].json["messages"]]
    assert sent == ["我是 [PHONE_1]", "你好 [PHONE_1]", "再加 [EMAIL_1] 和 [PHONE_2]，还是 [PHONE_1]"]


async def test_what_a_model_makes_of_a_token(guarded: Guarded) -> None:
    guarded.openai.say = "Call 【phone_1】 or \\[EMAIL\\_1\\], not [PHONE_9]."
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("gpt", stream=True))
    assert openai_text(answer) == f"Call {PHONE} or {EMAIL}, not [PHONE_9]."


async def test_embeddings_and_pictures_are_masked(make_guarded: MakeGuarded) -> None:
    rows = [
        row("vectors", "text-embedding-3", tasks=frozenset({Task.EMBEDDING})),
        row("brush", "dall-e-3", tasks=frozenset({Task.PAINTING})),
        row("guardian", "omni-moderation", tasks=frozenset({Task.MODERATION})),
        row("voice", "tts-1", tasks=frozenset({Task.SPEECH})),
    ]
    guarded = await make_guarded([EVERYONE], rows=rows)
    client = guarded.gateway.client
    answer = await client.post("/v1/embeddings", {"model": "vectors", "input": [TEXT, "x"]})
    assert (answer.status, answer.headers["x-huahua-masked"]) == (200, "7")
    answer = await client.post("/v1/images/generations", {"model": "brush", "prompt": TEXT})
    assert (answer.status, answer.headers["x-huahua-masked"]) == (200, "7")
    assert (await client.post("/v1/moderations", {"model": "guardian", "input": TEXT})).status == 200
    answer = await client.post("/v1/audio/speech", {"model": "voice", "input": TEXT, "voice": "alloy"})
    assert (answer.status, answer.headers["x-huahua-masked"]) == (200, "7")
    assert_nothing_left(guarded)
    assert len(guarded.openai.requests) == 4


async def test_a_painting_of_the_product_is_masked(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded(
        [EVERYONE], rows=[row("brush", "dall-e-3", tasks=frozenset({Task.PAINTING}))]
    )
    request = ImageRequest(prompt=TEXT, negative=EMAIL, parameters={"note": PHONE})
    await guarded.gateway.service.paint(Caller("usr_alice", "user"), "brush", request, "req_p")
    assert_nothing_left(guarded)


async def test_equal_questions_of_different_people_share_a_reply_and_keep_their_own_data(
    make_guarded: MakeGuarded,
) -> None:
    """Replies are kept as they came: with tokens. So what one person said never reaches another."""
    guarded = await make_guarded([EVERYONE], cache=CacheConfig(mode="on"))
    client = guarded.gateway.client
    for stream in (False, True):
        said = []
        for phone in (PHONE, "13900139000"):
            body = {
                "model": "gpt",
                "messages": [{"role": "user", "content": f"回拨 {phone} {stream}"}],
                "stream": stream,
                "temperature": 0,
            }
            answer = await client.post("/v1/chat/completions", body)
            said.append(openai_text(answer) if stream else answer.json["choices"][0]["message"]["content"])
        assert said == [f"回拨 {PHONE} {stream}", f"回拨 13900139000 {stream}"]
    assert len(guarded.openai.requests) == 2


@pytest.mark.parametrize(
    ("policy", "masked"),
    [
        (MaskingPolicy("x", roles=frozenset({"administrator"})), False),
        (MaskingPolicy("x", roles=frozenset({"user"})), True),
        (MaskingPolicy("x", keys=frozenset({"key_bob"})), False),
        (MaskingPolicy("x", users=frozenset({"usr_alice"})), True),
        (MaskingPolicy("x", teams=frozenset({"team_1"})), False),
        (MaskingPolicy("x", models=frozenset({"claude"})), False),
        (MaskingPolicy("x", tasks=frozenset({"embedding"})), False),
        (MaskingPolicy("x", kinds=frozenset({Kind.IBAN})), False),
        (MaskingPolicy("x", exempt=frozenset({"local"})), False),
        (MaskingPolicy("x", enabled=False), False),
    ],
)
async def test_policies(make_guarded: MakeGuarded, policy: MaskingPolicy, masked: bool) -> None:
    guarded = await make_guarded([policy])
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("gpt"))
    assert answer.json["choices"][0]["message"]["content"] == TEXT
    assert (PHONE not in guarded.sent) is masked
    assert ("x-huahua-masked" in answer.headers) is masked


async def test_rows_that_may_see_it(make_guarded: MakeGuarded) -> None:
    rows = [
        row("near", "m1", near=True),
        row("cleared", "m2", data_classes=frozenset({"personal"})),
        row("mixed", "m3", near=True),
        row("mixed", "m4"),
    ]
    policy = MaskingPolicy("x", exempt_data_classes=frozenset({"personal"}))
    guarded = await make_guarded([policy], rows=rows)
    seen = {}
    for model in ("near", "cleared", "mixed", "builtin/assistant"):
        answer = await guarded.gateway.client.post("/v1/chat/completions", ask(model))
        assert answer.status == 200
        seen[model] = "x-huahua-masked" in answer.headers
    assert seen == {"near": False, "cleared": False, "mixed": True, "builtin/assistant": False}


async def test_without_restoring(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded([MaskingPolicy("x", restore=False)])
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("gpt"))
    assert answer.json["choices"][0]["message"]["content"].startswith(
        "我是李娜，手机[PHONE_1]，邮箱 [EMAIL_1]"
    )


async def test_json_answers_stay_json(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded([EVERYONE])
    key = '-----BEGIN PRIVATE KEY-----\nMII"E\n-----END PRIVATE KEY-----'
    guarded.openai.say = '{"key": "[SECRET_1]"}'
    body = {
        "model": "gpt",
        "messages": [{"role": "user", "content": key}],
        "response_format": {"type": "json_object"},
    }
    answer = await guarded.gateway.client.post("/v1/chat/completions", body)
    assert json.loads(answer.json["choices"][0]["message"]["content"]) == {"key": key}


async def test_sound_is_refused_where_a_policy_says_so(make_guarded: MakeGuarded) -> None:
    from tests.integration.gateway.asgi import multipart

    policy = MaskingPolicy("x", tasks=frozenset({"transcription"}))
    guarded = await make_guarded(
        [policy], rows=[row("ears", "whisper-1", tasks=frozenset({Task.TRANSCRIPTION}))]
    )
    body, headers = multipart({"model": "ears"}, [("file", b"RIFF")])
    answer = await guarded.gateway.client.request("POST", "/v1/audio/transcriptions", body, headers)
    assert (answer.status, answer.json["error"]["code"]) == (403, "cannot_mask")
    assert guarded.openai.requests == []

    guarded.shield.policies = (MaskingPolicy("x", tasks=frozenset({"transcription"}), audio=True),)
    body, headers = multipart({"model": "ears", "prompt": f"from {PHONE}"}, [("file", b"RIFF")])
    answer = await guarded.gateway.client.request("POST", "/v1/audio/transcriptions", body, headers)
    assert answer.status == 200
    assert PHONE not in guarded.sent and "[PHONE_1]" in guarded.sent


@pytest.mark.parametrize("depth", [50, 400, 900, 20_000])
async def test_nesting_is_masked_or_refused(guarded: Guarded, depth: int) -> None:
    """However deep it lies: nothing leaves unmasked, and nothing breaks."""
    deep = "[" * depth + json.dumps(PHONE) + "]" * depth
    body = '{"model":"gpt","messages":[{"role":"user","content":"hi","metadata":' + deep + "}]}"
    answer = await guarded.gateway.client.post("/v1/chat/completions", body.encode())
    assert answer.status in (200, 400)
    assert PHONE not in guarded.sent


async def test_a_number_that_nobody_can_read(guarded: Guarded) -> None:
    body = '{"model":"gpt","seed":' + "9" * 5000 + ',"messages":[{"role":"user","content":"hi"}]}'
    answer = await guarded.gateway.client.post("/v1/chat/completions", body.encode())
    assert answer.status in (200, 400)
