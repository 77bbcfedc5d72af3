"""How a connection comes about: look the name up, race the allowed addresses (RFC 8305), TLS."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from aiohappyeyeballs import start_connection

from huahua.infra.http1.errors import OutboundUnreachable
from huahua.infra.http1.origin import Origin
from huahua.infra.http1.resolver import AddressInfo, Resolver
from huahua.infra.http1.tls import default_context

P = TypeVar("P", bound=asyncio.Protocol)

_NEXT_ADDRESS_S = 0.25
"""After this, the next address is tried beside the one that has not answered yet."""


class Connector:
    def __init__(self, resolver: Resolver, tls: ssl.SSLContext | None = None) -> None:
        self._resolver = resolver
        self._tls = tls

    def close(self) -> None:
        self._resolver.close()

    @property
    def tls(self) -> ssl.SSLContext:
        return self._tls or default_context()

    async def open(self, origin: Origin) -> socket.socket:
        """A socket connected to `origin` without TLS, for protocols other than HTTP. Raises as `connect`."""
        addresses = await self._resolver.resolve(origin)
        try:
            return await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_S)
        except (OSError, RuntimeError) as fault:
            self._resolver.forget(origin)
            raise OutboundUnreachable(f"cannot reach {origin.host}: {_reason(fault, origin)}") from fault

    async def connect(self, origin: Origin, make: Callable[[], P]) -> P:
        """A protocol of `make` on an open connection to `origin`.

        Raises OutboundForbiddenAddress, OutboundUnreachable. Takes as long as it takes: the caller cancels.
        """
        addresses = await self._resolver.resolve(origin)
        try:
            return await self._open(origin, addresses, make)
        except (OSError, RuntimeError, ValueError) as fault:  # ValueError: no name for TLS
            self._resolver.forget(origin)
            raise OutboundUnreachable(f"cannot reach {origin.host}: {_reason(fault, origin)}") from fault

    async def _open(self, origin: Origin, addresses: list[AddressInfo], make: Callable[[], P]) -> P:
        loop = asyncio.get_running_loop()
        sock = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS_S, loop=loop)
        try:
            tls = self.tls if origin.tls else None
            name = origin.host.rstrip(".") if origin.tls else None
            _, protocol = await loop.create_connection(make, sock=sock, ssl=tls, server_hostname=name)
        except BaseException:
            sock.close()
            raise
        return protocol


def _reason(fault: Exception, origin: Origin) -> str:
    number = fault.errno if isinstance(fault, OSError) else None
    if isinstance(fault, ssl.SSLError) or (origin.tls and not number):
        return "the TLS certificate or handshake failed"
    # The fault's own words name the addresses that were tried.
    return os.strerror(number) if number else type(fault).__name__
