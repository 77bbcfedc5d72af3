"""A stream that passes through the scan says the same as one that is parsed event by event, however it is cut."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Usage
from huahua.gateway.wire import anthropic, openai
from huahua.gateway.wire.scanning import MAX_REST_BYTES, AnthropicScan, OpenAIScan, Scan
from huahua.gateway.wire.sse import SseParser

COUNTS = {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}


def chunk(text: str, finish: str | None = None, **extra: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return json.dumps({"id": "c", "choices": [choice], **extra}, ensure_ascii=False).encode()


def stream(*data: bytes, end: str = "\n") -> bytes:
    return b"".join(b"data: " + item + f"{end}{end}".encode() for item in data)


USAGE = json.dumps({"id": "c", "choices": [], "usage": COUNTS}).encode()
texts = st.text(max_size=12) | st.sampled_from(['"usage": {', "[DONE]", '"error":', "}\n\ndata: {", "\r\n"])


def cut(whole: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({place % (len(whole) + 1) for place in places} | {0, len(whole)})
    return [whole[start:stop] for start, stop in pairwise(marks)]


def run(scan: Scan, pieces: list[bytes]) -> bytes:
    out = b"".join(scan.feed(piece) for piece in pieces)
    return out + (scan.close() if scan.end is None else b"")


def events(raw: bytes) -> list[bytes]:
    parser = SseParser()
    return [frame.data for frame in [*parser.feed(raw), *parser.close()]]


@given(
    st.lists(texts, min_size=1, max_size=8),
    st.lists(st.integers(0, 5000), max_size=20),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
def test_every_event_passes_whatever_the_cuts(
    said: list[str], places: list[int], end: str, hide: bool, marked: bool
) -> None:
    chunks = [chunk(text, usage=None) for text in said] + [chunk("", "stop")]
    whole = stream(*chunks, USAGE, *([b"[DONE]"] if marked else []), end=end)
    scan = OpenAIScan(hide_usage=hide)
    out = run(scan, cut(whole, places))
    assert events(out) == chunks + ([] if hide else [USAGE])
    assert scan.usage == Usage(input_tokens=9, output_tokens=4)
    assert scan.end == b"data: [DONE]\n\n"


def test_events_without_news_leave_as_the_bytes_that_they_were() -> None:
    scan = OpenAIScan(hide_usage=True)
    scan.feed(stream(chunk("a")))
    odd = b'data: {"choices":[{"delta":{"content":"b"}}],   "x" : 1}\n\n'
    assert scan.feed(odd) == odd
    assert scan.feed(odd[:10]) == b""
    assert scan.feed(odd[10:] + odd) == odd + odd


@pytest.mark.parametrize("place", [0, 1])
def test_an_error_is_found_wherever_it_comes(place: int) -> None:
    scan = OpenAIScan(hide_usage=True)
    good = [chunk("a")] * place
    with pytest.raises(openai.ErrorInReply):
        scan.feed(stream(*good) or b"")
        scan.feed(stream(b'{"error": {"message": "overloaded"}}'))


@pytest.mark.parametrize("garbage", [b"data: {half\n\n", b"<html>\n\n", b"data: 7}\n\n"])
def test_garbage_is_no_event(garbage: bytes) -> None:
    scan = OpenAIScan(hide_usage=True)
    scan.feed(stream(chunk("a")))
    try:
        passed = scan.feed(garbage)
        assert b"half" not in passed and b"html" not in passed
    except openai.NotAnOpenAIReply:
        return
    with pytest.raises(openai.NotAnOpenAIReply):
        scan.close()


def test_a_stream_that_stops_early_is_broken() -> None:
    scan = OpenAIScan(hide_usage=True)
    scan.feed(stream(chunk("a")) + b'data: {"cho')
    with pytest.raises(openai.NotAnOpenAIReply):
        scan.close()


def test_a_dribbled_giant_event_is_kept_in_bounded_time_and_whole() -> None:
    scan = OpenAIScan(hide_usage=True)
    giant = stream(chunk("x" * (3 * MAX_REST_BYTES)))
    out = b"".join(scan.feed(giant[start : start + 1000]) for start in range(0, len(giant), 1000))
    assert events(out) == events(giant)


def message_events(said: list[str]) -> list[tuple[str, dict[str, Any]]]:
    start = {
        "type": "message_start",
        "message": {"id": "m", "usage": {"input_tokens": 7, "output_tokens": 1}},
    }
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": t}} for t in said
    ]
    last = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}}
    every = [start, *deltas, last, {"type": "message_stop"}]
    return [(str(event["type"]), event) for event in every]


@given(st.lists(texts, max_size=6), st.lists(st.integers(0, 5000), max_size=20))
def test_anthropics_events_pass_too(said: list[str], places: list[int]) -> None:
    sent = [(name, json.dumps(data).encode()) for name, data in message_events(said)]
    whole = b"".join(b"event: " + name.encode() + b"\ndata: " + data + b"\n\n" for name, data in sent)
    scan = AnthropicScan()
    out = run(scan, cut(whole, places))
    assert out + (scan.end or b"") == whole
    assert scan.usage == Usage(input_tokens=7, output_tokens=5)


def test_anthropics_error_event_is_an_error() -> None:
    scan = AnthropicScan()
    name, data = message_events([])[0]
    scan.feed(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
    with pytest.raises(anthropic.ErrorInReply):
        scan.feed(b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error"}}\n\n')
