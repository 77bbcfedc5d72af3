"""A kept reply in its other form says the same: recorded streams against the same vendor's recorded whole replies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from huahua.gateway.cache.convert import with_body, with_events
from huahua.gateway.cache.reply import CachedEvent, CachedReply
from huahua.gateway.cache.whole import is_whole, is_whole_stream
from huahua.gateway.domain.calls import Dialect, Task, Usage
from huahua.gateway.wire.sse import SseParser
from tests.unit.gateway.cache.build import reply

FIXTURES = Path(__file__).parents[3] / "simulators" / "fixtures"
NAMES = [
    *(("openai", f"chat-{kind}") for kind in ("text", "tools", "reasoning")),
    *(("anthropic", f"message-{kind}") for kind in ("text", "tools", "thinking")),
]


def recorded(vendor: str, name: str) -> CachedReply:
    frames = SseParser().feed((FIXTURES / vendor / f"{name}.sse").read_bytes())
    events = tuple(CachedEvent(one.data, one.event) for one in frames if one.data != b"[DONE]")
    return reply(body=None, events=events, dialect=Dialect(vendor))


def whole(vendor: str, name: str) -> CachedReply:
    text = (FIXTURES / vendor / f"{name}.json").read_text()
    return reply(text, dialect=Dialect(vendor))


def said(body: Any) -> Any:
    """What a reply says, in either dialect."""
    if "choices" not in body:
        return body["content"], body["stop_reason"]
    message = body["choices"][0]["message"]
    kept = {name: value for name, value in message.items() if value not in (None, [])}
    return kept, body["choices"][0]["finish_reason"]


@pytest.mark.parametrize(("vendor", "name"), NAMES)
def test_a_stream_becomes_the_reply_that_the_vendor_gives_whole(vendor: str, name: str) -> None:
    made = with_body(recorded(vendor, name))
    assert made is not None and made.body is not None
    assert said(json.loads(made.body)) == said(json.loads(whole(vendor, name).body or b""))
    assert is_whole(Task.DIALOGUE, Dialect(vendor), made.body)


@pytest.mark.parametrize(("vendor", "name"), NAMES)
def test_a_whole_reply_becomes_a_stream_that_says_the_same(vendor: str, name: str) -> None:
    given = whole(vendor, name)
    streamed = with_events(given)
    assert streamed is not None and streamed.events is not None
    assert is_whole_stream(given.dialect, streamed.events)
    again = with_body(msgspec.structs.replace(streamed, body=None))
    assert again is not None
    before, after = json.loads(given.body or b""), json.loads(again.body or b"")
    assert said(after) == said(before)
    assert (after["id"], after["model"], after["usage"]) == (before["id"], before["model"], before["usage"])


def test_every_choice_is_its_own() -> None:
    parts = [(0, "a", None), (1, "x", None), (0, "b", None), (1, "y", "stop"), (0, "", "length")]
    events = tuple(
        CachedEvent(
            json.dumps(
                {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": end}]}
            ).encode()
        )
        for index, text, end in parts
    )
    made = with_body(reply(body=None, events=events))
    assert made is not None
    choices = json.loads(made.body or b"")["choices"]
    assert [(one["message"]["content"], one["finish_reason"]) for one in choices] == [
        ("ab", "length"),
        ("xy", "stop"),
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"choices": []}', '{"choices": 7}', '{"type": "error"}'])
@pytest.mark.parametrize("dialect", list(Dialect))
def test_what_is_no_reply_has_no_other_form(text: str, dialect: Dialect) -> None:
    assert with_events(reply(text, dialect=dialect)) is None
    assert with_body(reply(body=None, events=(CachedEvent(text.encode()),), dialect=dialect)) is None
    assert not is_whole(Task.DIALOGUE, dialect, text.encode())
    assert not is_whole_stream(dialect, [CachedEvent(text.encode())])


@pytest.mark.parametrize(
    ("dialect", "body", "kept"),
    [
        (Dialect.OPENAI, {"choices": [{"finish_reason": "stop"}]}, True),
        (Dialect.OPENAI, {"choices": [{"finish_reason": "length"}]}, True),
        (Dialect.OPENAI, {"choices": [{"finish_reason": "content_filter"}]}, False),
        (Dialect.OPENAI, {"choices": [{"finish_reason": "stop"}, {"finish_reason": None}]}, False),
        (Dialect.ANTHROPIC, {"stop_reason": "end_turn"}, True),
        (Dialect.ANTHROPIC, {"stop_reason": "tool_use"}, True),
        (Dialect.ANTHROPIC, {"stop_reason": "refusal"}, False),
        (Dialect.ANTHROPIC, {"stop_reason": "pause_turn"}, False),
        (Dialect.ANTHROPIC, {"stop_reason": None}, False),
    ],
)
def test_only_what_ended_well_is_kept(dialect: Dialect, body: Any, kept: bool) -> None:
    assert is_whole(Task.DIALOGUE, dialect, json.dumps(body).encode()) is kept


def test_embeddings_are_kept_when_there_are_some() -> None:
    assert is_whole(Task.EMBEDDING, Dialect.OPENAI, b'{"data": [{"embedding": [1]}]}')
    assert not is_whole(Task.EMBEDDING, Dialect.OPENAI, b'{"data": []}')


def test_the_usage_chunk_is_for_who_asked_for_it() -> None:
    text = CachedEvent(b'{"choices":[{"delta":{"content":"a"}}]}')
    counts = CachedEvent(b'{"choices": [],"usage":{}}', None, Usage(1))
    kept = reply(body=None, events=(text, counts))
    assert kept.stream_bytes(hide_usage=True) == b"data: " + text.data + b"\n\ndata: [DONE]\n\n"
    assert counts.data in (kept.stream_bytes(hide_usage=False) or b"")
    assert reply("{}").stream_bytes(hide_usage=True) is None
