"""The fast side of a provider over HTTP: port `FastUpstream` on the pool of connections."""

from __future__ import annotations

from typing import Protocol

from huahua.gateway.domain.calls import ChatCall, Usage
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import GatewayError
from huahua.gateway.ports import FastCall, FastSink, RawHeaders
from huahua.gateway.providers._exchange import (
    MAX_REPLY_BYTES,
    MAX_STREAM_BYTES,
    MAX_STREAM_S,
    no_event_stream,
)
from huahua.gateway.providers._faults import broken, status_error, upstream_faults
from huahua.gateway.wire.scanning import Scan
from huahua.gateway.wire.sse import MEDIA_TYPE
from huahua.infra.http import Outbound, OutboundError, OutboundTimeout
from huahua.infra.http1 import CallLimits, Origin, prepare


class FastWire(Protocol):
    """One protocol family, as far as the lane needs it."""

    def encode(self, call: ChatCall, *, stream: bool) -> bytes: ...

    def read_reply(self, raw: bytes) -> Usage: ...

    def scan(self, *, hide_usage: bool) -> Scan: ...

    def as_gateway_error(self, fault: Exception) -> GatewayError | None:
        """What `read_reply` and a scan raise, as errors of the gateway; None: not one of theirs."""
        ...


class HttpUpstream:
    """`url` is the endpoint of chat, `headers` the provider's own; both are fixed for its life."""

    def __init__(
        self, config: ProviderConfig, outbound: Outbound, url: str, headers: dict[str, str], wire: FastWire
    ) -> None:
        """Raises OutboundError for an address or a header that can never be sent."""
        self.quiet_s = config.timeout_s
        self._config = config
        self._pool = outbound.pool
        self._wire = wire
        self._origin = Origin(url, allow_private=config.allow_private)
        target = self._origin.target
        self._whole_head = prepare("POST", self._origin, target, headers)
        self._stream_head = prepare("POST", self._origin, target, {**headers, "accept": MEDIA_TYPE})
        self._whole = CallLimits(
            connect_s=config.connect_timeout_s,
            first_byte_s=config.timeout_s,
            idle_s=config.timeout_s,
            whole_s=config.timeout_s,
            max_bytes=MAX_REPLY_BYTES,
        )
        self._stream = CallLimits(
            connect_s=config.connect_timeout_s,
            first_byte_s=config.stream_start_s,
            idle_s=config.idle_timeout_s,
            whole_s=MAX_STREAM_S,
            max_bytes=MAX_STREAM_BYTES,
        )

    def quiet(self) -> GatewayError:
        return self.translate(OutboundTimeout("bytes came but no event", "idle"))

    def encode(self, call: ChatCall, *, stream: bool) -> bytes:
        return self._wire.encode(call, stream=stream)

    def send(self, body: bytes, *, stream: bool, sink: FastSink) -> FastCall:
        head = (self._stream_head if stream else self._whole_head).whole(len(body))
        return self._pool.send(self._origin, head, body, sink, self._stream if stream else self._whole)

    def read_reply(self, raw: bytes) -> Usage:
        try:
            return self._wire.read_reply(raw)
        except Exception as fault:
            raise self.translate(fault) from fault

    def scan(self, *, hide_usage: bool) -> Scan:
        return self._wire.scan(hide_usage=hide_usage)

    def refusal(self, status: int, headers: RawHeaders, body: bytes) -> GatewayError:
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
        if status != 200:
            return status_error(self._config, status, named, body)
        return no_event_stream(self._config, named, body)

    def translate(self, fault: Exception) -> GatewayError:
        if isinstance(fault, GatewayError):
            return fault
        known = self._wire.as_gateway_error(fault)
        if known is not None:
            return known
        if isinstance(fault, EOFError):
            return broken(self._config, str(fault))
        try:
            with upstream_faults(self._config):
                raise fault
        except GatewayError as translated:
            return translated


def fast_side(
    config: ProviderConfig, outbound: Outbound, url: str, headers: dict[str, str], wire: FastWire
) -> HttpUpstream | None:
    """None where every call fails before it is sent: the ordinary way says why."""
    try:
        return HttpUpstream(config, outbound, url, headers, wire)
    except OutboundError:
        return None
