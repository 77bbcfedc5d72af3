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


# Streams as servers write them: every line end, comments, fields that nobody knows, several data lines.
LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=12).map(
    str.encode
)
LINES = st.one_of(
    st.just(b""),
    WORDS.map(lambda words: b"data: " + words),
    WORDS.map(lambda words: b"data:" + words),
    st.just(b"data"),
    WORDS.map(lambda words: b"event: " + words),
    WORDS.map(lambda words: b": " + words),
    WORDS.map(lambda words: b"id: " + words),
    st.just(b"retry: 10"),
    WORDS,
)
STREAMS = st.lists(st.tuples(LINES, LINE_ENDS), max_size=25)
PLACES = st.lists(st.integers(min_value=0, max_value=10_000), max_size=30)


def by_the_standard(lines: list[bytes]) -> list[SseFrame]:
    """The standard's steps, word by word, over lines that are already apart:
    https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation"""
    frames = []
    data, event = bytearray(), ""
    for line in lines:
        if not line:
            if data:
                frames.append(SseFrame(bytes(data).removesuffix(b"\n"), event or None))
            data, event = bytearray(), ""
        elif not line.startswith(b":"):
            name, _, value = line.partition(b":")
            value = value[1:] if value.startswith(b" ") else value
            if name == b"data":
                data += value + b"\n"
            elif name == b"event":
                event = value.decode()
    return frames


@given(STREAMS, PLACES, st.booleans())
def test_any_stream_in_any_split_is_read_as_the_standard_says(
    stream: list[tuple[bytes, bytes]], places: list[int], marked: bool
) -> None:
    wire = (b"\xef\xbb\xbf" if marked else b"") + b"".join(line + end for line, end in stream)
    # A CR before an empty line's LF would be one line end: the bytes, not the list, say where lines end.
    text = wire.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    expected = by_the_standard(text.split(b"\n")[:-1])
    assert parse([wire]) == expected
    assert parse(cut(wire, places)) == expected
    assert parse([wire[place : place + 1] for place in range(len(wire))]) == expected


@given(STREAMS, PLACES, st.integers(min_value=6, max_value=20))
def test_a_long_line_is_refused_however_it_is_cut_and_a_short_one_never(
    stream: list[tuple[bytes, bytes]], places: list[int], limit: int
) -> None:
    wire = b"".join(line + end for line, end in stream)
    longest = max((len(line) for line in wire.replace(b"\r", b"\n").split(b"\n")), default=0)
    pieces = cut(wire, places)
    if longest > limit:
        with pytest.raises(SseTooLarge):
            parse(pieces, max_line_bytes=limit)
    else:
        parse(pieces, max_line_bytes=limit)


@given(STREAMS, PLACES)
def test_what_waits_in_memory_is_no_more_than_one_line_and_one_event(
    stream: list[tuple[bytes, bytes]], places: list[int]
) -> None:
    parser = SseParser(max_line_bytes=30, max_event_bytes=60)
    try:
        for piece in cut(b"".join(line + end for line, end in stream) * 40, places):
            parser.feed(piece)
            assert sum(map(len, parser._pieces)) <= 30
            assert sum(map(len, parser._data)) <= 60
    except SseTooLarge:
        assert sum(map(len, parser._data)) <= 60 + 30, "it was noticed at once"
