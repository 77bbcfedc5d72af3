"""Chat Completions requests as Messages requests."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.domain.calls import Dialect
from huahua.gateway.errors import GatewayError, InvalidRequest, NotSupported
from huahua.gateway.translate import translate_request

PNG = "iVBORw0KGgo="
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
USER = {"role": "user", "content": "hi"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"city":"杭州"}'}}
TOOL = {"type": "function", "function": {"name": "look", "description": "d", "parameters": SCHEMA}}


def translated(*messages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"model": "claude-opus-4-6", "messages": list(messages) or [USER], **fields}
    return translate_request(body, Dialect.OPENAI, Dialect.ANTHROPIC)


def test_the_plainest_request() -> None:
    assert translated() == {"model": "claude-opus-4-6", "max_tokens": 8192, "messages": [USER]}


def test_system_and_developer_messages_become_the_system_prompt() -> None:
    one = translated({"role": "system", "content": "Be brief."}, USER)
    assert one["system"] == "Be brief."
    two = translated(
        {"role": "system", "content": "Be brief."},
        USER,
        {"role": "developer", "content": [{"type": "text", "text": "Be kind."}]},
    )
    assert two["system"] == [{"type": "text", "text": "Be brief."}, {"type": "text", "text": "Be kind."}]
    assert two["messages"] == [USER]


def test_cache_markers_stay_where_they_are() -> None:
    marker = {"type": "ephemeral", "ttl": "1h"}
    out = translated(
        {"role": "system", "content": [{"type": "text", "text": "long", "cache_control": marker}]},
        {"role": "user", "content": [{"type": "text", "text": "hi", "cache_control": marker}]},
        tools=[{**TOOL, "cache_control": marker}],
    )
    assert out["system"][0]["cache_control"] == marker
    assert out["messages"][0]["content"][0]["cache_control"] == marker
    assert out["tools"][0]["cache_control"] == marker


def test_pictures_and_files() -> None:
    content = [
        {"type": "text", "text": "compare"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}", "detail": "high"}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.jpg"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
        {"type": "text", "text": " \n"},
    ]
    assert translated({"role": "user", "content": content})["messages"][0]["content"] == [
        {"type": "text", "text": "compare"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.jpg"}},
        {
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
            "title": "a.pdf",
        },
    ]


def test_tool_calls_and_results_become_blocks_in_alternating_messages() -> None:
    second = {"id": "functions.look:1", "type": "function", "function": {"name": "look", "arguments": ""}}
    out = translated(
        USER,
        {"role": "assistant", "content": "Looking.", "tool_calls": [CALL, second]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
        {"role": "tool", "tool_call_id": "functions.look:1", "content": [{"type": "text", "text": "wet"}]},
        {"role": "user", "content": "and now?"},
        tools=[TOOL],
    )
    user, assistant, answers = out["messages"]
    assert user == USER
    text, first_use, second_use = assistant["content"]
    assert text == {"type": "text", "text": "Looking."}
    assert first_use == {"type": "tool_use", "id": "call_1", "name": "look", "input": {"city": "杭州"}}
    assert second_use["input"] == {}
    assert answers["role"] == "user"
    assert answers["content"] == [
        {"type": "tool_result", "tool_use_id": "call_1", "content": "sunny"},
        {"type": "tool_result", "tool_use_id": second_use["id"], "content": "wet"},
        {"type": "text", "text": "and now?"},
    ]
    assert second_use["id"].replace("_", "").isalnum()
    assert out["tools"] == [{"name": "look", "description": "d", "input_schema": SCHEMA}]


def test_ids_that_anthropic_refuses_stay_apart() -> None:
    calls = [{**CALL, "id": name} for name in ("a.b", "a:b", "a_b")]
    out = translated(USER, {"role": "assistant", "content": None, "tool_calls": calls})
    assert len({block["id"] for block in out["messages"][1]["content"]}) == 3


def test_arguments_that_are_not_json_are_kept_as_anthropic_advises() -> None:
    broken = {**CALL, "function": {"name": "look", "arguments": '{"city": "Hang'}}
    out = translated(USER, {"role": "assistant", "content": None, "tool_calls": [broken]})
    assert out["messages"][1]["content"][0]["input"] == {"INVALID_JSON": '{"city": "Hang'}


def test_signed_thinking_goes_back_and_unsigned_reasoning_does_not() -> None:
    block = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
    redacted = {"type": "redacted_thinking", "data": "eA=="}
    signed = {"role": "assistant", "content": "ok", "reasoning_content": "hm"}
    out = translated(USER, {**signed, "thinking_blocks": [block, redacted]}, USER)
    assert out["messages"][1]["content"] == [block, redacted, {"type": "text", "text": "ok"}]
    unsigned = {**signed, "thinking_blocks": [{"type": "thinking", "thinking": "hm", "signature": ""}]}
    for message in (signed, unsigned):
        assert translated(USER, message, USER)["messages"][1] == {"role": "assistant", "content": "ok"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"max_tokens": 5}, {"max_tokens": 5}),
        ({"max_tokens": 5, "max_completion_tokens": 7}, {"max_tokens": 7}),
        ({"stop": "END"}, {"stop_sequences": ["END"]}),
        ({"stop": ["a", "\n", "b"]}, {"stop_sequences": ["a", "b"]}),
        ({"temperature": 1.7}, {"temperature": 1}),
        ({"temperature": 0.2, "top_p": 0.5}, {"temperature": 0.2, "top_p": 0.5}),
        ({"user": "u1"}, {"metadata": {"user_id": "u1"}}),
        ({"user": "u1", "metadata": {"user_id": "u2", "x": "y"}}, {"metadata": {"user_id": "u2"}}),
        ({"stream": True, "stream_options": {"include_usage": True}}, {"stream": True}),
        ({"seed": 3, "presence_penalty": 1, "logit_bias": {}, "store": True, "n": 1}, {}),
        ({"response_format": {"type": "text"}}, {}),
        ({"top_k": 40, "x_new_field": [1]}, {"top_k": 40, "x_new_field": [1]}),
    ],
)
def test_parameters(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    assert translated(**fields) == {**translated(), **expected}


@pytest.mark.parametrize(
    ("choice", "parallel", "expected"),
    [
        ("auto", None, {"type": "auto"}),
        ("none", None, {"type": "none"}),
        ("none", False, {"type": "none"}),
        ("required", None, {"type": "any"}),
        (None, False, {"type": "auto", "disable_parallel_tool_use": True}),
        (
            {"type": "function", "function": {"name": "look"}},
            False,
            {"type": "tool", "name": "look", "disable_parallel_tool_use": True},
        ),
    ],
)
def test_tool_choice(choice: Any, parallel: bool | None, expected: dict[str, Any]) -> None:
    out = translated(tools=[TOOL], tool_choice=choice, parallel_tool_calls=parallel)
    assert out["tool_choice"] == expected
    assert "parallel_tool_calls" not in out


def test_tool_choice_without_tools_is_left_out() -> None:
    assert "tool_choice" not in translated(tool_choice="auto", parallel_tool_calls=False)


def test_response_formats() -> None:
    named = {"name": "w", "schema": SCHEMA, "strict": True}
    schema = translated(response_format={"type": "json_schema", "json_schema": named})
    assert schema["output_config"] == {"format": {"type": "json_schema", "schema": SCHEMA}}
    loose = translated({"role": "system", "content": "s"}, USER, response_format={"type": "json_object"})
    assert loose["system"][0] == {"type": "text", "text": "s"}
    assert "JSON" in loose["system"][1]["text"]


@pytest.mark.parametrize(
    ("model", "kept"),
    [
        ("claude-3-5-haiku-20241022", True),
        ("claude-opus-4-20250514", True),
        ("claude-sonnet-4-5-20250929", True),
        ("claude-opus-4-6", True),
        ("claude-opus-4-7", False),
        ("claude-sonnet-5", False),
        ("anthropic/claude-fable-5-1", False),
        ("deepseek-chat", True),
    ],
)
def test_sampling_is_left_out_where_claude_refuses_it(model: str, kept: bool) -> None:
    fields = {"temperature": 0.2, "top_p": 0.9, "top_k": 40}
    out = translated(model=model, **fields)
    assert {name: out[name] for name in fields if name in out} == (fields if kept else {})


def test_effort_of_models_that_decide_themselves() -> None:
    out = translated(reasoning_effort="minimal", temperature=0.3)
    assert out["thinking"] == {"type": "adaptive"}
    assert out["output_config"] == {"effort": "low"}
    assert "temperature" not in out
    off = translated(reasoning_effort="none", model="claude-opus-4-7")
    assert "thinking" not in off
    assert off["output_config"] == {"effort": "low"}


@pytest.mark.parametrize(
    ("effort", "limit", "thinking", "max_tokens"),
    [
        ("low", None, {"type": "enabled", "budget_tokens": 2048}, 2048 + 8192),
        ("high", 4096, {"type": "enabled", "budget_tokens": 2048}, 4096),
        ("high", 1000, None, 1000),
        ("none", None, {"type": "disabled"}, 8192),
        ("odd", None, None, 8192),
    ],
)
def test_effort_of_models_that_take_a_budget(
    effort: str, limit: int | None, thinking: dict[str, Any] | None, max_tokens: int
) -> None:
    fields = {} if limit is None else {"max_tokens": limit}
    out = translated(model="claude-sonnet-4-5-20250929", reasoning_effort=effort, **fields)
    assert out.get("thinking") == thinking
    assert out["max_tokens"] == max_tokens


def test_effort_gives_way_where_anthropic_would_refuse_it() -> None:
    forced = translated(reasoning_effort="high", tools=[TOOL], tool_choice="required")
    assert "thinking" not in forced
    history = [
        USER,
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
    ]
    unsigned = translated(*history, model="claude-sonnet-4-5", reasoning_effort="high", tools=[TOOL])
    assert "thinking" not in unsigned
    own = translated(reasoning_effort="high", thinking={"type": "enabled", "budget_tokens": 3000})
    assert own["thinking"] == {"type": "enabled", "budget_tokens": 3000}


@pytest.mark.parametrize(
    ("fields", "kind", "param"),
    [
        ({"messages": []}, InvalidRequest, "messages"),
        ({"messages": "hi"}, InvalidRequest, "messages"),
        ({"messages": ["hi"]}, InvalidRequest, "messages[0]"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, InvalidRequest, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 5}]}, InvalidRequest, "messages[0].content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": 5}]}]},
            InvalidRequest,
            "messages[0].content[0].text",
        ),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "ftp://x"}}]}
                ]
            },
            InvalidRequest,
            "messages[0].content[0].image_url.url",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]},
            NotSupported,
            "messages[0].content[0]",
        ),
        ({"messages": [{"role": "tool", "content": "x"}]}, InvalidRequest, "messages[0].tool_call_id"),
        ({"tools": [{"type": "web_search"}]}, NotSupported, "tools[0]"),
        ({"tools": [{"type": "function"}]}, InvalidRequest, "tools[0].function"),
        ({"tools": [TOOL], "tool_choice": "maybe"}, NotSupported, "tool_choice"),
        ({"n": 2}, NotSupported, "n"),
        ({"logprobs": True}, NotSupported, "logprobs"),
        ({"modalities": ["text", "audio"]}, NotSupported, "modalities"),
        ({"functions": [{"name": "f"}]}, NotSupported, "functions"),
        ({"max_tokens": "many"}, InvalidRequest, "max_tokens"),
        ({"temperature": "hot"}, InvalidRequest, "temperature"),
        ({"stop": 5}, InvalidRequest, "stop"),
        ({"response_format": {"type": "yaml"}}, NotSupported, "response_format"),
        ({"response_format": "json"}, InvalidRequest, "response_format"),
    ],
)
def test_bad_requests_name_the_field(fields: dict[str, Any], kind: type[GatewayError], param: str) -> None:
    with pytest.raises(kind) as caught:
        translated(**fields)
    assert caught.value.param == param


def test_equal_dialects_change_nothing() -> None:
    body = {"messages": 5, "whatever": object()}
    assert translate_request(body, Dialect.OPENAI, Dialect.OPENAI) is body


def test_the_callers_body_is_not_changed() -> None:
    body = {"model": "m", "messages": [USER, USER], "tools": [TOOL], "output_config": {"a": 1}}
    before = repr(body)
    translate_request(
        {**body, "response_format": {"type": "json_object"}, "reasoning_effort": "low"},
        Dialect.OPENAI,
        Dialect.ANTHROPIC,
    )
    assert repr(body) == before
