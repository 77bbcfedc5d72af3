"""Input items of the Responses API as messages."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.responses_items import to_openai_messages
from huahua.gateway.translate.responses_to_openai import responses_request_to_openai
from huahua.gateway.translate.sealed_thinking import seal

SIGNED = {"google": {"thought_signature": "c2ln"}}


def call(call_id: str, name: str = "f") -> dict[str, Any]:
    return {"type": "function_call", "call_id": call_id, "name": name, "arguments": "{}"}


def output(call_id: str, words: Any = "ok") -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": call_id, "output": words}


def roles(messages: list[dict[str, Any]]) -> list[str]:
    return [message["role"] for message in messages]


def test_items_of_one_turn_are_one_message() -> None:
    messages = to_openai_messages(
        [
            {"role": "user", "content": "hi"},
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
            {"role": "assistant", "content": [{"type": "output_text", "text": "let me "}]},
            {"role": "assistant", "content": "see"},
            call("a"),
            call("b"),
            output("a"),
            output("b"),
            call("c"),
            output("c"),
            {"role": "developer", "content": "faster"},
        ]
    )
    assert roles(messages) == ["user", "assistant", "tool", "tool", "assistant", "tool", "developer"]
    turn = messages[1]
    assert (turn["reasoning_content"], turn["content"]) == ("hm", "let me see")
    assert [entry["id"] for entry in turn["tool_calls"]] == ["a", "b"]
    assert messages[4]["content"] is None


def test_signatures_find_their_calls_wherever_the_item_stands() -> None:
    sealed = {"type": "reasoning", "summary": [], "encrypted_content": seal({"calls": {"a": SIGNED}})}
    for items in ([sealed, call("a")], [call("a"), sealed]):
        turn = to_openai_messages([*items, output("a")])[0]
        assert turn["tool_calls"][0]["extra_content"] == SIGNED


def test_thinking_that_is_another_servers_is_left_out() -> None:
    items = [{"type": "reasoning", "summary": [], "encrypted_content": "gAAAAAB"}, call("a"), output("a")]
    assert "thinking_blocks" not in to_openai_messages(items)[0]


def test_pictures_of_tools_follow_after_all_answers() -> None:
    picture = {"type": "input_image", "image_url": "data:image/png;base64,aGk="}
    items = [call("a"), call("b"), output("a", [picture]), output("b"), {"role": "user", "content": "so?"}]
    messages = to_openai_messages(items)
    assert roles(messages) == ["assistant", "tool", "tool", "user", "user"]
    assert messages[3]["content"][0]["image_url"]["url"] == "data:image/png;base64,aGk="


def test_files() -> None:
    content = [
        {"type": "input_file", "filename": "a.pdf", "file_data": "JVBERi0="},
        {"type": "input_file", "file_url": "https://e.org/a.pdf"},
    ]
    parts = to_openai_messages([{"role": "user", "content": content}])[0]["content"]
    assert parts[0]["file"] == {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}
    assert parts[1]["file"] == {"file_data": "https://e.org/a.pdf"}


@pytest.mark.parametrize(
    ("choice", "expected", "names"),
    [
        ("required", "required", ["f", "g"]),
        ({"type": "function", "name": "g"}, {"type": "function", "function": {"name": "g"}}, ["f", "g"]),
        (
            {"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "g"}]},
            "required",
            ["g"],
        ),
    ],
)
def test_tool_choice(choice: Any, expected: Any, names: list[str]) -> None:
    tools = [{"type": "function", "name": name, "parameters": {"type": "object"}} for name in ("f", "g")]
    body = responses_request_to_openai({"model": "m", "input": "hi", "tools": tools, "tool_choice": choice})
    assert body["tool_choice"] == expected
    assert [tool["function"]["name"] for tool in body["tools"]] == names


def test_without_tools_nothing_is_said_of_tools() -> None:
    body = responses_request_to_openai(
        {"model": "m", "input": "hi", "tools": [], "tool_choice": "auto", "parallel_tool_calls": True}
    )
    assert body == {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    ("given", "kind", "param"),
    [
        ([], InvalidRequest, "input"),
        (None, InvalidRequest, "input"),
        ([5], InvalidRequest, "input[0]"),
        ([{"role": "nobody", "content": ""}], InvalidRequest, "input[0].role"),
        ([{"type": "computer_call"}], NotSupported, "input[0]"),
        ([{"type": "function_call", "name": "f"}], InvalidRequest, "input[0].call_id"),
        (
            [{"role": "user", "content": [{"type": "input_image", "file_id": "file_1"}]}],
            NotSupported,
            "input[0].content[0].file_id",
        ),
    ],
)
def test_what_cannot_be_taken_is_named(given: Any, kind: type[Exception], param: str) -> None:
    with pytest.raises(kind) as caught:
        to_openai_messages(given)
    assert getattr(caught.value, "param", None) == param
