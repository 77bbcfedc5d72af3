"""One HTTP exchange with an upstream that speaks JSON: the part that all remote providers share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import GatewayError, UpstreamError
from huahua.gateway.providers._faults import (
    MAX_ERROR_BYTES,
    broken,
    read_vendor_error,
    status_error,
    upstream_faults,
    vendor_error,
)
from huahua.gateway.resilience.current import Attempt, current_attempt, saw_head
from huahua.gateway.wire.sse import BOM, MEDIA_TYPE, SseFrame, SseParser
from huahua.infra.http import Outbound, OutboundStream, OutboundTimeout

Frame = TypeVar("Frame")
Frame_co = TypeVar("Frame_co", covariant=True)

MAX_REPLY_BYTES = 64 * 1024 * 1024
"""A whole reply; the largest real ones hold pictures in base64."""
MAX_STREAM_BYTES = 256 * 1024 * 1024
MAX_STREAM_S = 3600.0
"""The longest stream; a model that never stops would cost without end."""
LIST_TIMEOUT_S = 30.0
"""Listing models has a person waiting at a button."""
_DRAIN_S = 0.25


async def exchange(
    outbound: Outbound,
    config: ProviderConfig,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes | None = None,
    *,
    timeout_s: float | None = None,
    once: bool = False,
) -> bytes:
    """The body of a reply with status 200. Raises UpstreamError."""
    with upstream_faults(config):
        reply = await outbound.request(
            method,
            url,
            headers=headers,
            body=body,
            allow_private=config.allow_private,
            connect_timeout_s=config.connect_timeout_s,
            timeout_s=timeout_s or config.timeout_s,
            max_bytes=MAX_REPLY_BYTES,
            once=once,
        )
    saw_head(reply.headers)
    if reply.status != 200:
        raise status_error(config, reply.status, reply.headers, reply.body[:MAX_ERROR_BYTES])
    return reply.body.removeprefix(BOM)


class Parser(Protocol[Frame_co]):
    """Turns the bytes of a stream, in any split, into its events."""

    def feed(self, chunk: bytes) -> Sequence[Frame_co]: ...

    def close(self) -> Sequence[Frame_co]:
        """What the stream ended in."""
        ...


def frames(
    outbound: Outbound, config: ProviderConfig, url: str, headers: dict[str, str], body: bytes
) -> AsyncGenerator[SseFrame]:
    """The server-sent events of a streamed reply, as `messages` gives them."""
    return messages(outbound, config, url, headers, body, SseParser(), MEDIA_TYPE)


async def messages(
    outbound: Outbound,
    config: ProviderConfig,
    url: str,
    headers: dict[str, str],
    body: bytes,
    parser: Parser[Frame],
    media_type: str,
) -> AsyncGenerator[Frame]:
    """The events of a streamed reply until the upstream ends it; closing it drops the connection.

    Comments keep a stream alive for `timeout_s` at most, and no stream lasts longer than `MAX_STREAM_S`.

    Raises UpstreamError; UpstreamBroken when the reply is not an event stream.
    """
    attempt = current_attempt() or Attempt()
    with upstream_faults(config):
        async with outbound.stream(
            "POST",
            url,
            headers={**headers, "accept": media_type},
            body=body,
            allow_private=config.allow_private,
            connect_timeout_s=config.connect_timeout_s,
            first_byte_timeout_s=attempt.first_byte_timeout_s or config.stream_start_s,
            idle_timeout_s=attempt.idle_timeout_s or config.idle_timeout_s,
            max_bytes=MAX_STREAM_BYTES,
        ) as reply:
            saw_head(reply.headers)
            await _require_event_stream(config, reply, media_type)
            started = last = asyncio.get_running_loop().time()
            async for piece in reply.iter():
                now = asyncio.get_running_loop().time()
                found = parser.feed(piece)
                last = now if found else last
                if now - last > config.timeout_s:
                    raise OutboundTimeout("bytes came but no event", "idle")
                if now - started > MAX_STREAM_S:
                    raise OutboundTimeout(f"the stream went on for {MAX_STREAM_S:g} s", "whole")
                for frame in found:
                    yield frame
            for frame in parser.close():
                yield frame


async def drain(source: AsyncGenerator[SseFrame]) -> None:
    """Read on after the end mark, for a moment: the reply's last bytes are due, and a connection whose reply
    was read to the end can serve the next call."""
    with suppress(TimeoutError, UpstreamError):
        async with asyncio.timeout(_DRAIN_S):
            async for _ in source:
                continue


async def _require_event_stream(config: ProviderConfig, reply: OutboundStream, due: str) -> None:
    if reply.status == 200 and _media_type(reply.headers) == due:
        return
    head = await reply.read(MAX_ERROR_BYTES)
    if reply.status != 200:
        raise status_error(config, reply.status, reply.headers, head)
    raise no_event_stream(config, reply.headers, head)


def no_event_stream(config: ProviderConfig, headers: Mapping[str, str], body: bytes) -> GatewayError:
    """The error that a reply of status 200 means which is no event stream."""
    said = read_vendor_error(body.removeprefix(BOM))
    if said is not None:
        return vendor_error(config, said.status, said)
    return broken(config, f"was asked for an event stream and answered '{_media_type(headers) or 'nothing'}'")


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()
