"""The clock of a connection: every phase has its limit, and one timer serves them all."""

from __future__ import annotations

import pytest

from huahua.infra.http1 import CallLimits, OutboundTimeout
from tests.unit.infra.http1.stage import Sink, Stage

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
PIECE = b"1\r\nx\r\n"
END = b"0\r\n\r\n"
LIMITS = CallLimits(first_byte_s=5, idle_s=2, whole_s=20)


def phase(sink: Sink) -> str:
    assert isinstance(sink.fault, OutboundTimeout)
    return sink.fault.phase


def test_a_silent_upstream() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.clock.advance(4.9)
    assert not sink.over
    stage.clock.advance(0.2)
    assert phase(sink) == "first_byte" and stage.transport.closed


def test_a_head_that_dribbles_is_no_first_byte() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    for byte in b"HTTP/1.1 200 OK\r\nx: y":
        stage.receive(bytes([byte]))
        stage.clock.advance(0.3)
    assert phase(sink) == "first_byte"


def test_silence_in_the_body() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.clock.advance(4)
    stage.receive(HEAD)
    stage.clock.advance(1.9)
    stage.receive(PIECE)
    stage.clock.advance(1.9)
    assert not sink.over
    stage.clock.advance(0.2)
    assert phase(sink) == "idle" and sink.body == b"x"


def test_junk_between_chunks_is_no_sign_of_life() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.receive(HEAD + b"1;")
    for _ in range(30):
        stage.receive(b"a")
        stage.clock.advance(0.1)
    assert phase(sink) == "idle"


def test_a_body_that_dribbles_without_end() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.receive(HEAD)
    for _ in range(30):
        stage.receive(PIECE)
        stage.clock.advance(1)
    assert phase(sink) == "whole" and len(sink.body) == 20


def test_the_whole_limit_counts_before_the_head_as_well() -> None:
    stage = Stage()
    sink = stage.call(CallLimits(first_byte_s=5, whole_s=5))
    stage.clock.advance(5)
    assert phase(sink) == "whole"


def test_a_pause_of_ours_is_no_silence_of_theirs() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.receive(HEAD + PIECE)
    stage.last.pause()
    assert not stage.transport.reading
    stage.clock.advance(10)
    assert not sink.over
    stage.last.resume()
    assert stage.transport.reading
    stage.clock.advance(1.9)
    assert not sink.over
    stage.clock.advance(0.2)
    assert phase(sink) == "idle"


def test_a_pause_does_not_stop_the_whole_limit() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.receive(HEAD)
    stage.last.pause()
    stage.clock.advance(20)
    assert phase(sink) == "whole"


def test_a_reply_that_ends_while_paused_leaves_a_connection_that_reads() -> None:
    stage = Stage()
    sink = stage.call(LIMITS)
    stage.receive(HEAD)
    stage.last.pause()
    stage.receive(PIECE + END)
    assert sink.ends == 1 and stage.transport.reading and stage.owner.idle


def test_an_unused_connection_is_closed_after_its_time() -> None:
    stage = Stage()
    stage.call()
    stage.receive(HEAD + END)
    stage.clock.advance(29.9)
    assert not stage.transport.closed
    stage.clock.advance(0.2)
    assert stage.transport.closed and stage.owner.gone == [stage.connection]


def test_use_prolongs_the_life_of_a_connection() -> None:
    stage = Stage()
    for _ in range(5):
        stage.call()
        stage.receive(HEAD + END)
        stage.clock.advance(20)
    assert not stage.transport.closed


@pytest.mark.parametrize("patience", [0.05, 200])
def test_a_later_call_has_its_own_limits(patience: float) -> None:
    stage = Stage()
    stage.call(LIMITS)
    stage.receive(HEAD + END)
    sink = stage.call(CallLimits(first_byte_s=patience))
    stage.clock.advance(patience - 0.01)
    assert not sink.over
    stage.clock.advance(0.02)
    assert phase(sink) == "first_byte"


def test_many_calls_set_few_timers() -> None:
    stage = Stage()
    for _ in range(1000):
        stage.call(LIMITS)
        stage.receive(HEAD, PIECE, PIECE, END)
        stage.clock.advance(0.001)
    assert len(stage.clock.timers) < 10
