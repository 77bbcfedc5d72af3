"""TLS of the lean client: what it trusts, what it says, how handshakes end."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from huahua.infra.http1 import CallLimits, HttpPool, OutboundTimeout, OutboundUnreachable
from huahua.infra.http1.resolver import AddressInfo, Resolver
from tests.integration.infra.http1.authority import Authority
from tests.integration.infra.http1.stage import PATIENCE_S, Client, Peer, answering, listening

NAME = "upstream.example"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


async def loopback(host: str, port: int) -> list[AddressInfo]:
    return [(2, 1, 6, "", ("127.0.0.1", port))]


def make_pool(authority: Authority) -> HttpPool:
    return HttpPool(resolver=Resolver(lookup=loopback), tls=authority.client())


async def test_a_verified_connection_serves_many_calls(authority: Authority) -> None:
    said: list[object] = []

    async def script(peer: Peer) -> None:
        tls = peer.writer.get_extra_info("ssl_object")
        said.extend((tls.selected_alpn_protocol(), tls.version()))
        await answering(peer)

    server = authority.server(NAME)
    server.sni_callback = lambda _socket, name, _context: said.append(name)
    pool = make_pool(authority)
    async with listening(script, tls=server, name=NAME) as upstream:
        client = Client(pool, upstream.url)
        for _ in range(5):
            sink = await client.ask(b"x" * 100_000)
            assert (sink.body, sink.fault) == (b"hi", None)
        assert upstream.peers == 1
        await pool.close()
    assert said == [NAME, "http/1.1", "TLSv1.3"]


async def test_an_address_in_the_certificate(authority: Authority) -> None:
    pool = make_pool(authority)
    async with listening(answering, tls=authority.server("127.0.0.1")) as upstream:
        assert (await Client(pool, upstream.url).ask()).body == b"hi"
        await pool.close()


async def refused(pool: HttpPool, server: ssl.SSLContext) -> None:
    async with listening(answering, tls=server, name=NAME) as upstream:
        sink = await Client(pool, upstream.url).ask()
        assert isinstance(sink.fault, OutboundUnreachable)
        assert "TLS" in str(sink.fault)
        await pool.close()


async def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    await refused(make_pool(authority), authority.server("other.example"))


async def test_an_outdated_certificate_is_refused(authority: Authority) -> None:
    await refused(make_pool(authority), authority.server(NAME, days=-1))


async def test_an_unknown_authority_is_refused(authority: Authority, tmp_path: Path) -> None:
    await refused(make_pool(authority), Authority(tmp_path).server(NAME))


async def test_the_systems_store_is_what_counts_when_nothing_else_is_said(authority: Authority) -> None:
    await refused(HttpPool(resolver=Resolver(lookup=loopback)), authority.server(NAME))


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
async def test_old_versions_are_refused(authority: Authority) -> None:
    server = authority.server(NAME)
    server.minimum_version = server.maximum_version = ssl.TLSVersion.TLSv1_1
    server.set_ciphers("DEFAULT:@SECLEVEL=0")
    await refused(make_pool(authority), server)


async def test_a_server_without_tls_is_no_https(authority: Authority) -> None:
    async def script(peer: Peer) -> None:
        await peer.say(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
        await peer.gone()

    pool = make_pool(authority)
    async with listening(script, name=NAME) as upstream:
        sink = await Client(pool, upstream.url.replace("http:", "https:")).ask()
        assert isinstance(sink.fault, OutboundUnreachable)
        await pool.close()


@pytest.mark.parametrize("how", ["time-out", "cancel"])
async def test_a_handshake_that_never_ends_is_left(authority: Authority, how: str) -> None:
    greeted = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.reader.readexactly(5)
        greeted.set()
        await peer.gone()

    pool = make_pool(authority)
    async with listening(script, name=NAME) as upstream:
        client = Client(pool, upstream.url.replace("http:", "https:"))
        if how == "cancel":
            call, sink = client.send()
            await asyncio.wait_for(greeted.wait(), PATIENCE_S)
            call.cancel()
        else:
            sink = await client.ask(limits=CallLimits(connect_s=0.1))
            assert isinstance(sink.fault, OutboundTimeout) and sink.fault.phase == "connect"
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)
        assert sink.ends == (how == "time-out")
        await pool.close()


async def test_cancelling_in_the_middle_of_a_reply_closes_the_connection(authority: Authority) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")
        await peer.gone()

    pool = make_pool(authority)
    async with listening(script, tls=authority.server(NAME), name=NAME) as upstream:
        call, sink = Client(pool, upstream.url).send()
        await asyncio.wait_for(sink.pieces.wait(), PATIENCE_S)
        call.cancel()
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)
        assert sink.ends == 0
        await pool.close()


async def test_a_kept_connection_that_the_upstream_closed(authority: Authority) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
        await peer.call()

    pool = make_pool(authority)
    async with listening(script, tls=authority.server(NAME), name=NAME) as upstream:
        client = Client(pool, upstream.url)
        for _ in range(3):
            assert (await client.ask()).body == b"hi"
        assert upstream.peers == 3
        await pool.close()
