"""Connections of the outbound client: where they may lead, and whether one served before.

OutboundError
└── OutboundForbiddenAddress   (the rest of the tree is in `infra.http`)
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.resolver import ThreadedResolver

from huahua.infra.addresses import is_allowed, parse_ip


class OutboundError(Exception):
    """An outbound call failed; the message holds no credentials and no query string."""


class OutboundForbiddenAddress(OutboundError): ...


class ConnectionUse:
    """What a call learned of its connection. `reused` is False as well while it has none."""

    __slots__ = ("heard", "reused")

    def __init__(self) -> None:
        self.reused = False
        self.heard = False
        """Whether a byte came back over it."""


_USE: ContextVar[ConnectionUse | None] = ContextVar("outbound_connection_use", default=None)


@contextmanager
def watched() -> Iterator[ConnectionUse]:
    """What happens to the connection of the call inside the block."""
    use = ConnectionUse()
    token = _USE.set(use)
    try:
        yield use
    finally:
        _USE.reset(token)


def make_connector(*, allow_private: bool, fresh: bool, connections_per_host: int) -> aiohttp.TCPConnector:
    """A pool behind the address guard; with `fresh`, no connection serves twice."""
    connector = aiohttp.TCPConnector(
        resolver=_GuardedResolver(allow_private=allow_private),
        limit=0,
        limit_per_host=connections_per_host,
        ttl_dns_cache=30,
        keepalive_timeout=None if fresh else 30,
        force_close=fresh,
    )
    # aiohttp has no public way to learn on which connection a call failed; test_stale_connections.py
    # fails should a later version make its protocols in another way.
    connector._factory = partial(_WatchedProtocol, loop=asyncio.get_running_loop())  # type: ignore[assignment]
    return connector


class _WatchedProtocol(ResponseHandler):
    """Tells the call that it serves whether it served before, and whether a byte came back."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self._served = False
        self._use: ConnectionUse | None = None

    def set_response_params(self, **params: Any) -> None:
        """Called by aiohttp at the start of every exchange, in the task that asks."""
        self._use = _USE.get()
        if self._use is not None:
            self._use.reused = self._served
        self._served = True
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        if self._use is not None:
            self._use.heard = True
            self._use = None
        super().data_received(data)


class _GuardedResolver(AbstractResolver):
    """Resolves names and keeps only the addresses that the guard allows."""

    def __init__(self, *, allow_private: bool) -> None:
        self._inner = ThreadedResolver()
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        allowed = [row for row in found if _may_reach(row["host"], self._allow_private)]
        if found and not allowed:
            raise OutboundForbiddenAddress(
                f"'{host}' is at a private address, which the administrator has not allowed"
            )
        return allowed

    async def close(self) -> None:
        await self._inner.close()


def _may_reach(host: str, allow_private: bool) -> bool:
    address = parse_ip(host)
    return address is not None and is_allowed(address, allow_private=allow_private)
