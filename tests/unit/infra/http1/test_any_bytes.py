"""Whatever an upstream sends: the protocol neither raises nor hangs nor keeps more than its limits, and the
sink hears exactly one end. Byte-level fuzzing of the reply side, on arbitrary and on damaged valid replies."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.infra.http1 import CallLimits, OutboundTooLarge
from tests.unit.infra.http1.stage import Sink, Stage

LIMITS = CallLimits(first_byte_s=5, idle_s=2, whole_s=20, max_bytes=500)

lines = st.sampled_from(
    [
        b"content-length: 2",
        b"content-length: 900",
        b"Content-Length: 0",
        b"transfer-encoding: chunked",
        b"transfer-encoding: gzip",
        b"connection: close",
        b"connection: keep-alive",
        b"upgrade: h2c",
        b"connection: upgrade",
        b"x: " + b"y" * 300,
        b" folded",
        b"no colon",
        b"\xff\xfe: \xff",
        b"a: \0",
        b"a:",
        b":",
    ]
)
starts = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 101 Switching Protocols",
        b"HTTP/1.1 103 Early Hints",
        b"HTTP/1.1 199 X",
        b"HTTP/1.1 204 No Content",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.0 200 OK",
        b"HTTP/2.0 200 OK",
        b"HTTP/1.1 000 X",
        b"HTTP/1.1 999 ",
        b"HTTP/1.1 200",
        b"ICY 200 OK",
        b"",
    ]
)
bodies = st.sampled_from(
    [
        b"hi",
        b"",
        b"2\r\nhi\r\n0\r\n\r\n",
        b"2;a=b\r\nhi\r\n0\r\nt: v\r\n\r\n",
        b"258\r\n" + b"x" * 600 + b"\r\n0\r\n\r\n",
        b"zz\r\n",
        b"2\nhi",
        b"x" * 600,
    ]
)


@st.composite
def replies(draw: st.DrawFn) -> bytes:
    """One to three messages that are valid or nearly so, with a few bytes damaged."""
    raw = bytearray()
    for _ in range(draw(st.integers(1, 3))):
        head = [draw(starts), *draw(st.lists(lines, max_size=4))]
        raw += b"\r\n".join(head) + b"\r\n\r\n" + draw(bodies)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(raw) - 1))
        raw[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=3))
    return bytes(raw)


@st.composite
def cut(draw: st.DrawFn, source: st.SearchStrategy[bytes]) -> list[bytes]:
    raw = draw(source)
    marks = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    return [raw[a:b] for a, b in zip([0, *marks], [*marks, len(raw)], strict=True) if a < b]


endings = st.sampled_from(["eof", "lost", "reset", "silence", "cancel"])
methods = st.sampled_from([b"GET", b"POST", b"HEAD"])


def the_next_call_hears_nothing_of_the_last(stage: Stage) -> None:
    sink = stage.call(LIMITS)
    stage.receive(b"HTTP/1.1 201 Created\r\nx-own: 1\r\ncontent-length: 3\r\n\r\nown")
    assert (sink.status, sink.body, sink.ends, sink.fault) == (201, b"own", 1, None)
    assert sink.headers == [(b"x-own", b"1"), (b"content-length", b"3")]


def play(pieces: list[bytes], ending: str, method: bytes, *, served: bool) -> Sink:
    """A call that gets these bytes, and then this ending. `Sink` and `Stage` check the order of events."""
    stage = Stage()
    if served:
        stage.call()
        stage.receive(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    sink = stage.call(LIMITS, head=method + b" / HTTP/1.1\r\nhost: h\r\n\r\n")
    stage.receive(*pieces)
    if stage.owner.idle:
        the_next_call_hears_nothing_of_the_last(stage)
    if ending == "cancel":
        stage.last.cancel()
        stage.clock.advance(100)
        stage.lose()
        return sink
    if ending == "eof" and not stage.transport.closed:
        stage.connection.eof_received()
    if ending == "silence":
        stage.clock.advance(25)
    else:
        stage.lose(ConnectionResetError(104, "reset") if ending == "reset" else None)
    assert sink.over != bool(stage.owner.repeated), "exactly one: an end, or another try"
    assert not stage.owner.repeated or (served and not any(pieces))
    stage.clock.advance(100)
    assert stage.transport.closed or ending in ("lost", "reset")
    assert stage.owner.gone == [stage.connection]
    return sink


@settings(max_examples=150, deadline=None)
@given(cut(replies()), endings, methods, st.booleans())
def test_damaged_replies(pieces: list[bytes], ending: str, method: bytes, served: bool) -> None:
    sink = play(pieces, ending, method, served=served)
    assert len(sink.body) <= 500
    assert sink.fault is None or sink.ends == 0
    assert all(b"\r" not in value and b"\n" not in value and b"\0" not in value for _, value in sink.headers)


@settings(max_examples=150, deadline=None)
@given(cut(st.binary(max_size=300)), endings, methods, st.booleans())
def test_arbitrary_bytes(pieces: list[bytes], ending: str, method: bytes, served: bool) -> None:
    assert play(pieces, ending, method, served=served).status == 0


@settings(max_examples=100, deadline=None)
@given(cut(replies()))
def test_the_cut_does_not_change_what_is_heard(pieces: list[bytes]) -> None:
    """The same bytes in one piece and in many tell the same story up to the point where it ends."""
    many = play(pieces, "eof", b"GET", served=False)
    one = play([b"".join(pieces)], "eof", b"GET", served=False)
    assert (many.status, many.headers, type(many.fault)) == (one.status, one.headers, type(one.fault))
    if isinstance(one.fault, OutboundTooLarge):  # the piece that goes over the limit is not handed out
        assert many.body.startswith(one.body)
    else:
        assert many.body == one.body
