"""What replies that pass through say of usage, and what is nonsense counts as nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.relay import RelayReply
from huahua.gateway.wire.relayed import UsageScan, realtime_usage, transcription_usage, usage_of

DONE = b'data: {"type":"speech.audio.done","usage":{"input_tokens":14,"output_tokens":101}}\n\n'
SPOKEN = b'data: {"type":"speech.audio.delta","audio":"AAAA"}\n\n'


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ({"usage": {"total_tokens": 37}}, 37),
        ({"usage": {"prompt_tokens": 5, "total_tokens": 9}}, 5),
        ({"meta": {"tokens": {"input_tokens": 41.0}}}, 41),
        ({"meta": {"billed_units": {"input_tokens": 7}}}, 7),
        ({"usage": {"total_tokens": True}}, 0),
        ({"usage": [], "meta": "x"}, 0),
        ({}, 0),
    ],
)
def test_rerankers_and_moderators(body: dict[str, Any], tokens: int) -> None:
    raw = {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in body.items()}
    assert usage_of(raw).input_tokens == tokens


@pytest.mark.parametrize(
    ("body", "kind", "seconds"),
    [
        (b'{"text":"x","duration":8.01}', "application/json", 9),
        (b'{"text":"x","duration":"12.0"}', "application/json", 12),
        (b'{"text":"x","usage":{"type":"duration","seconds":3}}', "application/json", 3),
        (b'{"text":"x","duration":-4}', "application/json", 0),
        (b'{"text":"x","duration":1e300}', "application/json", 0),
        (b"1\n00:00:01,000 --> 01:02:03,400\nx\n", "text/plain", 3724),
        (b"WEBVTT\n\n00:01.000 --> 00:04.000\nx\n", "text/plain; charset=utf-8", 4),
        (b"just words", "text/plain", 0),
        (b"[]", "application/json", 0),
    ],
)
def test_seconds_of_sound(body: bytes, kind: str, seconds: int) -> None:
    assert transcription_usage(RelayReply(body, kind)).audio_seconds == seconds


@given(st.lists(st.integers(0, 400)))
def test_usage_is_found_in_any_split(cuts: list[int]) -> None:
    whole = SPOKEN * 3 + DONE
    marks = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    scan = UsageScan("text/event-stream; charset=utf-8")
    seen = [scan.feed(whole[start:stop]) for start, stop in pairwise(marks)]
    assert [usage for usage in seen if usage] == [Usage(input_tokens=14, output_tokens=101)]


@given(st.binary(max_size=300))
def test_nonsense_is_no_usage_and_no_error(noise: bytes) -> None:
    UsageScan("text/event-stream").feed(b"data: " + noise + b'"usage"\n\n')
    assert UsageScan("audio/mpeg").feed(noise) is None
    assert realtime_usage(noise.decode("latin-1") + '"usage" "response.done"') is None


def test_responses_and_transcripts_of_a_conversation_count() -> None:
    response = '{"type":"response.done","response":{"usage":{"input_tokens":9,"output_tokens":3}}}'
    assert realtime_usage(response) == Usage(input_tokens=9, output_tokens=3)
    heard = (
        '{"type":"conversation.item.input_audio_transcription.completed","transcript":"\\"response.done\\"",'
        '"usage":{"type":"duration","seconds":1.2}}'
    )
    assert realtime_usage(heard) == Usage(audio_seconds=2)
    assert (
        realtime_usage('{"type":"response.created","x":"response.done","usage":{"input_tokens":1}}') is None
    )
