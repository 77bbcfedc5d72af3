"""Replies gathered for those who await."""

from __future__ import annotations

import asyncio
import tracemalloc

from huahua.infra.http_replies import LAG_BYTES, StreamedReply, WholeReply


async def test_a_reply_in_crumbs_takes_no_more_memory_than_its_bytes() -> None:
    sink = WholeReply(asyncio.get_running_loop())
    sink.on_head(200, [])
    tracemalloc.start()
    for number in range(200_000):
        sink.on_body(b"%02d" % (number % 100))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sink.on_end()
    assert peak < 2_000_000
    assert len(sink.response(1_000_000).body) == 400_000


async def test_what_waits_for_the_reader_comes_in_one_piece() -> None:
    sink = StreamedReply(asyncio.get_running_loop())
    sink.on_head(200, [(b"x-a", b"b")])
    for piece in (b"one ", b"two ", b"x" * LAG_BYTES):
        sink.on_body(piece)
    sink.on_end()
    await sink.head()
    assert (sink.status, sink.headers["X-A"]) == (200, "b")
    assert await sink.next_piece() == b"one two " + b"x" * LAG_BYTES
    assert await sink.next_piece() == b""
