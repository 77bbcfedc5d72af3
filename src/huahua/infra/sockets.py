"""Outbound WebSockets, behind the same address guard as outbound HTTP, with bounds on sizes and queues.

RFC 6455, by the library `websockets`. Errors are those of `infra.http`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from huahua.infra.http import (
    Outbound,
    OutboundBroken,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundUnreachable,
)
from huahua.infra.http1 import Origin

MAX_WAITING = 16
"""Messages that wait for their reader before the connection is no longer read."""
_PING_S = 30.0
_CLOSE_S = 5.0
_SCHEMES = {"ws": "http", "wss": "https"}

Frame = str | bytes


class SocketRefused(OutboundBroken):
    """The server answered the handshake with an HTTP status of its own."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(f"the handshake was answered with status {status}")
        self.status = status
        self.headers = headers
        self.body = body


class OutboundSocket:
    """An open WebSocket. One task may receive while another sends."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @property
    def subprotocol(self) -> str | None:
        return self._connection.subprotocol

    async def send(self, frame: Frame) -> None:
        """Waits while the other side is slow. Raises OutboundBroken when the connection is gone."""
        try:
            await self._connection.send(frame)
        except ConnectionClosed as fault:
            raise OutboundBroken("the connection was closed") from fault

    async def receive(self) -> Frame | None:
        """The next message; None when the other side closed in order. Raises OutboundBroken."""
        try:
            return await self._connection.recv()
        except ConnectionClosedOK:
            return None
        except ConnectionClosed as fault:
            raise OutboundBroken("the connection broke off") from fault

    async def close(self) -> None:
        """Idempotent; waits for the other side for a moment."""
        await self._connection.close()

    async def drop(self) -> None:
        """Let go without a farewell, which a side that still sends would answer late."""
        self._connection.transport.abort()
        await self._connection.wait_closed()


async def open_socket(
    outbound: Outbound,
    url: str,
    *,
    headers: Mapping[str, str],
    subprotocols: Sequence[str] = (),
    allow_private: bool = False,
    connect_timeout_s: float = 10.0,
    max_frame_bytes: int = 16 * 1024 * 1024,
) -> OutboundSocket:
    """Open `url` (`ws://` or `wss://`). Redirects are not followed.

    Raises OutboundForbiddenAddress, OutboundTimeout, OutboundUnreachable, OutboundBroken, SocketRefused.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise OutboundForbiddenAddress("only ws:// and wss:// addresses are allowed")
    origin = Origin(parts._replace(scheme=_SCHEMES[parts.scheme]).geturl(), allow_private=allow_private)
    connector = outbound.pool.connector
    options: dict[str, Any] = {}
    if origin.tls:
        options = {"ssl": connector.tls, "server_hostname": origin.host.rstrip(".")}
    sock: socket.socket | None = None
    connection: ClientConnection | None = None
    try:
        async with asyncio.timeout(connect_timeout_s):
            sock = await connector.open(origin)
            connection = await connect(
                url,
                sock=sock,
                subprotocols=[Subprotocol(name) for name in subprotocols] or None,
                additional_headers=dict(headers),
                user_agent_header=None,
                compression=None,
                proxy=None,
                open_timeout=None,
                ping_interval=_PING_S,
                ping_timeout=_PING_S,
                close_timeout=_CLOSE_S,
                max_size=max_frame_bytes,
                max_queue=MAX_WAITING,
                process_exception=lambda fault: fault,
                **options,
            )
    except TimeoutError as fault:
        raise OutboundTimeout(f"no connection to {origin.host} in time", "connect") from fault
    except (OSError, EOFError) as fault:  # a wrong certificate too
        raise OutboundUnreachable(f"cannot reach {origin.host}") from fault
    except (InvalidStatus, ValueError) as fault:
        # A redirect, which this socket cannot follow, comes as a ValueError about it.
        refusal = fault if isinstance(fault, InvalidStatus) else fault.__cause__
        if not isinstance(refusal, InvalidStatus):
            raise OutboundBroken(f"the handshake failed: {type(fault).__name__}") from fault
        reply = refusal.response
        raise SocketRefused(reply.status_code, dict(reply.headers.raw_items()), bytes(reply.body)) from None
    except InvalidHandshake as fault:
        raise OutboundBroken(f"the handshake failed: {type(fault).__name__}") from fault
    finally:
        if connection is None and sock is not None:
            sock.close()
    return OutboundSocket(connection)
