"""Kept-alive connections to many origins: the one object that sends calls."""

from __future__ import annotations

import asyncio
import ssl

from huahua.infra.http1.call import Call, CallLimits, ReplySink
from huahua.infra.http1.connector import Connector
from huahua.infra.http1.errors import OutboundUnreachable
from huahua.infra.http1.origin import Origin
from huahua.infra.http1.origin_pool import OriginPool
from huahua.infra.http1.resolver import Resolver

_MAX_ORIGINS = 1024
"""From here on, origins without connections are forgotten when a new one comes."""

OriginKey = tuple[str, int, bool, bool]


class HttpPool:
    """Belongs to the event loop in which its first call is sent; close it there.

    `connections_per_origin` bounds open connections; further calls wait for one within their `connect_s`.
    `idle_s`: how long an unused connection is kept.
    """

    def __init__(
        self,
        *,
        connections_per_origin: int = 4096,
        idle_s: float = 30.0,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._connections_per_origin = connections_per_origin
        self._idle_s = idle_s
        self._connector = Connector(resolver or Resolver(), tls)
        self._origins: dict[OriginKey, OriginPool] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def connector(self) -> Connector:
        """For protocols other than HTTP, which go through the same guard."""
        return self._connector

    def send(
        self,
        origin: Origin,
        head: bytes,
        body: bytes,
        sink: ReplySink,
        limits: CallLimits,
        *,
        fresh: bool = False,
    ) -> Call:
        """Send a call and return at once. With an idle connection it is written before this returns.

        `head` is the whole head of the request, as `PreparedHead.whole` makes it. `sink` hears of the reply
        from the event loop, never from inside this method. A call that meets a kept-alive connection which
        the other side had closed goes out once more, on a new connection; with `fresh` it gets a new one at once
        and never goes out twice.
        """
        pool = self._origins.get(origin.key) or self._new_origin(origin)
        assert self._loop is not None
        call = Call(pool, head, body, sink, limits, self._loop.time())
        call.fresh = fresh
        pool.start(call)
        return call

    async def close(self) -> None:
        """Calls under way fail with OutboundUnreachable."""
        tasks: list[asyncio.Task[None]] = []
        for pool in self._origins.values():
            tasks += pool.close(OutboundUnreachable("the client is being closed"))
        self._origins.clear()
        self._connector.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # transports close in the loop's next turn

    def _new_origin(self, origin: Origin) -> OriginPool:
        self._loop = asyncio.get_running_loop()
        if len(self._origins) >= _MAX_ORIGINS:
            self._origins = {key: pool for key, pool in self._origins.items() if not pool.empty}
        pool = self._origins[origin.key] = OriginPool(
            origin,
            self._connector,
            self._loop,
            limit=self._connections_per_origin,
            idle_s=self._idle_s,
        )
        return pool
