"""Messages requests as Chat Completions requests."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.domain.calls import Dialect
from huahua.gateway.errors import GatewayError, InvalidRequest, NotSupported
from huahua.gateway.translate import translate_request

PNG = "iVBORw0KGgo="
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
TOOL = {"name": "look", "description": "d", "input_schema": SCHEMA}
USER = {"role": "user", "content": "hi"}
MARKER = {"type": "ephemeral"}


def translated(*messages: dict[str, Any], keep: bool = False, **fields: Any) -> dict[str, Any]:
    body = {"model": "gpt-4o", "max_tokens": 100, "messages": list(messages) or [USER], **fields}
    return translate_request(body, Dialect.ANTHROPIC, Dialect.OPENAI, keep_cache_control=keep)


def test_the_plainest_request() -> None:
    assert translated() == {"model": "gpt-4o", "max_tokens": 100, "messages": [USER]}


@pytest.mark.parametrize("system", ["Be brief.", [{"type": "text", "text": "Be brief."}]])
def test_the_system_prompt_becomes_the_first_message(system: Any) -> None:
    assert translated(system=system)["messages"] == [{"role": "system", "content": "Be brief."}, USER]


def test_an_empty_system_prompt_is_left_out() -> None:
    assert translated(system="")["messages"] == [USER]


def test_pictures_and_documents() -> None:
    pdf = {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}
    content = [
        {"type": "text", "text": "look"},
        IMAGE,
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.jpg"}},
        {"type": "document", "source": pdf, "title": "a.pdf"},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "words"}},
    ]
    assert translated({"role": "user", "content": content})["messages"][0]["content"] == [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.jpg"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
        {"type": "text", "text": "words"},
    ]


def test_tool_results_come_before_the_users_words_and_pictures_after_them() -> None:
    out = translated(
        USER,
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "Looking."},
                {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"city": "杭州"}},
                {"type": "tool_use", "id": "toolu_2", "name": "look", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_1",
                    "content": [{"type": "text", "text": "see:"}, IMAGE],
                },
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_2",
                    "content": "no such city",
                    "is_error": True,
                },
                {"type": "text", "text": "well?"},
            ],
        },
        tools=[TOOL],
    )
    _, assistant, first, second, rest = out["messages"]
    assert assistant["content"] == "Looking."
    assert [call["id"] for call in assistant["tool_calls"]] == ["toolu_1", "toolu_2"]
    assert assistant["tool_calls"][0]["function"] == {"name": "look", "arguments": '{"city":"杭州"}'}
    assert first == {"role": "tool", "tool_call_id": "toolu_1", "content": "see:"}
    assert second == {"role": "tool", "tool_call_id": "toolu_2", "content": "Error: no such city"}
    assert [part["type"] for part in rest["content"]] == ["image_url", "text"]
    assert out["tools"] == [
        {"type": "function", "function": {"name": "look", "description": "d", "parameters": SCHEMA}}
    ]


def test_a_call_without_words_has_null_content() -> None:
    use = {"type": "tool_use", "id": "t", "name": "look", "input": {"INVALID_JSON": '{"ci'}}
    message = translated(USER, {"role": "assistant", "content": [use]})["messages"][1]
    assert message["content"] is None
    assert message["tool_calls"][0]["function"]["arguments"] == '{"ci'


def test_unsigned_thinking_goes_back_and_signed_thinking_does_not() -> None:
    content = [
        {"type": "thinking", "thinking": "ours", "signature": ""},
        {"type": "thinking", "thinking": "theirs", "signature": "c2ln"},
        {"type": "redacted_thinking", "data": "eA=="},
        {"type": "text", "text": "ok"},
    ]
    message = translated(USER, {"role": "assistant", "content": content})["messages"][1]
    assert message == {"role": "assistant", "content": "ok", "reasoning_content": "ours"}


def test_cache_markers_travel_only_to_upstreams_that_know_them() -> None:
    system = [{"type": "text", "text": "long", "cache_control": MARKER}]
    tools = [{**TOOL, "cache_control": MARKER}]
    assert "cache_control" not in str(translated(system=system, tools=tools, cache_control=MARKER))
    kept = translated(system=system, tools=tools, keep=True)
    assert kept["messages"][0]["content"] == system
    assert kept["tools"][0]["cache_control"] == MARKER


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"stop_sequences": ["END"]}, {"stop": ["END"]}),
        ({"stop_sequences": []}, {}),
        (
            {"temperature": 0.2, "top_p": 0.9, "stream": True},
            {"temperature": 0.2, "top_p": 0.9, "stream": True},
        ),
        ({"metadata": {"user_id": "u1"}}, {"user": "u1"}),
        ({"metadata": {}}, {}),
        ({"thinking": {"type": "disabled"}}, {}),
        ({"thinking": {"type": "enabled", "budget_tokens": 1024}}, {"reasoning_effort": "low"}),
        ({"thinking": {"type": "enabled", "budget_tokens": 32000}}, {"reasoning_effort": "high"}),
        (
            {"thinking": {"type": "adaptive"}, "output_config": {"effort": "xhigh"}},
            {"reasoning_effort": "xhigh"},
        ),
        ({"service_tier": "auto", "context_management": {}, "speed": "fast"}, {}),
        ({"x_new_field": [1], "top_k": 5}, {"x_new_field": [1], "top_k": 5}),
    ],
)
def test_parameters(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    assert translated(**fields) == {**translated(), **expected}


def test_what_a_coding_client_sends() -> None:
    """System prompt in cached blocks, custom tools, adaptive thinking, betas, a long user id."""
    out = translated(
        {"role": "user", "content": [{"type": "text", "text": "fix it", "cache_control": MARKER}]},
        system=[
            {"type": "text", "text": "You write code."},
            {"type": "text", "text": "Long rules.", "cache_control": MARKER},
        ],
        tools=[{**TOOL, "type": "custom"}, {**TOOL, "name": "edit", "cache_control": MARKER}],
        thinking={"type": "adaptive"},
        output_config={"effort": "high"},
        context_management={"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        anthropic_beta=["context-management-2025-06-27"],
        metadata={"user_id": "user_" + "0123456789abcdef" * 8 + "_session"},
        stream=True,
        max_tokens=32000,
    )
    assert out.pop("messages") == [
        {"role": "system", "content": "You write code.\n\nLong rules."},
        {"role": "user", "content": "fix it"},
    ]
    assert [tool["function"]["name"] for tool in out.pop("tools")] == ["look", "edit"]
    user = out.pop("user")
    assert len(user) == 64 and user.isalnum()
    assert out == {"model": "gpt-4o", "stream": True, "max_tokens": 32000, "reasoning_effort": "high"}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"type": "auto"}, {"tool_choice": "auto"}),
        ({"type": "any"}, {"tool_choice": "required"}),
        ({"type": "none"}, {"tool_choice": "none"}),
        (
            {"type": "tool", "name": "look", "disable_parallel_tool_use": True},
            {
                "tool_choice": {"type": "function", "function": {"name": "look"}},
                "parallel_tool_calls": False,
            },
        ),
    ],
)
def test_tool_choice(choice: dict[str, Any], expected: dict[str, Any]) -> None:
    out = translated(tools=[TOOL], tool_choice=choice)
    assert {name: out[name] for name in ("tool_choice", "parallel_tool_calls") if name in out} == expected


def test_a_json_schema_keeps_its_schema() -> None:
    out = translated(output_config={"format": {"type": "json_schema", "schema": SCHEMA}})
    assert out["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "output_config" not in out


@pytest.mark.parametrize(
    ("fields", "kind", "param"),
    [
        ({"messages": []}, InvalidRequest, "messages"),
        ({"messages": [{"role": "tool", "content": "x"}]}, InvalidRequest, "messages[0].role"),
        (
            {"messages": [{"role": "user", "content": [{"type": "search_result"}]}]},
            NotSupported,
            "messages[0].content[0]",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "file"}}]}]},
            NotSupported,
            "messages[0].content[0].source",
        ),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, NotSupported, "tools[0]"),
        ({"tools": [{"name": "x"}]}, InvalidRequest, "tools[0].input_schema"),
        ({"tool_choice": "auto"}, InvalidRequest, "tool_choice"),
        ({"mcp_servers": [{"url": "https://x"}]}, NotSupported, "mcp_servers"),
        ({"inference_geo": "eu"}, NotSupported, "inference_geo"),
    ],
)
def test_bad_requests_name_the_field(fields: dict[str, Any], kind: type[GatewayError], param: str) -> None:
    with pytest.raises(kind) as caught:
        translated(**fields)
    assert caught.value.param == param
