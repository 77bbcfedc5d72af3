"""The upstream's side of a conversation over a WebSocket."""

from __future__ import annotations

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.realtime import Frame, RealtimeCall
from huahua.gateway.providers._faults import MAX_ERROR_BYTES, status_error, upstream_faults
from huahua.infra.http import Outbound
from huahua.infra.sockets import OutboundSocket, SocketRefused, open_socket

MAX_FRAME_BYTES = 16 * 1024 * 1024
"""One event of an upstream; the largest hold sound in base64."""


async def open_realtime(
    outbound: Outbound, config: ProviderConfig, url: str, headers: dict[str, str], call: RealtimeCall
) -> UpstreamSocket:
    """Raises UpstreamError."""
    sent = {name: value for name, value in headers.items() if name != "content-type"}
    if call.beta:
        sent["openai-beta"] = call.beta
    try:
        with upstream_faults(config):
            socket = await open_socket(
                outbound,
                url,
                headers=sent,
                subprotocols=call.subprotocols,
                allow_private=config.allow_private,
                connect_timeout_s=config.connect_timeout_s,
                max_frame_bytes=MAX_FRAME_BYTES,
            )
    except Exception as fault:
        refused = fault.__cause__
        if isinstance(refused, SocketRefused):
            headers = {name.lower(): value for name, value in refused.headers.items()}
            raise status_error(config, refused.status, headers, refused.body[:MAX_ERROR_BYTES]) from None
        raise
    return UpstreamSocket(config, socket)


class UpstreamSocket:
    """Port `RealtimeSocket`."""

    def __init__(self, config: ProviderConfig, socket: OutboundSocket) -> None:
        self._config = config
        self._socket = socket

    async def send(self, frame: Frame) -> None:
        with upstream_faults(self._config):
            await self._socket.send(frame)

    async def receive(self) -> Frame | None:
        with upstream_faults(self._config):
            return await self._socket.receive()

    async def close(self) -> None:
        await self._socket.close()
