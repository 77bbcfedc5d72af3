"""Messages requests as Converse requests, and what has no counterpart."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.wire.bedrock import converse_request

CLAUDE, NOVA = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-pro-v1:0"
HELLO: dict[str, Any] = {"max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
TOOL = {"name": "f", "description": "d", "input_schema": {"type": "object"}, "strict": True}


def test_a_conversation_with_tools_thoughts_files_and_cache_marks() -> None:
    cached = {"cache_control": {"type": "ephemeral"}}
    body = {
        **HELLO,
        "system": [{"type": "text", "text": "Be brief.", **cached}],
        "temperature": 0.5,
        "top_k": 5,
        "stop_sequences": ["\n"],
        "tools": [TOOL, {**TOOL, "name": "g", **cached}],
        "tool_choice": {"type": "any"},
        "anthropic_beta": ["x-1"],
        "metadata": {"user_id": "u"},
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "image", "source": {"type": "base64", "media_type": "image/webp", "data": "aa"}},
                    {
                        "type": "document",
                        "title": "a_report.v2",
                        "source": {"type": "base64", "media_type": "application/pdf", "data": "bb"},
                    },
                ],
            },
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "hm", "signature": "s"},
                    {"type": "redacted_thinking", "data": "r"},
                    {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "is_error": True, "content": "no such file"}
                ],
            },
        ],
    }
    assert converse_request(CLAUDE, body) == {
        "system": [{"text": "Be brief."}, {"cachePoint": {"type": "default"}}],
        "inferenceConfig": {"maxTokens": 9, "temperature": 0.5, "stopSequences": ["\n"]},
        "toolConfig": {
            "tools": [
                _spec("f"),
                _spec("g"),
                {"cachePoint": {"type": "default"}},
            ],
            "toolChoice": {"any": {}},
        },
        "additionalModelRequestFields": {"top_k": 5, "anthropic_beta": ["x-1"]},
        "messages": [
            {
                "role": "user",
                "content": [
                    {"image": {"format": "webp", "source": {"bytes": "aa"}}},
                    {"document": {"format": "pdf", "source": {"bytes": "bb"}, "name": "a report v2"}},
                ],
            },
            {
                "role": "assistant",
                "content": [
                    {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}},
                    {"reasoningContent": {"redactedContent": "r"}},
                    {"toolUse": {"toolUseId": "t1", "name": "f", "input": {"a": 1}}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "toolResult": {
                            "toolUseId": "t1",
                            "content": [{"text": "no such file"}],
                            "status": "error",
                        }
                    }
                ],
            },
        ],
    }


@pytest.mark.parametrize(
    ("model", "extra"),
    [
        (CLAUDE, {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        (NOVA, {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}),
        ("openai.gpt-oss-120b-1:0", {"reasoning_effort": "low"}),
        ("meta.llama4-maverick-17b-instruct-v1:0", None),
    ],
)
def test_each_family_is_told_in_its_own_way_how_hard_to_think(model: str, extra: Any) -> None:
    body = {**HELLO, "thinking": {"type": "enabled", "budget_tokens": 2048}}
    assert converse_request(model, body).get("additionalModelRequestFields") == extra


def test_a_schema_and_an_effort_become_the_output_config() -> None:
    form = {"type": "json_schema", "schema": {"type": "object"}}
    out = converse_request(CLAUDE, {**HELLO, "output_config": {"effort": "low", "format": form}})
    schema = {"schema": '{"type":"object"}', "name": "answer"}
    structure = {"type": "json_schema", "structure": {"jsonSchema": schema}}
    assert out["outputConfig"] == {"effort": "low", "textFormat": structure}


def test_fields_of_converse_itself_pass() -> None:
    own = {"guardrailConfig": {"guardrailIdentifier": "g"}, "requestMetadata": {"team": "a"}}
    out = converse_request(NOVA, {**HELLO, **own, "additionalModelRequestFields": {"top_k": 3}})
    assert {name: out[name] for name in own} == own
    assert out["additionalModelRequestFields"] == {"top_k": 3}


def test_no_tools_means_no_tools_unless_some_were_used() -> None:
    none = {**HELLO, "tools": [TOOL], "tool_choice": {"type": "none"}}
    assert "toolConfig" not in converse_request(CLAUDE, none)
    used = {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "f", "input": {}}]}
    assert "toolConfig" in converse_request(CLAUDE, {**none, "messages": [used]})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ([{"type": "image", "source": {"type": "url", "url": "https://x/y.png"}}], NotSupported),
        (
            [{"type": "image", "source": {"type": "base64", "media_type": "image/bmp", "data": ""}}],
            NotSupported,
        ),
        ([{"type": "video"}], NotSupported),
        ([{"type": "text", "text": 5}], InvalidRequest),
        (5, InvalidRequest),
    ],
)
def test_what_converse_does_not_take(content: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        converse_request(CLAUDE, {**HELLO, "messages": [{"role": "user", "content": content}]})


def _spec(name: str) -> dict[str, Any]:
    schema = {"json": {"type": "object"}}
    return {"toolSpec": {"name": name, "inputSchema": schema, "description": "d", "strict": True}}
