"""AWS's binary event stream: any split gives the same messages, and nothing broken passes."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.wire.event_stream import EventStreamBroken, EventStreamParser
from tests.simulators.bedrock import frame

KNOWN = ("one", "two")
PAYLOADS = st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3)


@given(st.lists(st.tuples(st.sampled_from(KNOWN), PAYLOADS), max_size=6), st.lists(st.integers(0, 2_000)))
def test_any_split_gives_the_same_messages(
    messages: list[tuple[str, dict[str, str]]], cuts: list[int]
) -> None:
    whole = b"".join(frame(event, payload) for event, payload in messages)
    marks = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    parser = EventStreamParser(KNOWN)
    found = []
    for start, stop in pairwise(marks):
        found += parser.feed(whole[start:stop])
    found += parser.close()
    assert [message.event for message in found] == [event for event, _ in messages]
    assert all(message.error is None for message in found)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    good = bytearray(frame("one", {"text": "海上生明月"}))
    good[place % len(good)] ^= change
    parser = EventStreamParser(KNOWN)
    with pytest.raises(EventStreamBroken):
        parser.feed(bytes(good))
        parser.close()


def test_events_that_nobody_knows_are_passed_over_and_errors_are_not() -> None:
    parser = EventStreamParser(KNOWN)
    headers = {":message-type": "exception", ":exception-type": "throttlingException"}
    found = parser.feed(frame("three", {}) + frame("", {"message": "slow down"}, **headers))
    assert [message.error for message in found] == ["throttlingException"]
    error = {":message-type": "error", ":error-code": "InternalError", ":error-message": "x"}
    assert parser.feed(frame("", {}, **error))[0].error == "InternalError"


def test_headers_of_other_types_are_skipped() -> None:
    texts = b"\x0b:event-type\x07" + struct.pack("!H", 3) + b"one"
    others = b"\x01a\x00" + b"\x01b\x04\x00\x00\x00\x05" + b"\x01c\x06\x00\x02xy" + b"\x01d\x08" + bytes(8)
    head = others + texts
    start = struct.pack("!II", 16 + len(head) + 2, len(head))
    message = start + struct.pack("!I", zlib.crc32(start)) + head + b"{}"
    message += struct.pack("!I", zlib.crc32(message))
    assert EventStreamParser(KNOWN).feed(message)[0].event == "one"


def test_a_message_over_the_limit_is_refused_before_it_is_there() -> None:
    parser = EventStreamParser(KNOWN, max_message_bytes=100)
    start = struct.pack("!II", 101, 0)
    with pytest.raises(EventStreamBroken, match="101"):
        parser.feed(start + struct.pack("!I", zlib.crc32(start)))
