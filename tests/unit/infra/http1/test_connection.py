"""One connection: the framing of replies, what makes it serve again, and what ends it."""

from __future__ import annotations

import pytest

from huahua.infra.http1 import CallLimits, OutboundBroken, OutboundTooLarge, OutboundUnreachable
from tests.unit.infra.http1.stage import HEAD, Sink, Stage

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"

WHOLE = {
    "length": (OK, b"hi"),
    "chunks": (CHUNKED + b"2\r\nhi\r\n4;note=x\r\n you\r\n0\r\nx-sum: 1\r\n\r\n", b"hi you"),
    "empty": (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b""),
    "204 with a length": (b"HTTP/1.1 204 No Content\r\ncontent-length: 7\r\n\r\n", b""),
    "304": (b"HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n", b""),
    "after 1xx": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + OK, b"hi"),
}


@pytest.mark.parametrize(("raw", "body"), WHOLE.values(), ids=WHOLE)
def test_a_whole_reply_leaves_the_connection_idle_however_it_is_cut(raw: bytes, body: bytes) -> None:
    for cut in range(1, len(raw)):
        stage = Stage()
        sink = stage.call()
        stage.receive(raw[:cut], raw[cut:])
        assert (sink.ends, sink.body, sink.fault) == (1, body, None), cut
        assert stage.owner.idle == [stage.connection], cut
        sink = stage.call()
        stage.receive(OK)
        assert (sink.ends, sink.headers) == (1, [(b"content-length", b"2")]), cut
    stage = Stage()
    sink = stage.call()
    stage.receive(*(raw[at : at + 1] for at in range(len(raw))))
    assert (sink.ends, sink.body) == (1, body)


def test_a_connection_serves_many_calls() -> None:
    stage = Stage()
    for number in range(3):
        sink = stage.call()
        stage.receive(b"HTTP/1.1 20%d OK\r\nX-Name:  some value \r\nContent-Length: 1\r\n\r\nx" % number)
        assert (sink.status, sink.body, sink.ends) == (200 + number, b"x", 1)
        assert sink.headers == [(b"x-name", b"some value"), (b"content-length", b"1")]
    assert stage.transport.written == 3 * (HEAD + b"hi")


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi and more",
        b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi",
        OK + b"junk",
        OK + OK,
        OK + b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nhi",
    ],
)
def test_whole_replies_after_which_a_connection_is_not_used_again(raw: bytes) -> None:
    stage = Stage()
    sink = stage.call()
    stage.receive(raw)
    assert (sink.ends, sink.fault) == (1, None)
    assert sink.body in (b"hi", b"")
    assert not stage.owner.idle and stage.transport.closed


def test_an_answer_before_the_call_was_written_out_is_taken_but_ends_the_connection() -> None:
    stage = Stage()
    sink = stage.call()
    stage.transport.unsent = 1
    stage.receive(b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n")
    assert (sink.status, sink.ends) == (413, 1)
    assert not stage.owner.idle and stage.transport.closed


def test_bytes_on_an_idle_connection_end_it() -> None:
    stage = Stage()
    stage.call()
    stage.receive(OK)
    stage.receive(OK)
    assert stage.transport.closed and stage.owner.gone == [stage.connection]


@pytest.mark.parametrize("ending", ["eof", "lost"])
def test_a_body_without_length_goes_on_until_the_connection_ends(ending: str) -> None:
    stage = Stage()
    sink = stage.call()
    stage.receive(b"HTTP/1.1 200 OK\r\nx-a: b\r\n\r\nall", b" of it")
    assert not sink.over
    stage.connection.eof_received() if ending == "eof" else stage.lose()
    stage.lose()
    assert (sink.ends, sink.body) == (1, b"all of it")
    assert not stage.owner.idle


def test_a_reset_is_not_an_end() -> None:
    stage = Stage()
    sink = stage.call()
    stage.receive(b"HTTP/1.1 200 OK\r\n\r\nhalf")
    stage.lose(ConnectionResetError(104, "Connection reset by peer"))
    assert isinstance(sink.fault, OutboundBroken)


def test_head_replies_have_no_body_whatever_they_say() -> None:
    for raw in (OK.removesuffix(b"hi"), CHUNKED, b"HTTP/1.1 200 OK\r\n\r\n"):
        stage = Stage()
        sink = stage.call(head=b"HEAD / HTTP/1.1\r\nhost: h\r\n\r\n")
        stage.receive(raw)
        assert (sink.status, sink.ends, sink.body) == (200, 1, b"")


SMUGGLED = {
    "length and chunks": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nhi",
    "list of lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2, 3\r\n\r\nhi",
    "signed length": b"HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nhi",
    "huge length": b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\nhi",
    "space before the colon": b"HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nhi",
    "folded header": b"HTTP/1.1 200 OK\r\na: b\r\n c\r\ncontent-length: 0\r\n\r\n",
    "bare LF": b"HTTP/1.1 200 OK\ncontent-length: 0\n\n",
    "bare CR": b"HTTP/1.1 200 OK\r\na: b\rc: d\r\ncontent-length: 0\r\n\r\n",
    "NUL": b"HTTP/1.1 200 OK\r\na: b\0c\r\ncontent-length: 0\r\n\r\n",
    "size in words": CHUNKED + b"zz\r\nhi\r\n0\r\n\r\n",
    "size with a sign": CHUNKED + b"-2\r\nhi\r\n0\r\n\r\n",
    "size with 0x": CHUNKED + b"0x2\r\nhi\r\n0\r\n\r\n",
    "size over 64 bits": CHUNKED + b"fffffffffffffffff\r\nhi\r\n0\r\n\r\n",
    "chunk longer than its size": CHUNKED + b"1\r\nhi\r\n0\r\n\r\n",
    "chunk without CR": CHUNKED + b"2\nhi\n0\n\n",
    "not HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no version": b"200 OK\r\n\r\n",
    "switching protocols": b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "101 alone": b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + OK,
    "status 000": b"HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n",
    "status of four digits": b"HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n",
    "1xx with a body": b"HTTP/1.1 199 X\r\ncontent-length: 3\r\n\r\nabc" + OK,
}


@pytest.mark.parametrize("raw", SMUGGLED.values(), ids=SMUGGLED)
def test_what_does_not_keep_to_the_protocol_is_refused(raw: bytes) -> None:
    for pieces in ([raw], [raw[at : at + 1] for at in range(len(raw))]):
        stage = Stage()
        sink = stage.call()
        stage.receive(*pieces)
        assert isinstance(sink.fault, OutboundBroken)
        assert stage.transport.closed and not stage.owner.idle


ENDLESS = {
    "head": [b"HTTP/1.1 200 OK\r\n", b"x-a: " + b"b" * 1000 + b"\r\n"],
    "name": [b"HTTP/1.1 200 OK\r\n", b"b" * 1000],
    "reason": [b"HTTP/1.1 200 ", b"b" * 1000],
    "informational": [b"", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"],
    "extensions of one chunk": [CHUNKED + b"2;", b"b" * 1000],
    "trailers": [CHUNKED + b"0\r\n", b"x-a: " + b"b" * 1000 + b"\r\n"],
    "leading blank lines": [b"", b"\r\n\r\n"],
}


@pytest.mark.parametrize(("start", "more"), ENDLESS.values(), ids=ENDLESS)
def test_what_never_ends_is_cut(start: bytes, more: bytes) -> None:
    stage = Stage()
    sink = stage.call()
    stage.receive(start)
    sent = 0
    while not stage.transport.closed:
        stage.receive(more)
        sent += len(more)
        assert sent < 70_000
    assert isinstance(sink.fault, OutboundBroken)


def test_a_long_head_in_one_piece_is_refused_too() -> None:
    for headers in (b"x-a: " + b"b" * 70_000 + b"\r\n", b"a: b\r\n" * 300):
        stage = Stage()
        sink = stage.call()
        stage.receive(b"HTTP/1.1 200 OK\r\n" + headers + b"content-length: 2\r\n\r\nhi")
        assert isinstance(sink.fault, OutboundBroken)


def test_a_long_body_right_behind_its_head_is_no_long_head() -> None:
    stage = Stage()
    sink = stage.call()
    stage.receive(b"HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n" + b"x" * 200_000)
    assert (len(sink.body), sink.ends) == (200_000, 1)


def test_a_body_over_the_limit_is_cut_at_once() -> None:
    stage = Stage()
    sink = stage.call(CallLimits(max_bytes=5))
    stage.receive(CHUNKED + b"5\r\nhallo\r\n")
    assert not sink.over
    stage.receive(b"1\r\n!\r\n")
    assert isinstance(sink.fault, OutboundTooLarge)
    assert sink.body == b"hallo" and stage.transport.closed


def test_nothing_is_told_after_cancel_not_even_of_what_is_already_here() -> None:
    class Impatient(Sink):
        def on_body(self, piece: bytes) -> None:
            super().on_body(piece)
            stage.last.cancel()

    stage = Stage()
    sink = stage.call(sink=Impatient())
    stage.receive(CHUNKED + b"2\r\nhi\r\n2\r\nho\r\n0\r\n\r\n")
    stage.lose()
    stage.last.cancel()
    assert (sink.body, sink.over) == (b"hi", False)
    assert stage.transport.closed and not stage.owner.idle


def test_the_next_call_may_be_sent_from_the_end_of_the_last() -> None:
    class Eager(Sink):
        def on_end(self) -> None:
            super().on_end()
            assert stage.owner.idle == [stage.connection]
            self.next = stage.call()

    stage = Stage()
    first = Eager()
    stage.call(sink=first)
    stage.receive(OK)
    stage.receive(OK)
    assert (first.ends, first.next.ends, first.next.body) == (1, 1, b"hi")


@pytest.mark.parametrize("method", ["on_head", "on_body", "on_end"])
def test_a_sink_that_raises_harms_nobody_else(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def clumsy(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    stage = Stage()
    sink = Sink()
    monkeypatch.setattr(sink, method, clumsy)
    stage.call(sink=sink)
    stage.receive(OK)
    assert [str(fault) for fault in stage.clock.reported] == ["a fault of ours"]
    assert (sink.fault is None) == (method == "on_end")


def test_a_served_connection_closed_before_the_reply_gives_the_call_back() -> None:
    stage = Stage()
    stage.call()
    stage.receive(OK)
    sink = stage.call()
    stage.lose()
    assert stage.owner.repeated == [stage.last] and not sink.over


@pytest.mark.parametrize("heard", [b"", b"H", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_call_is_not_repeated_on_a_first_use_or_after_a_byte_of_the_reply(heard: bytes) -> None:
    stage = Stage()
    if heard:
        stage.call()
        stage.receive(OK)
    sink = stage.call()
    if heard:
        stage.receive(heard)
    stage.lose()
    assert isinstance(sink.fault, OutboundBroken if heard else OutboundUnreachable)
    assert not stage.owner.repeated


@pytest.mark.parametrize("rest", [b"h", b""])
def test_a_reply_shorter_than_it_said_is_broken(rest: bytes) -> None:
    for head in (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n" + rest, CHUNKED + b"2\r\n" + rest):
        stage = Stage()
        sink = stage.call()
        stage.receive(head)
        stage.connection.eof_received()
        stage.lose()
        assert isinstance(sink.fault, OutboundBroken)
