"""Outbound HTTP: pooled, guarded against forged addresses, with a limit on every phase and size.

OutboundError
├── OutboundForbiddenAddress   the guard refused the address, or the URL is not http(s)
├── OutboundTimeout            `phase` is connect, first_byte, idle or whole
├── OutboundUnreachable        refused, reset before the reply, DNS, TLS
├── OutboundBroken             the reply broke off or was not HTTP
└── OutboundTooLarge           the reply is over the limit
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from huahua.infra.addresses import is_allowed, parse_ip
from huahua.infra.http_connections import (
    ConnectionUse,
    OutboundError,
    OutboundForbiddenAddress,
    make_connector,
    watched,
)

Headers = Mapping[str, str]

__all__ = [
    "Headers",
    "Outbound",
    "OutboundBroken",
    "OutboundError",
    "OutboundForbiddenAddress",
    "OutboundResponse",
    "OutboundStream",
    "OutboundTimeout",
    "OutboundTooLarge",
    "OutboundUnreachable",
]


class OutboundTimeout(OutboundError):
    def __init__(self, message: str, phase: str) -> None:
        super().__init__(message)
        self.phase = phase


class OutboundUnreachable(OutboundError): ...


class OutboundBroken(OutboundError): ...


class OutboundTooLarge(OutboundError): ...


@dataclass(frozen=True, slots=True)
class OutboundResponse:
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes


class OutboundStream:
    """A reply whose head has arrived. Read it with `iter` or `read`, once."""

    def __init__(self, response: aiohttp.ClientResponse, *, idle_timeout_s: float, max_bytes: int) -> None:
        self._response = response
        self._idle_timeout_s = idle_timeout_s
        self._max_bytes = max_bytes

    @property
    def status(self) -> int:
        return self._response.status

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        return self._response.headers

    async def iter(self) -> AsyncIterator[bytes]:
        """The body in pieces as they arrive.

        Raises:
            OutboundTimeout: silence for longer than the idle time-out (`phase` is idle).
            OutboundBroken: the reply broke off.
            OutboundTooLarge: over the limit.
        """
        received = 0
        while True:
            try:
                async with asyncio.timeout(self._idle_timeout_s):
                    piece = await self._response.content.readany()
            except TimeoutError as fault:
                raise OutboundTimeout(f"no data for {self._idle_timeout_s:g} s", "idle") from fault
            except (aiohttp.ClientError, ConnectionError, ValueError) as fault:
                raise OutboundBroken("the reply broke off") from fault
            if not piece:
                return
            received += len(piece)
            if received > self._max_bytes:
                raise OutboundTooLarge(f"the reply is larger than {self._max_bytes} bytes")
            yield piece

    async def read(self, limit: int | None = None) -> bytes:
        """The whole body; with `limit`, at most that many bytes and the rest is dropped."""
        parts = bytearray()
        async for piece in self.iter():
            parts += piece
            if limit is not None and len(parts) >= limit:
                return bytes(parts[:limit])
        return bytes(parts)


class Outbound:
    """The one way out for HTTP. One per process; close it at the end."""

    def __init__(self, *, connections_per_host: int = 4096) -> None:
        self._connections_per_host = connections_per_host
        self._sessions: dict[tuple[bool, bool], aiohttp.ClientSession] = {}

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

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
    ) -> OutboundResponse:
        """One whole exchange; `timeout_s` covers all of it. Raises OutboundError."""
        try:
            async with (
                asyncio.timeout(timeout_s),
                self.stream(
                    method,
                    url,
                    headers=headers,
                    body=body,
                    allow_private=allow_private,
                    connect_timeout_s=connect_timeout_s,
                    first_byte_timeout_s=timeout_s,
                    idle_timeout_s=timeout_s,
                    max_bytes=max_bytes,
                ) as reply,
            ):
                return OutboundResponse(reply.status, reply.headers, await reply.read())
        except TimeoutError as fault:
            raise OutboundTimeout(f"no whole reply within {timeout_s:g} s", "whole") from fault

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
    ) -> AsyncIterator[OutboundStream]:
        """An exchange whose body is read piece by piece; leaving the block drops the connection if unread."""
        _check_url(url, allow_private)
        response = await self._open(
            method, url, headers, body, allow_private, connect_timeout_s, first_byte_timeout_s
        )
        whole = False
        try:
            yield OutboundStream(response, idle_timeout_s=idle_timeout_s, max_bytes=max_bytes)
            whole = response.content.at_eof()
        finally:
            if whole:
                response.release()
            else:
                response.close()

    async def _open(
        self,
        method: str,
        url: str,
        headers: Headers,
        body: bytes | None,
        allow_private: bool,
        connect_timeout_s: float,
        first_byte_timeout_s: float,
    ) -> aiohttp.ClientResponse:
        host = urlsplit(url).hostname or "?"

        async def send(*, fresh: bool) -> aiohttp.ClientResponse:
            return await self._session(allow_private, fresh=fresh).request(
                method,
                url,
                headers=headers,
                data=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=connect_timeout_s),
            )

        try:
            async with asyncio.timeout(first_byte_timeout_s):
                with watched() as use:
                    try:
                        return await send(fresh=False)
                    except (aiohttp.ClientError, OSError) as fault:
                        if not _was_stale(use, fault):
                            raise
                return await send(fresh=True)
        except aiohttp.ConnectionTimeoutError as fault:
            raise OutboundTimeout(
                f"no connection to {host} within {connect_timeout_s:g} s", "connect"
            ) from fault
        except TimeoutError as fault:
            raise OutboundTimeout(
                f"no reply from {host} within {first_byte_timeout_s:g} s", "first_byte"
            ) from fault
        except (aiohttp.ClientResponseError, aiohttp.http_exceptions.HttpProcessingError) as fault:
            raise OutboundBroken(f"the reply of {host} is not HTTP") from fault
        except (aiohttp.ClientError, OSError) as fault:
            guard = _guard_error(fault)
            if guard is not None:
                raise guard from fault
            raise OutboundUnreachable(f"cannot reach {host}: {_reason(fault)}") from fault

    def _session(self, allow_private: bool, *, fresh: bool) -> aiohttp.ClientSession:
        """The pool of connections, or (`fresh`) one in which every call opens its own."""
        session = self._sessions.get((allow_private, fresh))
        if session is None:
            connector = make_connector(
                allow_private=allow_private, fresh=fresh, connections_per_host=self._connections_per_host
            )
            session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=True,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            # aiohttp would repeat a GET whatever connection it broke on, and perhaps on another stale one.
            session._retry_connection = False
            self._sessions[allow_private, fresh] = session
        return session


def _was_stale(use: ConnectionUse, fault: BaseException) -> bool:
    """Whether a kept-alive connection turned out to be closed: it served an earlier call, and broke before a
    single byte of this reply. A server that closes an idle connection does so without having seen the call
    (RFC 9112, section 9.3.1), so the call may go out once more. A silent server is not a closed one."""
    return use.reused and not use.heard and not isinstance(fault, TimeoutError)


def _check_url(url: str, allow_private: bool) -> None:
    """The host is looked at as aiohttp will see it: full-width digits and ideographic stops, which IDNA
    maps to plain ones, spell an address that no resolver is asked about."""
    try:
        parts = urlsplit(url)
        host, _port = URL(url).raw_host, parts.port
    except ValueError as fault:
        raise OutboundForbiddenAddress("the URL is malformed") from fault
    if parts.scheme not in {"http", "https"} or not host:
        raise OutboundForbiddenAddress("only http:// and https:// URLs with a host are allowed")
    address = parse_ip(host)
    if address is not None and not is_allowed(address, allow_private=allow_private):
        raise OutboundForbiddenAddress(
            f"{host} is a private address, which the administrator has not allowed"
        )


def _guard_error(fault: BaseException | None) -> OutboundForbiddenAddress | None:
    while fault is not None:
        if isinstance(fault, OutboundForbiddenAddress):
            return fault
        fault = fault.__cause__ or fault.__context__
    return None


def _reason(fault: BaseException) -> str:
    if isinstance(fault, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "the TLS certificate or handshake failed"
    if isinstance(fault, aiohttp.ClientConnectorDNSError):
        return "the name does not resolve"
    if isinstance(fault, aiohttp.ServerDisconnectedError):
        return "it closed the connection without a reply"
    cause = getattr(fault, "os_error", None) or fault
    return getattr(cause, "strerror", None) or type(fault).__name__
