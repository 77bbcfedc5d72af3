"""One HTTP exchange with an upstream that speaks JSON: the part that all remote providers share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import UpstreamError
from huahua.gateway.providers._faults import (
    MAX_ERROR_BYTES,
    broken,
    read_vendor_error,
    status_error,
    upstream_faults,
    vendor_error,
)
from huahua.gateway.wire.sse import MEDIA_TYPE, SseFrame, SseParser
from huahua.infra.http import Outbound, OutboundStream, OutboundTimeout

Reply = TypeVar("Reply")

MAX_REPLY_BYTES = 64 * 1024 * 1024
"""A whole reply; the largest real ones hold pictures in base64."""
MAX_STREAM_BYTES = 256 * 1024 * 1024
MAX_STREAM_S = 3600.0
"""The longest stream; a model that never stops would cost without end."""
LIST_TIMEOUT_S = 30.0
"""Listing models has a person waiting at a button."""
_DRAIN_S = 0.25
_BOM = b"\xef\xbb\xbf"
"""A byte order mark, which is no JSON but comes before some."""


async def exchange(
    outbound: Outbound,
    config: ProviderConfig,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes | None = None,
    *,
    timeout_s: float | None = None,
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
        )
    if reply.status != 200:
        raise status_error(config, reply.status, reply.headers, reply.body[:MAX_ERROR_BYTES])
    return reply.body.removeprefix(_BOM)


async def side_by_side(calls: Iterable[Coroutine[Any, Any, Reply]]) -> list[Reply]:
    """The replies in the order of the calls. The first fault ends the other calls and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as faults:  # `except*` would wrap the fault again before Python 3.11.4
        raise faults.exceptions[0] from None
    return [task.result() for task in tasks]


async def frames(
    outbound: Outbound, config: ProviderConfig, url: str, headers: dict[str, str], body: bytes
) -> AsyncGenerator[SseFrame]:
    """The server-sent events of a streamed reply until the upstream ends it; closing it drops the connection.

    Comments keep a stream alive for `timeout_s` at most, and no stream lasts longer than `MAX_STREAM_S`.

    Raises UpstreamError; UpstreamBroken when the reply is not an event stream.
    """
    parser = SseParser()
    with upstream_faults(config):
        async with outbound.stream(
            "POST",
            url,
            headers={**headers, "accept": MEDIA_TYPE},
            body=body,
            allow_private=config.allow_private,
            connect_timeout_s=config.connect_timeout_s,
            first_byte_timeout_s=config.timeout_s,
            idle_timeout_s=config.idle_timeout_s,
            max_bytes=MAX_STREAM_BYTES,
        ) as reply:
            await _require_event_stream(config, reply)
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


async def _require_event_stream(config: ProviderConfig, reply: OutboundStream) -> None:
    media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if reply.status == 200 and media_type == MEDIA_TYPE:
        return
    head = await reply.read(MAX_ERROR_BYTES)
    if reply.status != 200:
        raise status_error(config, reply.status, reply.headers, head)
    said = read_vendor_error(head.removeprefix(_BOM))
    if said is not None:
        raise vendor_error(config, said.status, said)
    raise broken(config, f"was asked for an event stream and answered '{media_type or 'nothing'}'")
