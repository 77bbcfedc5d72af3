"""Heads of requests: what is written, and what must never get in."""

from __future__ import annotations

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.infra.http1 import Origin, OutboundBadRequest, header_line, prepare

ORIGIN = Origin("https://api.example.com/v1/")


def test_the_constant_part_is_made_once_and_the_length_filled_in() -> None:
    prepared = prepare("POST", ORIGIN, ORIGIN.path + "/chat/completions", {"authorization": "Bearer x"})
    assert prepared.whole(12) == (
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: api.example.com\r\nuser-agent: HuaHua\r\naccept: */*\r\n"
        b"accept-encoding: identity\r\nauthorization: Bearer x\r\ncontent-length: 12\r\n\r\n"
    )
    assert prepared.whole(0, header_line("x-request-id", "r1")).endswith(
        b"content-length: 0\r\nx-request-id: r1\r\n\r\n"
    )
    assert b"content-length" not in prepared.whole(None)


def test_own_headers_take_the_place_of_the_usual_ones() -> None:
    head = prepare(
        "GET", ORIGIN, "/", {"Host": "inner.example", "User-Agent": "u", "Accept": "text/event-stream"}
    ).whole(None)
    assert head.lower().count(b"host:") == head.lower().count(b"user-agent:") == 1
    assert b"*/*" not in head and b"Host: inner.example\r\n" in head


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-a", "b\r\ncontent-length: 0"),
        ("x-a", "b\nc"),
        ("x-a", "b\rc"),
        ("x-a", "b\0c"),
        ("x-a", "b\x7f"),
        ("x-a", "\ud800"),
        ("x-a\r\nx-b", "c"),
        ("x a", "b"),
        ("x:a", "b"),
        ("", "b"),
        ("ｘ", "b"),
        ("Content-Length", "5"),
        ("transfer-encoding", "chunked"),
        ("Connection", "close"),
        ("Expect", "100-continue"),
    ],
)
def test_headers_that_would_change_the_message_are_refused(name: str, value: str) -> None:
    with pytest.raises(OutboundBadRequest) as caught:
        prepare("POST", ORIGIN, "/", {name: value})
    assert value not in str(caught.value) or len(value) < 3


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/a b"),
        ("GET", "/a\r\nx: y"),
        ("GET", "/ä"),
        ("GET", "/a#b"),
        ("GET", "a"),
        ("GET", ""),
        ("GET", "http://other.example/"),
        ("G T", "/"),
        ("GET /x HTTP/1.1\r\nx:", "/"),
        ("", "/"),
    ],
)
def test_methods_and_targets_are_what_they_seem(method: str, target: str) -> None:
    with pytest.raises(OutboundBadRequest):
        prepare(method, ORIGIN, target, {})


class Heard:
    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.ends = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_message_complete(self) -> None:
        self.ends += 1


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3), st.integers(0, 3))
def test_a_server_reads_exactly_the_headers_that_were_given(headers: dict[str, str], length: int) -> None:
    try:
        head = prepare("POST", ORIGIN, "/x", headers).whole(length)
    except OutboundBadRequest:
        return
    heard = Heard()
    httptools.HttpRequestParser(heard).feed_data(head + b"x" * length)
    assert heard.ends == 1
    said = {(name.lower(), value.strip(b" \t")) for name, value in heard.headers}
    assert {(name.lower().encode(), value.encode().strip(b" \t")) for name, value in headers.items()} <= said
