"""Calls through a proxy that the operator named, on aiohttp: CONNECT for https, absolute targets for http.

The proxy resolves names, so the guard sees only addresses that a URL spells out; what else may be reached
through it is the proxy's own rule. Connections to a proxy serve one call each.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import aiohttp
from multidict import CIMultiDict

from huahua.infra.http1.call import CallLimits
from huahua.infra.http1.errors import OutboundBroken, OutboundTimeout, OutboundUnreachable
from huahua.infra.http1.origin import Origin
from huahua.infra.http1.request import prepare
from huahua.infra.http1.tls import default_context
from huahua.infra.http_replies import OutboundResponse, OutboundStream


class ProxiedClient:
    """One per process; it opens nothing before the first call."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self,
        proxy: str,
        method: str,
        origin: Origin,
        headers: Mapping[str, str],
        body: bytes | None,
        limits: CallLimits,
    ) -> OutboundResponse:
        """One whole exchange within `whole_s`. Raises OutboundError."""
        try:
            async with (
                asyncio.timeout(limits.whole_s),
                self.stream(proxy, method, origin, headers, body, limits) as reply,
            ):
                return OutboundResponse(reply.status, reply.headers, await reply.read())
        except TimeoutError as fault:
            raise OutboundTimeout(f"no whole reply within {limits.whole_s:g} s", "whole") from fault

    @asynccontextmanager
    async def stream(
        self,
        proxy: str,
        method: str,
        origin: Origin,
        headers: Mapping[str, str],
        body: bytes | None,
        limits: CallLimits,
    ) -> AsyncIterator[OutboundStream]:
        """An exchange whose body is read piece by piece. `origin` is that of the call's own URL.

        Raises OutboundError.
        """
        prepare(method, origin, origin.target, headers)  # refuses what may not be sent
        ours = CIMultiDict({"accept-encoding": "identity", "user-agent": "HuaHua"})
        ours.update(headers)
        with _faults(origin.host, limits):
            async with asyncio.timeout(limits.first_byte_s):
                response = await self._client().request(
                    method,
                    origin.url,
                    headers=ours,
                    data=body,
                    allow_redirects=False,
                    proxy=proxy,
                    timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=limits.connect_s),
                )
        try:
            pieces = _Pieces(response, limits.idle_s)
            yield OutboundStream(response.status, response.headers, pieces, max_bytes=limits.max_bytes)
        finally:
            response.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, force_close=True, ssl=default_context()),
                auto_decompress=False,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


class _Pieces:
    def __init__(self, response: aiohttp.ClientResponse, idle_s: float) -> None:
        self._response = response
        self._idle_s = idle_s

    async def next_piece(self) -> bytes:
        try:
            async with asyncio.timeout(self._idle_s):
                return await self._response.content.readany()
        except TimeoutError as fault:
            raise OutboundTimeout(f"no data for {self._idle_s:g} s", "idle") from fault
        except (aiohttp.ClientError, ConnectionError, ValueError) as fault:
            raise OutboundBroken("the reply broke off") from fault


@contextmanager
def _faults(host: str, limits: CallLimits) -> Iterator[None]:
    """Translates what goes wrong before the head of the reply is there."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError as fault:
        raise OutboundTimeout(f"no connection within {limits.connect_s:g} s", "connect") from fault
    except TimeoutError as fault:
        raise OutboundTimeout(
            f"no reply from {host} within {limits.first_byte_s:g} s", "first_byte"
        ) from fault
    except aiohttp.ClientHttpProxyError as fault:
        raise OutboundUnreachable(f"cannot reach {host}: the proxy answered {fault.status}") from fault
    except (aiohttp.ClientResponseError, aiohttp.http_exceptions.HttpProcessingError) as fault:
        raise OutboundBroken(f"the reply of {host} is not HTTP") from fault
    except (aiohttp.ClientError, OSError, ValueError) as fault:
        raise OutboundUnreachable(f"cannot reach {host} through the proxy") from fault
