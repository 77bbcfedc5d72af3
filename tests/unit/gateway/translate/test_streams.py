"""Streams in both directions, on recorded streams and on awkward ones."""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Dialect, StreamEvent, Usage
from huahua.gateway.errors import GatewayError, UpstreamBroken
from huahua.gateway.translate import (
    AnthropicToOpenAIStream,
    OpenAIToAnthropicStream,
    translate_stream,
)
from tests.unit.gateway.translate.streams import (
    FIXTURES,
    NOW,
    chunk,
    data_of,
    deltas,
    message_event,
    message_of,
    recorded,
    to,
)

KINDS = [
    ("chat-text", "message-text"),
    ("chat-tools", "message-tools"),
    ("chat-reasoning", "message-thinking"),
]


def call_delta(index: int | None, call_id: str | None, name: str | None, arguments: str) -> dict[str, Any]:
    delta: dict[str, Any] = {"function": {"arguments": arguments}}
    if index is not None:
        delta["index"] = index
    if call_id is not None:
        delta |= {"id": call_id, "type": "function"}
    if name is not None:
        delta["function"]["name"] = name
    return {"tool_calls": [delta]}


def tools_of(message: dict[str, Any]) -> list[tuple[str, str, Any]]:
    blocks = [block for block in message["content"] if block["type"] == "tool_use"]
    return [(block["id"], block["name"], block["input"]) for block in blocks]


@pytest.mark.parametrize(("name", "_"), KINDS)
async def test_a_recorded_completion_becomes_a_message(name: str, _: str) -> None:
    events = recorded("openai", name)
    translated = await to(Dialect.ANTHROPIC, events)
    assert all(event.event == json.loads(event.data)["type"] for event in translated)
    message = message_of(translated)
    whole = json.loads((FIXTURES / "openai" / f"{name}.json").read_text())
    said = whole["choices"][0]["message"]
    blocks = {block["type"]: block for block in message["content"]}
    assert message["id"] == "msg_" + whole["id"].removeprefix("chatcmpl-")
    assert message["model"] == whole["model"]
    if said["content"]:
        assert blocks["text"]["text"] == said["content"]
    assert blocks.get("thinking", {}).get("thinking") == said.get("reasoning_content")
    assert [(block[0], block[1], block[2]) for block in tools_of(message)] == [
        (call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in said.get("tool_calls", [])
    ]
    assert message["stop_reason"] == ("tool_use" if name == "chat-tools" else "end_turn")
    counted = [event.usage for event in events if event.usage]
    assert [event.usage for event in translated if event.usage] == counted
    assert message["usage"]["output_tokens"] == whole["usage"]["completion_tokens"]
    assert (
        message["usage"]["input_tokens"] + message["usage"]["cache_read_input_tokens"]
        == (whole["usage"]["prompt_tokens"])
    )


@pytest.mark.parametrize(("_", "name"), KINDS)
async def test_there_and_back_a_recorded_message_says_the_same(_: str, name: str) -> None:
    events = recorded("anthropic", name)
    there = await to(Dialect.OPENAI, events)
    back = await to(Dialect.ANTHROPIC, there)
    original, returned = message_of(events), message_of(back)
    assert returned["content"] == original["content"]
    assert returned["stop_reason"] == original["stop_reason"]
    assert returned["id"] == original["id"]
    last = [event.usage for event in events if event.usage][-1]
    assert [event.usage for event in back if event.usage] == [last]


async def test_a_message_as_chunks_has_openais_shape() -> None:
    rows = data_of(await to(Dialect.OPENAI, recorded("anthropic", "message-tools")))
    assert rows[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert {(row["object"], row["created"]) for row in rows} == {("chat.completion.chunk", NOW)}
    assert {row["id"] for row in rows} == {"chatcmpl-01XFDUDYJgAACzvnptvVoYEL"}
    assert rows[-2]["choices"] == [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "tool_calls"}]
    assert rows[-1]["choices"] == []
    assert rows[-1]["usage"]["total_tokens"] == 472 + 89
    calls = [row["choices"][0]["delta"].get("tool_calls") for row in rows[:-1]]
    pieces = [call[0] for call in calls if call]
    assert [piece.get("id") for piece in pieces if "id" in piece] == [
        "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
        "toolu_01Ab9xYkQmW3",
    ]
    second = "".join(piece["function"]["arguments"] for piece in pieces if piece["index"] == 1)
    assert second == "{}", "a call without arguments still has JSON for them"


async def test_signed_thinking_comes_whole_at_its_end() -> None:
    rows = data_of(await to(Dialect.OPENAI, recorded("anthropic", "message-thinking")))
    blocks = [row["choices"][0]["delta"].get("thinking_blocks") for row in rows[:-1]]
    [[block]] = [found for found in blocks if found]
    assert block["thinking"] == "17 has no divisor between 2 and 4."
    assert block["signature"].startswith("EqQBCgIY")


async def test_interleaved_calls_become_blocks_one_after_the_other() -> None:
    message = message_of(
        await to(
            Dialect.ANTHROPIC,
            deltas(
                {"content": "Both:"},
                call_delta(0, "a", "f", "{"),
                {"content": " and"},
                call_delta(0, None, None, '"x"'),
                call_delta(1, "b", "g", '{"y"'),
                call_delta(0, None, None, ":1}"),
                {"content": " done"},
                call_delta(1, None, None, ":2}"),
            ),
        )
    )
    assert tools_of(message) == [("a", "f", {"x": 1}), ("b", "g", {"y": 2})]
    assert [block.get("text") for block in message["content"] if block["type"] == "text"] == [
        "Both:",
        " and",
        " done",
    ]
    assert message["stop_reason"] == "tool_use"


@pytest.mark.parametrize(
    "parts",
    [
        [call_delta(0, "a", "f", '{"x":1}'), call_delta(0, "b", "g", '{"y":2}')],
        [call_delta(None, "a", "f", '{"x":1}'), call_delta(None, "b", "g", '{"y":2}')],
        [
            call_delta(0, "a", "f", ""),
            call_delta(0, None, None, '{"x":1}'),
            call_delta(0, "b", "g", ""),
            call_delta(0, None, None, '{"y":2}'),
        ],
        [
            call_delta(0, "a", "f", ""),
            call_delta(0, "a", None, '{"x":1}'),
            call_delta(1, "b", "g", '{"y":2}'),
        ],
        [call_delta(3, "a", "f", '{"x":1}'), call_delta(7, "b", "g", '{"y":2}')],
    ],
    ids=["one index", "no index", "one index, in pieces", "id repeated", "odd indexes"],
)
async def test_vendors_that_number_calls_in_their_own_way(parts: list[dict[str, Any]]) -> None:
    message = message_of(await to(Dialect.ANTHROPIC, deltas(*parts)))
    assert tools_of(message) == [("a", "f", {"x": 1}), ("b", "g", {"y": 2})]


async def test_reasoning_under_its_other_name_and_refusals() -> None:
    message = message_of(
        await to(Dialect.ANTHROPIC, deltas({"reasoning": "hm"}, {"refusal": "No."}, finish="stop"))
    )
    assert message["content"] == [
        {"type": "thinking", "thinking": "hm", "signature": ""},
        {"type": "text", "text": "No."},
    ]
    assert message["stop_reason"] == "refusal"


async def test_further_choices_are_left_out() -> None:
    second = chunk({"choices": [{"index": 1, "delta": {"content": "other"}, "finish_reason": None}]})
    message = message_of(await to(Dialect.ANTHROPIC, [second, *deltas({"content": "first"})]))
    assert message["content"] == [{"type": "text", "text": "first"}]


async def test_a_stream_without_words_is_still_a_message() -> None:
    message = message_of(await to(Dialect.ANTHROPIC, deltas(finish="length")))
    assert (message["content"], message["stop_reason"]) == ([], "max_tokens")


async def test_tool_call_extras_survive_there_and_back() -> None:
    call = call_delta(0, "a", "f", "{}")
    call["tool_calls"][0]["extra_content"] = {"google": {"thought_signature": "c2ln"}}
    there = await to(Dialect.ANTHROPIC, deltas(call))
    rows = data_of(await to(Dialect.OPENAI, there))
    calls = [row["choices"][0]["delta"].get("tool_calls") for row in rows[:-1]]
    assert (
        next(found for found in calls if found)[0]["extra_content"] == call["tool_calls"][0]["extra_content"]
    )


async def test_usage_of_the_start_counts_when_the_end_repeats_less() -> None:
    events = await to(Dialect.OPENAI, recorded("anthropic", "message-text"))
    assert events[-1].usage == Usage(
        input_tokens=18, cache_read_tokens=64, cache_write_tokens=32, output_tokens=17
    )


@pytest.mark.parametrize("data", [b"not json", b"[]", b'"text"', b"\xff"])
@pytest.mark.parametrize("dialect", list(Dialect))
async def test_events_that_are_not_objects_are_broken(dialect: Dialect, data: bytes) -> None:
    other = Dialect.OPENAI if dialect is Dialect.ANTHROPIC else Dialect.ANTHROPIC
    with pytest.raises(UpstreamBroken):
        await to(other, [StreamEvent(dialect, data)])


async def test_equal_dialects_pass_the_very_same_events() -> None:
    events = recorded("openai", "chat-text")
    assert await to(Dialect.OPENAI, events) == events


async def test_closing_early_closes_the_source() -> None:
    closed = False

    async def endless() -> Any:
        nonlocal closed
        try:
            while True:
                for event in deltas({"content": "la"}, finish=None):
                    yield event
        finally:
            closed = True

    async with aclosing(translate_stream(endless(), Dialect.ANTHROPIC)) as events:
        await anext(events)
    assert closed


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "content",
                    "tool_calls",
                    "index",
                    "id",
                    "function",
                    "name",
                    "arguments",
                    "usage",
                    "prompt_tokens",
                    "thinking_blocks",
                    "type",
                    "signature",
                    "reasoning",
                    "refusal",
                    "finish_reason",
                    "content_block",
                    "message",
                    "partial_json",
                    "text",
                    "thinking",
                    "input",
                    "stop_reason",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)
EVENT_TYPES = st.sampled_from(
    [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "ping",
    ]
)


@given(st.lists(st.dictionaries(st.sampled_from(["choices", "usage", "id"]), JSON), max_size=5))
def test_whatever_an_openai_upstream_streams_nothing_but_our_errors_comes_out(rows: list[Any]) -> None:
    translator = OpenAIToAnthropicStream()
    try:
        events = [event for row in rows for event in translator.feed(chunk(row))]
        events += translator.close()
    except GatewayError:
        return
    message_of_lenient(events)


@given(st.lists(st.tuples(EVENT_TYPES, st.dictionaries(st.text(max_size=3), JSON), JSON), max_size=6))
def test_whatever_an_anthropic_upstream_streams_nothing_but_our_errors_comes_out(rows: list[Any]) -> None:
    translator = AnthropicToOpenAIStream(created=NOW)
    for kind, extra, inner in rows:
        fields = dict.fromkeys(("delta", "content_block", "message", "usage", "error"), inner)
        event = message_event({**extra, **fields, "type": kind})
        try:
            data_of(translator.feed(event))
        except GatewayError:
            return
    assert data_of(translator.close())[-1]["choices"] == []


def message_of_lenient(events: list[StreamEvent]) -> None:
    """Blocks open and close in order, whatever is inside."""
    open_blocks = 0
    for row in data_of(events):
        open_blocks += {"content_block_start": 1, "content_block_stop": -1}.get(row["type"], 0)
        assert open_blocks in (0, 1)
    assert open_blocks == 0
