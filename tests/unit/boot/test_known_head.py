"""A request is known again by its head, and by nothing less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.boot.known_head import MAX_BYTES, KnownHead

BEFORE = b"POST /v1/messages HTTP/1.1\r\nhost: x\r\nContent-Length: "
AFTER = b"\r\nauthorization: Bearer sk-1\r\n\r\n"


def request(body: bytes, length: int | None = None) -> bytes:
    return BEFORE + b"%d" % (len(body) if length is None else length) + AFTER + body


@pytest.fixture
def known() -> KnownHead:
    known = KnownHead.of(request(b"{}"), 2)
    assert known == KnownHead(BEFORE, AFTER)
    return known


@given(st.binary(max_size=2000))
def test_the_next_body_may_be_any(body: bytes) -> None:
    known = KnownHead.of(request(b"{}"), 2)
    assert known is not None
    assert known.body_of(request(body)) == body


@pytest.mark.parametrize(
    "data",
    [
        request(b"{}")[:-1],
        request(b"{}") + b"\r\n",
        request(b"{}") + request(b"{}"),
        request(b"{}", 3),
        request(b"{}").replace(b"sk-1", b"sk-2"),
        request(b"{}").replace(b"host: x", b"host: y"),
        request(b"{}").replace(b": 2\r", b": +2\r"),
        request(b"{}").replace(b": 2\r", b":  2\r"),
        request(b"{}").replace(b": 2\r", b": 2 \r"),
        request(b"{}").replace(b": 2\r", b": \r"),
        request(b"{}").replace(b": 2\r", b": 0000002\r"),
        b"\r\n" + request(b"{}"),
        request(b"{}")[:30],
        b"",
    ],
)
def test_anything_else_goes_to_the_parser(known: KnownHead, data: bytes) -> None:
    assert known.body_of(data) is None


@pytest.mark.parametrize(
    ("data", "body_bytes"),
    [
        (request(b"{}").replace(b"POST", b"GET"), 2),
        (request(b"{}").replace(b"Content-Length: 2", b"transfer-encoding: chunked"), 2),
        (request(b"{}").replace(b"host: x", b"content-length: 2"), 2),
        (request(b"{}", 3), 2),
        # two requests in one piece: the first must not become a part of the second's head
        (request(b"{}") + b"GET / HTTP/1.1\r\nhost: x\r\n\r\n{}", 2),
        (request(b"{}").replace(b"host: x", b"x: " + b"y" * MAX_BYTES), 2),
    ],
)
def test_only_a_plain_whole_request_is_remembered(data: bytes, body_bytes: int) -> None:
    assert KnownHead.of(data, body_bytes) is None
