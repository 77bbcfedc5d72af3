"""From names to addresses that may be reached: looked up in a thread, kept for a short time, guarded.

The guard looks at every address at every connection, not at the lookup alone: what it let through is the
address that is connected to, so a name cannot point elsewhere between check and use (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from huahua.infra.addresses import is_allowed, parse_ip
from huahua.infra.http1.errors import OutboundForbiddenAddress, OutboundUnreachable
from huahua.infra.http1.origin import Origin

AddressInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""A row of `socket.getaddrinfo`: family, type, protocol, canonical name, socket address."""
Lookup = Callable[[str, int], Awaitable[list[AddressInfo]]]

_MAX_NAMES = 1024


class Resolver:
    """One per pool. Callers that ask for a name that is being looked up wait for the same answer."""

    def __init__(self, *, lookup: Lookup | None = None, ttl_s: float = 30.0) -> None:
        self._lookup = lookup or _system_lookup
        self._ttl_s = ttl_s
        self._known: dict[tuple[str, int], tuple[float, list[AddressInfo]]] = {}
        self._running: dict[tuple[str, int], asyncio.Task[list[AddressInfo]]] = {}

    async def resolve(self, origin: Origin) -> list[AddressInfo]:
        """Addresses of `origin` that the guard allows, in the system's order; at least one.

        Raises OutboundForbiddenAddress: the guard refuses all. OutboundUnreachable: no such name.
        """
        found = await self._addresses(origin.host, origin.port)
        allowed = [row for row in found if _may_reach(str(row[4][0]), origin.allow_private)]
        if not allowed:
            raise OutboundForbiddenAddress(
                f"'{origin.host}' is at a private address, which the administrator has not allowed"
            )
        return allowed

    def close(self) -> None:
        """Whoever waits for a name waits no longer."""
        for task in list(self._running.values()):
            task.cancel()

    def forget(self, origin: Origin) -> None:
        """Look the name up anew next time: no address of it answered."""
        self._known.pop((origin.host, origin.port), None)

    async def _addresses(self, host: str, port: int) -> list[AddressInfo]:
        key = (host, port)
        if parse_ip(host) is not None:
            return [_literal(host, port)]
        known = self._known.get(key)
        if known is not None and known[0] > asyncio.get_running_loop().time():
            return known[1]
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.ensure_future(self._ask(host, port))
            task.add_done_callback(lambda done: self._finished(key, done))
        return await asyncio.shield(task)

    async def _ask(self, host: str, port: int) -> list[AddressInfo]:
        try:
            found = await self._lookup(host, port)
        except (OSError, UnicodeError) as fault:
            raise OutboundUnreachable(f"cannot reach {host}: the name does not resolve") from fault
        if not found:
            raise OutboundUnreachable(f"cannot reach {host}: the name does not resolve")
        return found

    def _finished(self, key: tuple[str, int], task: asyncio.Task[list[AddressInfo]]) -> None:
        self._running.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        while len(self._known) >= _MAX_NAMES:
            self._known.pop(next(iter(self._known)))
        self._known.pop(key, None)
        self._known[key] = (task.get_loop().time() + self._ttl_s, task.result())


async def _system_lookup(host: str, port: int) -> list[AddressInfo]:
    """The system's resolver, in a thread of the loop."""
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [row for row in rows if row[0] in (socket.AF_INET, socket.AF_INET6)]  # type: ignore[misc]


def _literal(host: str, port: int) -> AddressInfo:
    if ":" in host:
        return (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))


def _may_reach(host: str, allow_private: bool) -> bool:
    address = parse_ip(host)
    return address is not None and is_allowed(address, allow_private=allow_private)
