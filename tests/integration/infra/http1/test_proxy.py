"""Calls through a proxy that the operator named."""

from __future__ import annotations

import pytest

from huahua.infra.http import (
    Outbound,
    OutboundBadRequest,
    OutboundBroken,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)
from tests.integration.infra.http1.stage import OK, Peer, Upstream, listening


async def ask(
    outbound: Outbound, proxy: Upstream, url: str = "http://api.example.com/v1", **more: object
) -> bytes:
    reply = await outbound.request(
        "POST",
        url,
        headers={"x-key": "k"},
        body=b"{}",
        proxy=proxy.url,
        **more,  # type: ignore[arg-type]
    )
    return reply.body


async def test_the_proxy_gets_the_whole_address_and_resolves_it(outbound: Outbound) -> None:
    calls: list[tuple[bytes, bytes]] = []

    async def script(peer: Peer) -> None:
        calls.append(await peer.call())
        await peer.say(OK)

    async with listening(script) as proxy:
        assert await ask(outbound, proxy) == b"hi"
    head, body = calls[0]
    assert head.startswith(b"POST http://api.example.com/v1 HTTP/1.1\r\n") and body == b"{}"
    assert b"x-key: k\r\n" in head and b"accept-encoding: identity\r\n" in head.lower()


async def test_https_goes_through_a_tunnel_and_a_refusal_of_the_proxy_is_said(outbound: Outbound) -> None:
    heads: list[bytes] = []

    async def script(peer: Peer) -> None:
        heads.append((await peer.call())[0])
        await peer.say(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    async with listening(script) as proxy:
        with pytest.raises(OutboundUnreachable, match="407"):
            await ask(outbound, proxy, "https://api.example.com/v1")
    assert heads[0].startswith(b"CONNECT api.example.com:443 HTTP/1.1\r\n")
    assert b"x-key" not in heads[0]


async def test_headers_that_would_change_the_message_send_nothing(outbound: Outbound) -> None:
    async with listening(lambda peer: peer.say(OK)) as proxy:
        with pytest.raises(OutboundBadRequest):
            await outbound.request("GET", "http://x.example/", headers={"a": "b\r\nc: d"}, proxy=proxy.url)
        assert proxy.peers == 0


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest", "http://10.0.0.1/", "ftp://x/"])
async def test_the_guard_looks_at_spelled_out_addresses(outbound: Outbound, url: str) -> None:
    async with listening(lambda peer: peer.say(OK)) as proxy:
        with pytest.raises(OutboundForbiddenAddress):
            await ask(outbound, proxy, url)
        assert proxy.peers == 0


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"garbage\r\n\r\n", OutboundBroken),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", OutboundBroken),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n" + b"x" * 30, OutboundTooLarge),
        (b"", OutboundUnreachable),
    ],
)
async def test_faults_are_those_of_every_call(outbound: Outbound, raw: bytes, fault: type[Exception]) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(raw)

    async with listening(script) as proxy:
        with pytest.raises(fault):
            await ask(outbound, proxy, max_bytes=20)


async def test_a_silent_proxy(outbound: Outbound) -> None:
    async def script(peer: Peer) -> None:
        await peer.gone()

    async with listening(script) as proxy:
        with pytest.raises(OutboundTimeout):
            await ask(outbound, proxy, timeout_s=0.05)
        await proxy.done.get()


async def test_no_proxy_there(outbound: Outbound) -> None:
    async with listening(lambda peer: peer.say(OK)) as proxy:
        pass
    with pytest.raises(OutboundUnreachable):
        await ask(outbound, proxy)
