"""The pool of the lean client on real sockets: reuse, waiting, cancelling, limits of time."""

from __future__ import annotations

import asyncio

import pytest

from huahua.infra.http1 import (
    CallLimits,
    HttpPool,
    OutboundBroken,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)
from huahua.infra.http1.resolver import AddressInfo, Resolver
from tests.integration.infra.http1.stage import (
    CHUNKED,
    OK,
    PATIENCE_S,
    Client,
    Peer,
    answering,
    listening,
    until,
)


async def test_calls_one_after_the_other_share_a_connection(pool: HttpPool) -> None:
    async with listening(answering) as upstream:
        client = Client(pool, upstream.url)
        for _ in range(20):
            assert (await client.ask(b"x")).body == b"hi"
        assert upstream.peers == 1


async def test_a_call_on_an_idle_connection_is_written_at_once(pool: HttpPool) -> None:
    async with listening(answering) as upstream:
        client = Client(pool, upstream.url)
        await client.ask()
        call, sink = client.send()
        assert call.connection is not None
        await sink.end()


async def test_calls_side_by_side_have_a_connection_each_and_the_last_used_serves_first(
    pool: HttpPool,
) -> None:
    served: list[int] = []

    async def script(peer: Peer) -> None:
        while True:
            await peer.call()
            served.append(peer.number)
            if len(served) < 3:
                await together.wait()
            else:
                together.set()
            await peer.say(OK)

    together = asyncio.Event()
    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        for sink in [client.send()[1] for _ in range(3)]:
            await sink.end()
        assert sorted(served) == [0, 1, 2]
        for _ in range(5):
            await client.ask()
        assert upstream.peers == 3 and len(set(served[3:])) == 1


async def test_a_full_pool_makes_calls_wait_for_their_turn() -> None:
    order: list[bytes] = []

    async def script(peer: Peer) -> None:
        while True:
            order.append((await peer.call())[1])
            await peer.say(OK)

    pool = HttpPool(connections_per_origin=2)
    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        sinks = [client.send(b"%d" % number)[1] for number in range(9)]
        assert [(await sink.end()).body for sink in sinks] == [b"hi"] * 9
        assert upstream.peers == 2
        assert order[2:] == [b"%d" % number for number in range(2, 9)]
    await pool.close()


async def test_waiting_in_a_full_pool_has_its_limit_and_a_closed_connection_makes_room() -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        if peer.number == 0:
            await peer.gone()
        else:
            await peer.say(OK)

    pool = HttpPool(connections_per_origin=1)
    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        call, first = client.send()
        late = await client.ask(limits=CallLimits(connect_s=0.05))
        assert isinstance(late.fault, OutboundTimeout) and late.fault.phase == "connect"
        _, second = client.send()
        call.cancel()
        assert (await second.end()).body == b"hi"
        assert first.ends == 0
    await pool.close()


async def test_a_call_that_goes_out_once_more_does_not_queue_again() -> None:
    """Its place was first; those who wait must not take the new connection from it for good."""

    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(OK)
        await peer.call()
        if peer.number:
            await peer.say(OK)
            await answering(peer)

    pool = HttpPool(connections_per_origin=1)
    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        await client.ask()
        sinks = [client.send()[1] for _ in range(4)]
        for sink in sinks:
            assert ((await sink.end()).body, sink.fault) == (b"hi", None)
    await pool.close()


async def test_an_idle_connection_that_the_upstream_closes_is_dropped_at_once(pool: HttpPool) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(OK)

    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        await client.ask()
        origin_pool = pool._origins[client.origin.key]
        await until(lambda: origin_pool.empty)
        assert (await client.ask()).body == b"hi"
        assert upstream.peers == 2


async def test_cancelling_in_the_middle_of_a_reply_closes_the_connection(pool: HttpPool) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(CHUNKED + b"2\r\nhi\r\n")
        await peer.gone()

    async with listening(script) as upstream:
        call, sink = Client(pool, upstream.url).send()
        await asyncio.wait_for(sink.pieces.wait(), PATIENCE_S)
        call.cancel()
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)
        assert (sink.body, sink.ends) == (b"hi", 0)


async def test_cancelling_while_connecting_tells_nothing(pool: HttpPool) -> None:
    async with listening(answering) as upstream:
        client = Client(pool, upstream.url)
        call, sink = client.send()
        call.cancel()
        assert (await client.ask()).body == b"hi"
        assert sink.ends == 0


async def test_a_body_of_megabytes_arrives_whole(pool: HttpPool) -> None:
    sizes: list[int] = []

    async def script(peer: Peer) -> None:
        while True:
            _, body = await peer.call()
            sizes.append(len(body))
            await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)

    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        for _ in range(2):
            assert len((await client.ask(b"x" * 5_000_000)).body) == 5_000_000
        assert sizes == [5_000_000] * 2 and upstream.peers == 1


async def test_an_answer_before_the_call_is_written_out(pool: HttpPool) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.say(b"HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n")
        await released.wait()

    released = asyncio.Event()
    async with listening(script) as upstream:
        sink = await Client(pool, upstream.url).ask(b"x" * 30_000_000)
        assert (sink.status, sink.fault) == (413, None)
        assert pool._origins[next(iter(pool._origins))].empty, "the connection was not kept"
        released.set()


async def test_an_upstream_that_never_answers(pool: HttpPool) -> None:
    async def script(peer: Peer) -> None:
        await peer.gone()

    async with listening(script) as upstream:
        sink = await Client(pool, upstream.url).ask(limits=CallLimits(first_byte_s=0.05))
        assert isinstance(sink.fault, OutboundTimeout) and sink.fault.phase == "first_byte"
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)


@pytest.mark.parametrize(
    ("drip", "limits", "phase"),
    [
        (b"x", CallLimits(first_byte_s=0.05), "first_byte"),
        (CHUNKED + b"1;", CallLimits(idle_s=0.05), "idle"),
        (CHUNKED + b"2\r\n", CallLimits(idle_s=0.05), "idle"),
        (CHUNKED, CallLimits(whole_s=0.05), "whole"),
    ],
    ids=["head", "extension", "silence", "whole"],
)
async def test_upstreams_that_dribble_are_cut(
    pool: HttpPool, drip: bytes, limits: CallLimits, phase: str
) -> None:
    """After `drip` they go on byte by byte for as long as they may: `x` is a status line that does not end,
    an extension of a chunk, or one chunk after the other."""
    more = {"first_byte": b"x", "idle": b"x", "whole": b"1\r\nx\r\n"}[phase]
    silent = drip.endswith(b"2\r\n")

    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(b"HTTP/1.1 200 " if phase == "first_byte" else drip)
        while not silent:
            await peer.say(more)
            await asyncio.sleep(0.002)
        await peer.gone()

    async with listening(script) as upstream:
        sink = await Client(pool, upstream.url).ask(limits=limits)
        assert isinstance(sink.fault, OutboundTimeout) and sink.fault.phase == phase
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)


async def test_a_flood_is_cut(pool: HttpPool) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(CHUNKED)
        while True:
            await peer.say(b"400\r\n" + b"x" * 1024 + b"\r\n")

    async with listening(script) as upstream:
        sink = await Client(pool, upstream.url).ask(limits=CallLimits(max_bytes=10_000))
        assert isinstance(sink.fault, OutboundTooLarge) and len(sink.body) <= 10_000
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)


async def test_a_paused_call_holds_the_upstream_back(pool: HttpPool) -> None:
    total, written = 30_000_000, 0

    async def script(peer: Peer) -> None:
        nonlocal written
        await peer.call()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % total)
        for _ in range(total // 100_000):
            await peer.say(b"x" * 100_000)
            written += 100_000
        await peer.gone()

    async with listening(script) as upstream:
        call, sink = Client(pool, upstream.url).send(limits=CallLimits(idle_s=5))
        await asyncio.wait_for(sink.heads.wait(), PATIENCE_S)
        call.pause()
        before = -1
        while before != written:  # until the buffers of both sides are full
            before = written
            for _ in range(50):
                await asyncio.sleep(0)
        assert written < total
        call.resume()
        assert len((await sink.end()).body) == total


async def test_nobody_listens(pool: HttpPool) -> None:
    async with listening(answering) as upstream:
        pass
    sink = await Client(pool, upstream.url).ask()
    assert isinstance(sink.fault, OutboundUnreachable)


async def test_the_next_address_of_a_name_is_tried() -> None:
    async def lookup(host: str, port: int) -> list[AddressInfo]:
        return [(2, 1, 6, "", ("127.0.0.2", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    pool = HttpPool(resolver=Resolver(lookup=lookup))
    async with listening(answering, name="upstream.example") as upstream:
        assert (await Client(pool, upstream.url).ask()).body == b"hi"
    await pool.close()


async def test_a_name_service_that_is_silent() -> None:
    async def lookup(host: str, port: int) -> list[AddressInfo]:
        return await asyncio.get_running_loop().create_future()

    pool = HttpPool(resolver=Resolver(lookup=lookup))
    sink = await Client(pool, "http://upstream.example").ask(limits=CallLimits(connect_s=0.05))
    assert isinstance(sink.fault, OutboundTimeout) and sink.fault.phase == "connect"
    await pool.close()


async def test_closing_the_pool_ends_calls_and_connections() -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.gone()

    pool = HttpPool()
    async with listening(script) as upstream:
        client = Client(pool, upstream.url)
        waiting = [client.send()[1] for _ in range(3)]
        await until(lambda: upstream.peers == 3)
        waiting.append(client.send()[1])
        await pool.close()
        for sink in waiting:
            assert isinstance((await sink.end()).fault, OutboundUnreachable)
        for _ in range(3):
            await asyncio.wait_for(upstream.done.get(), PATIENCE_S)


async def test_garbage_before_any_call_is_no_answer(pool: HttpPool) -> None:
    async def script(peer: Peer) -> None:
        await peer.say(b"220 mail.example ESMTP\r\n")
        await peer.gone()

    async with listening(script) as upstream:
        sink = await Client(pool, upstream.url).ask()
        assert isinstance(sink.fault, OutboundBroken | OutboundUnreachable)
