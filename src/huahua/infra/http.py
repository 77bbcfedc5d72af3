"""Outbound HTTP: pooled, guarded against forged addresses, with a limit on every phase and size.

The lean client `infra.http1` does the work; aiohttp only where a call names a proxy. Errors: see the tree
in `infra.http1.errors`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from huahua.infra.http1 import (
    Call,
    CallLimits,
    HttpPool,
    OutboundBadRequest,
    OutboundBroken,
    OutboundError,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
    ReplySink,
    prepare,
)
from huahua.infra.http1.origin import Origin, origin_of
from huahua.infra.http_replies import OutboundResponse, OutboundStream, StreamedReply, WholeReply

if TYPE_CHECKING:
    from huahua.infra.http_proxied import ProxiedClient

Headers = Mapping[str, str]

__all__ = [
    "Headers",
    "Outbound",
    "OutboundBadRequest",
    "OutboundBroken",
    "OutboundError",
    "OutboundForbiddenAddress",
    "OutboundResponse",
    "OutboundStream",
    "OutboundTimeout",
    "OutboundTooLarge",
    "OutboundUnreachable",
]

_BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "TRACE"})
"""Methods whose calls without a body say nothing about its length (RFC 9110, section 8.6)."""


class Outbound:
    """The one way out for HTTP. One per process; close it at the end.

    `pool` is for those who send calls in call-backs.
    """

    def __init__(self, *, connections_per_host: int = 4096, pool: HttpPool | None = None) -> None:
        self.pool = pool or HttpPool(connections_per_origin=connections_per_host)
        self._proxied: ProxiedClient | None = None

    def _by_proxy(self) -> ProxiedClient:
        """Imported with the first call through a proxy: aiohttp takes nine megabytes."""
        if self._proxied is None:
            from huahua.infra.http_proxied import ProxiedClient

            self._proxied = ProxiedClient()
        return self._proxied

    async def close(self) -> None:
        await self.pool.close()
        if self._proxied is not None:
            await self._proxied.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Headers,
        body: bytes | None = None,
        allow_private: bool = False,
        connect_timeout_s: float = 10.0,
        timeout_s: float = 600.0,
        max_bytes: int = 64 * 1024 * 1024,
        proxy: str | None = None,
        once: bool = False,
    ) -> OutboundResponse:
        """One whole exchange; `timeout_s` covers all of it. Through `proxy` (a URL), where one is named. With `once` it
        never goes out twice, not even where a kept connection turns out to be closed.

        Raises OutboundError.
        """
        limits = CallLimits(
            connect_s=connect_timeout_s,
            first_byte_s=timeout_s,
            idle_s=timeout_s,
            whole_s=timeout_s,
            max_bytes=max_bytes,
        )
        origin = origin_of(url, allow_private)
        if proxy is not None:
            return await self._by_proxy().request(proxy, method, origin, headers, body, limits)
        sink = WholeReply(asyncio.get_running_loop())
        call = self._send(method, origin, headers, body, sink, limits, fresh=once)
        try:
            await sink.done
        finally:
            call.cancel()
        return sink.response(max_bytes)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Headers,
        body: bytes | None = None,
        allow_private: bool = False,
        connect_timeout_s: float = 10.0,
        first_byte_timeout_s: float = 120.0,
        idle_timeout_s: float = 120.0,
        max_bytes: int = 256 * 1024 * 1024,
        proxy: str | None = None,
    ) -> AsyncIterator[OutboundStream]:
        """An exchange whose body is read piece by piece; leaving the block drops the connection if unread."""
        limits = CallLimits(
            connect_s=connect_timeout_s,
            first_byte_s=first_byte_timeout_s,
            idle_s=idle_timeout_s,
            max_bytes=max_bytes,
        )
        origin = origin_of(url, allow_private)
        if proxy is not None:
            async with self._by_proxy().stream(proxy, method, origin, headers, body, limits) as proxied:
                yield proxied
            return
        sink = StreamedReply(asyncio.get_running_loop())
        call = sink.call = self._send(method, origin, headers, body, sink, limits)
        try:
            await sink.head()
            yield OutboundStream(sink.status, sink.headers, sink, max_bytes=max_bytes)
        finally:
            call.cancel()

    def _send(
        self,
        method: str,
        origin: Origin,
        headers: Headers,
        body: bytes | None,
        sink: ReplySink,
        limits: CallLimits,
        *,
        fresh: bool = False,
    ) -> Call:
        length = None if body is None and method in _BODILESS else len(body or b"")
        head = prepare(method, origin, origin.target, headers).whole(length)
        return self.pool.send(origin, head, body or b"", sink, limits, fresh=fresh)
