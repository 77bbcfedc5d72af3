"""Requests that pass through to an upstream as they are, whole or piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.relay import JSON, RelayCall, RelayReply, media_type
from huahua.gateway.providers._exchange import MAX_REPLY_BYTES, MAX_STREAM_BYTES, MAX_STREAM_S
from huahua.gateway.providers._faults import (
    MAX_ERROR_BYTES,
    broken,
    read_vendor_error,
    status_error,
    upstream_faults,
    vendor_error,
)
from huahua.gateway.resilience.current import Attempt, current_attempt, saw_head
from huahua.infra.http import Outbound, OutboundStream, OutboundTimeout

_PAGE = "text/html"


async def relay(
    outbound: Outbound, config: ProviderConfig, url: str, headers: dict[str, str], call: RelayCall
) -> RelayReply:
    """The whole reply with status 200. Raises UpstreamError; UpstreamBroken for a web page."""
    with upstream_faults(config):
        reply = await outbound.request(
            "POST",
            url,
            headers={**headers, "content-type": call.content_type},
            body=call.body,
            allow_private=config.allow_private,
            connect_timeout_s=config.connect_timeout_s,
            timeout_s=config.timeout_s,
            max_bytes=MAX_REPLY_BYTES,
        )
    saw_head(reply.headers)
    if reply.status != 200:
        raise status_error(config, reply.status, reply.headers, reply.body[:MAX_ERROR_BYTES])
    content_type = reply.headers.get("content-type", JSON)
    if media_type(content_type) == _PAGE:
        raise broken(config, "answered with a web page")
    return RelayReply(reply.body, content_type)


async def open_relay(
    outbound: Outbound, config: ProviderConfig, url: str, headers: dict[str, str], call: RelayCall
) -> RelayedStream:
    """The reply as soon as its head is there. JSON where sound or events were due is an error."""
    attempt = current_attempt() or Attempt()
    stack = AsyncExitStack()
    try:
        with upstream_faults(config):
            reply = await stack.enter_async_context(
                outbound.stream(
                    "POST",
                    url,
                    headers={**headers, "content-type": call.content_type},
                    body=call.body,
                    allow_private=config.allow_private,
                    connect_timeout_s=config.connect_timeout_s,
                    first_byte_timeout_s=attempt.first_byte_timeout_s or config.stream_start_s,
                    idle_timeout_s=attempt.idle_timeout_s or config.idle_timeout_s,
                    max_bytes=MAX_STREAM_BYTES,
                )
            )
            saw_head(reply.headers)
            await _require_success(config, reply)
    except BaseException:
        await stack.aclose()
        raise
    return RelayedStream(config, reply, stack)


class RelayedStream:
    """Port `RelayStream`. Only as much is read ahead as the client of `infra.http` buffers, and no stream lasts
    longer than `MAX_STREAM_S`."""

    def __init__(self, config: ProviderConfig, reply: OutboundStream, stack: AsyncExitStack) -> None:
        self.content_type = reply.headers.get("content-type", "application/octet-stream")
        self._config = config
        self._stack = stack
        self._pieces = reply.iter()
        self._end = asyncio.get_running_loop().time() + MAX_STREAM_S

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        with upstream_faults(self._config):
            if asyncio.get_running_loop().time() > self._end:
                raise OutboundTimeout(f"the stream went on for {MAX_STREAM_S:g} s", "whole")
            return await anext(self._pieces)

    async def aclose(self) -> None:
        await self._stack.aclose()


async def _require_success(config: ProviderConfig, reply: OutboundStream) -> None:
    kind = media_type(reply.headers.get("content-type", ""))
    if reply.status == 200 and kind not in (JSON, _PAGE):
        return
    head = await reply.read(MAX_ERROR_BYTES)
    if reply.status != 200:
        raise status_error(config, reply.status, reply.headers, head)
    said = read_vendor_error(head)
    if said is not None:
        raise vendor_error(config, said.status, said)
    raise broken(config, f"answered '{kind}' where a stream was due")
