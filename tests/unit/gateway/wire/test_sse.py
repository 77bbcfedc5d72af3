"""Server-sent events: any split of the bytes gives the same frames, and nothing grows without bound."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.wire.sse import SseFrame, SseParser, SseTooLarge, encode

STREAM = (
    "\ufeff: welcome\n"
    "event: greeting\r\n"
    "data: 你好\r\n"
    "\r\n"
    "data: two\r"
    "data:lines\r"
    "\r"
    "id: 7\nretry: 10\ndata\ndata:  kept space\n\n"
    "event: nothing-to-say\n\n"
    "unknown: field\ndata: last\n\n"
    "data: cut off"
).encode()
FRAMES = [
    SseFrame("你好".encode(), "greeting"),
    SseFrame(b"two\nlines"),
    SseFrame(b"\n kept space"),
    SseFrame(b"last"),
]


def parse(pieces: list[bytes], **limits: int) -> list[SseFrame]:
    parser = SseParser(**limits)
    return [frame for piece in pieces for frame in parser.feed(piece)]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


def test_every_feature_of_the_format() -> None:
    assert parse([STREAM]) == FRAMES


@pytest.mark.parametrize("places", [[], [1], [1, 2], [3]])
def test_a_byte_order_mark_does_not_hide_the_first_field(places: list[int]) -> None:
    assert parse(cut("\ufeffdata: x\n\n".encode(), places)) == [SseFrame(b"x")]
    assert parse(["data: x\n\n\ufeffdata: y\n\n".encode()]) == [SseFrame(b"x")]


def test_one_byte_at_a_time() -> None:
    assert parse([bytes([byte]) for byte in STREAM]) == FRAMES


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=30))
def test_any_split_gives_the_same_frames(places: list[int]) -> None:
    assert parse(cut(STREAM, places)) == FRAMES


EVENT_NAMES = st.none() | st.text("abcdefgh_.", min_size=1)
DATA = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")).map(str.encode)


@given(
    st.lists(st.tuples(DATA, EVENT_NAMES), max_size=8),
    st.lists(st.integers(min_value=0, max_value=10_000), max_size=10),
)
def test_what_is_encoded_is_read_back(events: list[tuple[bytes, str | None]], places: list[int]) -> None:
    wire = b"".join(encode(data, event) for data, event in events)
    assert parse(cut(wire, places)) == [SseFrame(data, event) for data, event in events]


def test_carriage_returns_inside_data_cannot_forge_an_event() -> None:
    wire = encode(b'x\r\revent: forged\rdata: "y"')
    assert [frame.event for frame in parse([wire])] == [None]


@pytest.mark.parametrize(
    "pieces", [[b"data: " + b"x" * 100], [b"data: ", *[b"x"] * 100], [b"x" * 101, b"\n"]]
)
def test_a_line_without_end_is_refused(pieces: list[bytes]) -> None:
    with pytest.raises(SseTooLarge):
        parse(pieces, max_line_bytes=100)


def test_a_finished_line_over_the_limit_is_refused() -> None:
    with pytest.raises(SseTooLarge):
        parse([b"data: " + b"x" * 200 + b"\n\n"], max_line_bytes=100)


def test_an_event_of_endless_lines_is_refused() -> None:
    with pytest.raises(SseTooLarge):
        parse([b"data: xxxxxxxxx\n"] * 20, max_event_bytes=100)


def test_comments_alone_are_never_too_large() -> None:
    assert parse([b": still here\n"] * 1000, max_line_bytes=100, max_event_bytes=100) == []
