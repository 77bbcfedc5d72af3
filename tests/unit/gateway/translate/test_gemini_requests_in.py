"""`generateContent` requests as chat completions: what golden files and round trips do not show."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from huahua.gateway.domain.calls import EXTRAS
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.gemini_schema import to_json_schema
from huahua.gateway.translate.gemini_to_openai import gemini_request_to_openai, wants_thoughts
from huahua.gateway.translate.sealed_thinking import seal, unseal
from huahua.gateway.wire.gemini import chat_request

HI = {"role": "user", "parts": [{"text": "hi"}]}
FUNCTIONS = [{"functionDeclarations": [{"name": "f"}, {"name": "g"}, {"name": "h"}]}]


def translated(*contents: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return gemini_request_to_openai({"contents": list(contents) or [HI], **fields}, "m")


def user(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def model(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "model", "parts": list(parts)}


def call(name: str, **more: Any) -> dict[str, Any]:
    return {"functionCall": {"name": name, **more}}


def answer(name: str, response: Any, **more: Any) -> dict[str, Any]:
    return {"functionResponse": {"name": name, "response": response, **more}}


def test_both_spellings_of_a_name() -> None:
    config = {"max_output_tokens": "9", "thinking_config": {"thinking_budget": 0}}
    body = translated(system_instruction={"parts": [{"text": "s"}]}, generation_config=config)
    assert body["messages"][0] == {"role": "system", "content": "s"}
    assert (body["max_tokens"], body["reasoning_effort"]) == (9, "none")
    assert body[EXTRAS] == {"gemini": {"generationConfig": {"thinkingConfig": {"thinking_budget": 0}}}}


def test_answers_find_their_calls_by_id_or_by_name_in_order() -> None:
    body = translated(
        HI,
        model(call("f", args={"n": 1}), call("g"), call("f", args={"n": 2}), call("g", id="given")),
        user(
            answer("g", {"x": 1}),
            answer("f", {"output": "one"}),
            answer("f", {"result": [2]}),
            answer("g", {}, id="given"),
        ),
    )
    calls = {entry["id"]: entry["function"]["name"] for entry in body["messages"][1]["tool_calls"]}
    answers = [(calls[row["tool_call_id"]], row["content"]) for row in body["messages"][2:]]
    assert answers == [("g", '{"x":1}'), ("f", "one"), ("f", "[2]"), ("g", "{}")]
    first, second = (row["tool_call_id"] for row in body["messages"][3:5])
    assert (first, second) == ("call_1_0", "call_1_2")


def test_an_answer_without_a_call_is_refused() -> None:
    with pytest.raises(InvalidRequest) as caught:
        translated(HI, user(answer("f", {})))
    assert caught.value.param == "contents[1].parts[0].functionResponse"


def test_pictures_of_an_answer_follow_it() -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "aGk="}}
    body = translated(HI, model(call("f")), user(answer("f", {"result": "here"}, parts=[picture])))
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "tool", "user"]
    assert body["messages"][3]["content"][0]["image_url"]["url"] == "data:image/png;base64,aGk="


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            {"inline_data": {"mime_type": "audio/wav", "data": "aGk="}},
            {"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}},
        ),
        (
            {"inlineData": {"mimeType": "application/pdf", "data": "_-8"}},
            {
                "type": "file",
                "file": {"filename": "file.pdf", "file_data": "data:application/pdf;base64,/+8="},
            },
        ),
        (
            {"fileData": {"mimeType": "video/mp4", "fileUri": "https://e.org/v"}},
            {"type": "file", "file": {"file_data": "https://e.org/v", "format": "video/mp4"}},
        ),
        (
            {"fileData": {"fileUri": "https://e.org/a.png"}},
            {"type": "image_url", "image_url": {"url": "https://e.org/a.png"}},
        ),
        (
            {"executableCode": {"code": "1", "language": "PYTHON"}},
            {"type": "gemini_part", "part": {"executableCode": {"code": "1", "language": "PYTHON"}}},
        ),
    ],
)
def test_media_and_parts_that_only_gemini_has(part: dict[str, Any], expected: dict[str, Any]) -> None:
    body = translated(user({"text": "x"}, part))
    assert body["messages"][0]["content"][1] == expected


def test_media_go_back_to_gemini_as_they_came() -> None:
    parts = [
        {"inlineData": {"mimeType": "audio/wav", "data": "aGk="}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://e.org/v"}},
        {"codeExecutionResult": {"output": "1"}},
    ]
    assert chat_request("gemini-3", translated(user(*parts)))["contents"][0]["parts"] == parts


@pytest.mark.parametrize(
    ("calling", "choice", "names"),
    [
        ({"mode": "AUTO"}, "auto", ["f", "g", "h"]),
        ({"mode": "none"}, "none", ["f", "g", "h"]),
        ({"mode": "ANY"}, "required", ["f", "g", "h"]),
        ({"mode": "ANY", "allowedFunctionNames": ["f", "h"]}, "required", ["f", "h"]),
        (
            {"mode": "ANY", "allowedFunctionNames": ["g"]},
            {"type": "function", "function": {"name": "g"}},
            ["f", "g", "h"],
        ),
        ({}, None, ["f", "g", "h"]),
    ],
)
def test_which_functions_may_be_called(calling: dict[str, Any], choice: Any, names: list[str]) -> None:
    body = translated(tools=FUNCTIONS, toolConfig={"functionCallingConfig": calling})
    assert body.get("tool_choice") == choice
    assert [tool["function"]["name"] for tool in body["tools"]] == names


def test_googles_own_tools_pass_on() -> None:
    assert translated(tools=[{"googleSearch": {}}])["tools"] == [{"googleSearch": {}}]


@pytest.mark.parametrize(
    ("thinking", "effort"),
    [
        ({"thinkingLevel": "HIGH"}, "high"),
        ({"thinkingBudget": 512}, "low"),
        ({"thinkingBudget": 8192}, "medium"),
        ({"thinkingBudget": 24576}, "high"),
        ({"thinkingBudget": -1}, None),
        ({"thinkingBudget": -1, "includeThoughts": True}, "medium"),
        ({}, None),
    ],
)
def test_thinking(thinking: dict[str, Any], effort: str | None) -> None:
    assert translated(generationConfig={"thinkingConfig": thinking}).get("reasoning_effort") == effort


def test_thoughts_are_wanted_in_either_spelling() -> None:
    assert wants_thoughts({"generation_config": {"thinking_config": {"include_thoughts": True}}})
    assert not wants_thoughts({"generationConfig": {"thinkingConfig": {"includeThoughts": False}}})
    assert not wants_thoughts({"generationConfig": []})


def test_a_choice_of_words_is_told_to_models_that_have_no_such_mode() -> None:
    config = {"responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["yes", "no"]}}
    body = translated(generationConfig=config)
    assert body["messages"][0]["content"].endswith("yes, no")
    assert "response_format" not in body
    sent = chat_request("gemini-3", body)["generationConfig"]
    assert sent == config


def test_schemas() -> None:
    schema = {
        "type": "OBJECT",
        "properties": {
            "tags": {"type": "ARRAY", "items": {"type": "STRING", "nullable": True}, "minItems": "2"},
            "type": {"type": "STRING", "enum": ["a"]},
            "either": {"any_of": [{"type": "NUMBER"}, {"type": "INTEGER"}]},
        },
        "required": ["tags"],
        "propertyOrdering": ["tags", "type"],
    }
    assert to_json_schema(schema, "s") == {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"type": ["string", "null"]}, "minItems": 2},
            "type": {"type": "string", "enum": ["a"]},
            "either": {"anyOf": [{"type": "number"}, {"type": "integer"}]},
        },
        "required": ["tags"],
    }


def test_only_a_schema_that_requires_everything_is_strict() -> None:
    properties = {"a": {"type": "STRING"}, "b": {"type": "STRING"}}
    for required, strict in ((["a", "b"], True), (["a"], False)):
        schema = {"type": "OBJECT", "properties": properties, "required": required}
        config = {"responseMimeType": "application/json", "responseSchema": schema}
        named = translated(generationConfig=config)["response_format"]["json_schema"]
        assert named.get("strict", False) is strict
        assert named["schema"]["additionalProperties"] is False


def test_a_schema_without_end_is_refused() -> None:
    schema: dict[str, Any] = {"type": "STRING"}
    for _ in range(200):
        schema = {"type": "ARRAY", "items": schema}
    with pytest.raises(InvalidRequest, match="nested deeper"):
        translated(generationConfig={"responseSchema": schema})


def test_signed_thinking_of_another_vendor_comes_back_whole() -> None:
    blocks = [{"type": "thinking", "thinking": "hm", "signature": "c2ln"}]
    part = {**call("f"), "thoughtSignature": seal({"thinking_blocks": blocks})}
    message = translated(HI, model(part), user(answer("f", {})))["messages"][1]
    assert message["thinking_blocks"] == blocks
    assert "extra_content" not in message["tool_calls"][0]


@pytest.mark.parametrize("text", [None, 5, "", "c2ln", "%%%", base64.b64encode(b"huahua1:[1]").decode()])
def test_what_was_not_sealed_here_is_not_opened(text: Any) -> None:
    assert unseal(text) is None


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "contents"),
        ({"contents": []}, "contents"),
        ({"contents": [{"role": "user", "parts": []}]}, "contents[0].parts"),
        ({"contents": [{"role": "nobody", "parts": [{"text": "x"}]}]}, "contents[0].role"),
        ({"contents": [{"parts": [{"text": 5}]}]}, "contents[0].parts[0].text"),
        ({"contents": [{"parts": [{}]}]}, "contents[0].parts[0]"),
        ({"contents": [HI], "generationConfig": {"seed": "x"}}, "generationConfig.seed"),
        (
            {"contents": [HI], "tools": [{"functionDeclarations": [{}]}]},
            "tools[0].functionDeclarations[0].name",
        ),
    ],
)
def test_what_is_malformed_is_named(body: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        gemini_request_to_openai(body, "m")
    assert caught.value.param == param


@pytest.mark.parametrize("modalities", [["AUDIO"], ["TEXT", "AUDIO"]])
def test_speech_is_refused(modalities: list[str]) -> None:
    with pytest.raises(NotSupported):
        translated(generationConfig={"responseModalities": modalities})
