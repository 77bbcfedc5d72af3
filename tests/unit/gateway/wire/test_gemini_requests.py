"""Chat Completions requests as Gemini's."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.errors import GatewayError, InvalidRequest, NotSupported
from huahua.gateway.wire import gemini

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "additionalProperties": False}
USER = {"role": "user", "content": "hi"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"city":"杭州"}'}}
TOOL = {"type": "function", "function": {"name": "look", "description": "d", "parameters": SCHEMA}}


def translated(*messages: dict[str, Any], model: str = "gemini-2.5-flash", **fields: Any) -> dict[str, Any]:
    return gemini.chat_request(model, {"model": "pool", "messages": list(messages) or [USER], **fields})


def test_the_plainest_request() -> None:
    assert translated() == {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}


def test_system_messages_and_turns() -> None:
    out = translated(
        {"role": "system", "content": "Be brief."},
        USER,
        {"role": "user", "content": "again"},
        {"role": "assistant", "content": "hello"},
        {"role": "developer", "content": "Be kind."},
    )
    assert out["systemInstruction"] == {"parts": [{"text": "Be brief."}, {"text": "Be kind."}]}
    assert out["contents"] == [
        {"role": "user", "parts": [{"text": "hi"}, {"text": "again"}]},
        {"role": "model", "parts": [{"text": "hello"}]},
    ]


def test_pictures_sounds_and_files() -> None:
    content = [
        {"type": "image_url", "image_url": {"url": "data:image/webp;base64,UklGRg=="}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png?x=1"}},
        {"type": "input_audio", "input_audio": {"format": "wav", "data": "UklGRg=="}},
        {"type": "file", "file": {"file_data": "data:application/pdf;base64,JVBERi0="}},
    ]
    assert translated({"role": "user", "content": content})["contents"][0]["parts"] == [
        {"inlineData": {"mimeType": "image/webp", "data": "UklGRg=="}},
        {"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/a.png?x=1"}},
        {"inlineData": {"mimeType": "audio/wav", "data": "UklGRg=="}},
        {"inlineData": {"mimeType": "application/pdf", "data": "JVBERi0="}},
    ]


def test_tool_calls_and_results_pair_by_name() -> None:
    out = translated(
        USER,
        {"role": "assistant", "content": None, "tool_calls": [CALL, {**CALL, "id": "call_2"}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
        {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "wet"}]},
        tools=[TOOL],
    )
    _, calls, answers = out["contents"]
    assert calls["parts"] == [{"functionCall": {"name": "look", "args": {"city": "杭州"}}}] * 2
    assert answers == {
        "role": "user",
        "parts": [
            {"functionResponse": {"name": "look", "response": {"result": "sunny"}}},
            {"functionResponse": {"name": "look", "response": {"result": "wet"}}},
        ],
    }
    assert out["tools"] == [
        {"functionDeclarations": [{"name": "look", "description": "d", "parametersJsonSchema": SCHEMA}]}
    ]


def test_thought_signatures_go_back_and_gemini_3_gets_a_stand_in_for_lost_ones() -> None:
    signed = {**CALL, "extra_content": {"google": {"thought_signature": "c2ln"}}}

    def signatures(model: str, *calls: dict[str, Any]) -> list[str | None]:
        message = {"role": "assistant", "content": None, "tool_calls": list(calls)}
        parts = translated(USER, message, model=model)["contents"][1]["parts"]
        return [part.get("thoughtSignature") for part in parts]

    assert signatures("gemini-2.5-flash", signed, CALL) == ["c2ln", None]
    assert signatures("gemini-2.5-flash", CALL) == [None]
    assert signatures("gemini-3.5-flash", CALL, CALL) == [gemini.NO_SIGNATURE, None]
    assert signatures("gemini-3.5-flash", signed) == ["c2ln"]


@pytest.mark.parametrize(
    ("choice", "config"),
    [
        ("auto", {"mode": "AUTO"}),
        ("none", {"mode": "NONE"}),
        ("required", {"mode": "ANY"}),
        (
            {"type": "function", "function": {"name": "look"}},
            {"mode": "ANY", "allowedFunctionNames": ["look"]},
        ),
    ],
)
def test_tool_choice(choice: Any, config: dict[str, Any]) -> None:
    out = translated(tools=[TOOL], tool_choice=choice)
    assert out["toolConfig"] == {"functionCallingConfig": config}
    assert "toolConfig" not in translated(tool_choice=choice)


def test_googles_own_tools_pass() -> None:
    assert translated(tools=[{"googleSearch": {}}])["tools"] == [{"googleSearch": {}}]


@pytest.mark.parametrize(
    ("fields", "config"),
    [
        ({"temperature": 0.2, "top_p": 0.5, "top_k": 3}, {"temperature": 0.2, "topP": 0.5, "topK": 3}),
        ({"max_tokens": 5}, {"maxOutputTokens": 5}),
        ({"max_tokens": 5, "max_completion_tokens": 7}, {"maxOutputTokens": 7}),
        ({"stop": "END", "seed": 3, "n": 2}, {"stopSequences": ["END"], "seed": 3, "candidateCount": 2}),
        ({"logprobs": True, "top_logprobs": 4}, {"responseLogprobs": True, "logprobs": 4}),
        ({"response_format": {"type": "json_object"}}, {"responseMimeType": "application/json"}),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}},
            {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA},
        ),
        ({"modalities": ["text", "image"]}, {"responseModalities": ["TEXT", "IMAGE"]}),
        (
            {"temperature": 1, "generationConfig": {"temperature": 0, "mediaResolution": "LOW"}},
            {"temperature": 0, "mediaResolution": "LOW"},
        ),
    ],
)
def test_generation_config(fields: dict[str, Any], config: dict[str, Any]) -> None:
    assert translated(**fields)["generationConfig"] == config


@pytest.mark.parametrize(
    ("model", "effort", "config"),
    [
        ("gemini-2.5-flash", "none", {"thinkingBudget": 0, "includeThoughts": False}),
        ("gemini-2.5-pro", "medium", {"thinkingBudget": 8192, "includeThoughts": True}),
        ("gemini-3.5-flash", "max", {"thinkingLevel": "high", "includeThoughts": True}),
        ("models/gemini-3-pro-preview", "low", {"thinkingLevel": "low", "includeThoughts": True}),
        ("gemini-3.5-flash", "none", {"thinkingLevel": "minimal", "includeThoughts": False}),
    ],
)
def test_thinking(model: str, effort: str, config: dict[str, Any]) -> None:
    assert translated(model=model, reasoning_effort=effort)["generationConfig"]["thinkingConfig"] == config


def test_fields_of_openai_alone_are_left_out_and_unknown_ones_pass() -> None:
    out = translated(
        user="u", store=True, stream_options={"include_usage": True}, safetySettings=[{"category": "X"}]
    )
    assert out == {**translated(), "safetySettings": [{"category": "X"}]}


@pytest.mark.parametrize(
    ("fields", "kind", "param"),
    [
        ({"messages": []}, InvalidRequest, "messages"),
        ({"messages": [{"role": "wizard"}]}, InvalidRequest, "messages[0].role"),
        ({"messages": [{"role": "tool", "tool_call_id": "x"}]}, InvalidRequest, "messages[0].tool_call_id"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "ftp://x"}]}]},
            InvalidRequest,
            "messages[0].content[0]",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "video"}]}]},
            NotSupported,
            "messages[0].content[0]",
        ),
        ({"tools": [{"type": "web_search"}]}, NotSupported, "tools[0]"),
        ({"tools": [TOOL], "tool_choice": "maybe"}, NotSupported, "tool_choice"),
        ({"modalities": ["audio"]}, NotSupported, "modalities"),
        ({"modalities": 5}, NotSupported, "modalities"),
        ({"response_format": {"type": "yaml"}}, NotSupported, "response_format"),
        ({"n": 2, "stream": True}, NotSupported, "n"),
        ({"generationConfig": "hot"}, InvalidRequest, "generationConfig"),
    ],
)
def test_bad_requests_name_the_field(fields: dict[str, Any], kind: type[GatewayError], param: str) -> None:
    with pytest.raises(kind) as caught:
        translated(**fields)
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("base", "root"),
    [
        ("", "https://generativelanguage.googleapis.com/v1beta"),
        ("https://g.example/v1beta/", "https://g.example/v1beta"),
        ("https://g.example/v1", "https://g.example/v1"),
        ("https://g.example/proxy", "https://g.example/proxy/v1beta"),
    ],
)
def test_base_urls(base: str, root: str) -> None:
    assert gemini.root_url(base) == root


def test_a_models_name_cannot_leave_its_place_in_the_path() -> None:
    assert gemini.model_path("models/../../x?key=1") == "models/..%2F..%2Fx%3Fkey%3D1"
