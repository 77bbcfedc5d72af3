"""What another vendor's model left in a conversation does not reach a vendor that refuses it."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import msgspec
import pytest

from huahua.gateway.domain.calls import ChatCall
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.profiles.openai import profile_of
from huahua.gateway.wire.anthropic import encode_request
from huahua.gateway.wire.openai import encode_chat

GOOGLE = {"google": {"thought_signature": "c2ln"}}
CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CHAT = [
    {"role": "user", "content": "what is extra_content?", "name": "u"},
    {
        "role": "assistant",
        "content": "hi",
        "reasoning_content": "hm",
        "thinking_blocks": [],
        "extra_content": GOOGLE,
        "tool_calls": [{**CALL, "extra_content": GOOGLE}],
    },
    {"role": "tool", "tool_call_id": "a", "content": "ok"},
]
CLEAN = [CHAT[0], {"role": "assistant", "content": "hi", "tool_calls": [CALL]}, CHAT[2]]
USE = {"type": "tool_use", "id": "a", "name": "f", "input": {}}
UNSIGNED = {"type": "thinking", "thinking": "hm", "signature": ""}
SIGNED = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
MESSAGES = [
    {"role": "user", "content": "hi"},
    {"role": "assistant", "content": [UNSIGNED, SIGNED, {**USE, "extra_content": GOOGLE}]},
]


def raw(messages: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(messages).encode())


@pytest.mark.parametrize("shape", [list, raw], ids=["decoded", "undecoded"])
@pytest.mark.parametrize(("preset", "expected"), [("openai", CLEAN), ("azure", CLEAN), ("deepseek", CHAT)])
def test_openai_itself_gets_no_foreign_fields(preset: str, expected: Any, shape: Any) -> None:
    call = ChatCall("r", "gpt-5.5", {"messages": shape(CHAT), "x": 1})
    sent = json.loads(encode_chat(call, profile_of(preset), stream=False))
    assert sent == {"messages": expected, "x": 1, "model": "gpt-5.5", "stream": False}


@pytest.mark.parametrize("shape", [list, raw], ids=["decoded", "undecoded"])
@pytest.mark.parametrize(
    ("model", "blocks"), [("claude-sonnet-4-5", [SIGNED, USE]), ("kimi-k3", [UNSIGNED, SIGNED, USE])]
)
def test_claude_gets_only_thinking_that_it_signed(model: str, blocks: Any, shape: Any) -> None:
    call = ChatCall("r", model, {"messages": shape(MESSAGES), "max_tokens": 9})
    sent = json.loads(encode_request(call, stream=False))
    assert sent["messages"] == [MESSAGES[0], {"role": "assistant", "content": blocks}]


@pytest.mark.parametrize(
    "messages", ["extra_content", 5, None, [5, "extra_content"], [{"role": "assistant"}]]
)
def test_what_is_malformed_is_left_to_the_vendor(messages: Any) -> None:
    call = ChatCall("r", "gpt-5.5", {"messages": messages, "extra_content": 1})
    assert json.loads(encode_chat(call, profile_of("openai"), stream=False))["messages"] == messages
    assert json.loads(encode_request(call, stream=False))["messages"] == messages


@pytest.mark.parametrize("encode", [partial(encode_chat, profile=profile_of("openai")), encode_request])
def test_a_message_that_cannot_be_read_is_the_callers_fault(encode: Any) -> None:
    messages = msgspec.Raw(b'[{"role":"user","content":"hi","extra_content":1e999}]')
    with pytest.raises(InvalidRequest):
        encode(ChatCall("r", "gpt-5.5", {"messages": messages}), stream=False)


@pytest.mark.parametrize("options", [b'{"x":1e999,"include_usage":false}', b"null"])
def test_options_of_a_stream_pass_unread(options: bytes) -> None:
    call = ChatCall("r", "m", {"messages": raw(CHAT), "stream_options": msgspec.Raw(options)})
    sent = encode_chat(call, profile_of("openai"), stream=True)
    assert b'"include_usage":true}' in sent
    assert (b'"x":1e999' in sent) is (b"x" in options)
