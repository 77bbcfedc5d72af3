"""A conversation that goes to the other dialect and back still says the same."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Dialect, JsonObject
from huahua.gateway.errors import GatewayError
from huahua.gateway.translate import translate_request

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
ARGUMENTS = st.dictionaries(
    TEXT, TEXT | st.integers(-9, 9) | st.none() | st.lists(TEXT, max_size=2), max_size=3
)
IMAGE = st.sampled_from(["data:image/png;base64,iVBORw0KGgo=", "https://example.com/a.png"]).map(
    lambda url: {"type": "image_url", "image_url": {"url": url}}
)
MIXED = st.lists(
    TEXT.map(lambda text: {"type": "text", "text": text}) | IMAGE, min_size=2, max_size=4
).filter(lambda parts: any(part["type"] == "image_url" for part in parts))


@st.composite
def conversations(draw: st.DrawFn) -> JsonObject:
    """User and assistant in turn; an assistant may call tools, whose results come at once."""
    messages: list[JsonObject] = []
    if draw(st.booleans()):
        messages.append({"role": "system", "content": draw(TEXT)})
    for turn in range(draw(st.integers(1, 4))):
        messages.append({"role": "user", "content": draw(TEXT | MIXED)})
        names = draw(st.lists(NAMES, max_size=3))
        if names:
            calls = [
                {
                    "id": f"call_{turn}_{place}",
                    "type": "function",
                    "function": {"name": name, "arguments": json.dumps(draw(ARGUMENTS), ensure_ascii=False)},
                }
                for place, name in enumerate(names)
            ]
            messages.append({"role": "assistant", "content": draw(TEXT | st.none()), "tool_calls": calls})
            messages += [
                {"role": "tool", "tool_call_id": call["id"], "content": draw(TEXT)} for call in calls
            ]
        messages.append({"role": "assistant", "content": draw(TEXT)})
    return {
        "model": "m",
        "messages": messages,
        "max_tokens": draw(st.integers(1, 9999)),
        "temperature": draw(st.sampled_from([0, 0.5, 1])),
        "stop": draw(st.lists(TEXT, min_size=1, max_size=4)),
        "user": draw(TEXT),
        "tools": [
            {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}
            for name in draw(st.lists(NAMES, min_size=1, max_size=3))
        ],
        "tool_choice": draw(
            st.sampled_from(["auto", "none", "required", {"type": "function", "function": {"name": "f"}}])
        ),
        "x_vendor_field": draw(ARGUMENTS),
    }


def meaning(body: JsonObject) -> Any:
    """What a request says: its messages as a flat list, and its other fields."""
    said: list[tuple[Any, ...]] = []
    for message in body["messages"]:
        content = message["content"]
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content or []
        for part in parts:
            said.append((message["role"], message.get("tool_call_id"), json.dumps(part, sort_keys=True)))
        for call in message.get("tool_calls", []):
            function = call["function"]
            said.append(("call", call["id"], function["name"], json.loads(function["arguments"])))
    return said, {name: value for name, value in body.items() if name != "messages"}


@given(conversations())
def test_openai_to_anthropic_and_back(body: JsonObject) -> None:
    there = translate_request(body, Dialect.OPENAI, Dialect.ANTHROPIC)
    roles = [message["role"] for message in there["messages"]]
    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"] * (len(roles) % 2)
    assert meaning(translate_request(there, Dialect.ANTHROPIC, Dialect.OPENAI)) == meaning(body)


@given(conversations())
def test_anthropic_to_openai_and_back(body: JsonObject) -> None:
    message = translate_request(body, Dialect.OPENAI, Dialect.ANTHROPIC)
    there = translate_request(message, Dialect.ANTHROPIC, Dialect.OPENAI)
    assert translate_request(there, Dialect.OPENAI, Dialect.ANTHROPIC) == message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "role",
                    "content",
                    "type",
                    "text",
                    "image_url",
                    "url",
                    "tool_calls",
                    "function",
                    "name",
                    "arguments",
                    "id",
                    "thinking",
                    "tool_call_id",
                    "source",
                    "data",
                    "media_type",
                    "input",
                    "signature",
                    "thinking_blocks",
                    "title",
                    "file",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    [
        "messages",
        "system",
        "tools",
        "tool_choice",
        "stop",
        "stop_sequences",
        "metadata",
        "thinking",
        "output_config",
        "response_format",
        "max_tokens",
        "temperature",
        "modalities",
        "reasoning_effort",
        "parallel_tool_calls",
        "user",
    ]
)


@given(st.dictionaries(FIELDS, JSON, max_size=6), st.sampled_from(list(Dialect)))
def test_whatever_a_caller_sends_nothing_but_our_errors_comes_out(body: JsonObject, from_: Dialect) -> None:
    to = Dialect.ANTHROPIC if from_ is Dialect.OPENAI else Dialect.OPENAI
    for messages in (body.get("messages"), [{"role": "user", "content": "hi"}], [body.get("messages")]):
        try:
            json.dumps(translate_request({**body, "messages": messages}, from_, to))
        except GatewayError as fault:
            assert fault.status in (400, 422)
