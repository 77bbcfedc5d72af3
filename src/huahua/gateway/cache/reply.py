"""A reply as the cache keeps it: whole, as the events it was streamed in, or both. Pure."""

from __future__ import annotations

import msgspec

from huahua.gateway.domain.calls import Dialect, StreamEvent, Usage
from huahua.gateway.domain.route import Route
from huahua.gateway.wire import sse
from huahua.gateway.wire.openai import has_no_choices

_OVERHEAD_BYTES = 600
_EVENT_OVERHEAD_BYTES = 150


class CachedEvent(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One event of a streamed reply."""

    data: bytes
    event: str | None = None
    usage: Usage | None = None


class CachedReply(msgspec.Struct, frozen=True, gc=False):
    """In `dialect`, ready to leave: `body` is the JSON text of the whole reply, `events` its stream with the
    boundaries that it came with. At least one of the two is there."""

    dialect: Dialect
    tenant: str
    model: str
    provider: str
    upstream_model: str
    reason: str
    """Why it was made there (`Route.reason`)."""
    builtin: bool
    usage: Usage
    stored_at: float
    """Seconds since 1970."""
    body: bytes | None = None
    events: tuple[CachedEvent, ...] | None = None

    content_type = "application/json"
    stream_content_type = sse.MEDIA_TYPE

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, nearly."""
        total = _OVERHEAD_BYTES + len(self.body or b"")
        for event in self.events or ():
            total += _EVENT_OVERHEAD_BYTES + len(event.data)
        return total

    def route(self, cache: str, price_share: float) -> Route:
        """Where the reply came from when it was made; `cache` is `hit` or `semantic`."""
        return Route(
            self.model, self.provider, self.upstream_model, "cache", self.builtin, cache, price_share
        )

    def stream_bytes(self, *, hide_usage: bool) -> bytes | None:
        """The whole stream as it goes over the wire, end mark included; None without `events`.

        `hide_usage` leaves out OpenAI's usage chunk, for a caller who did not ask for it.
        """
        if self.events is None:
            return None
        pieces = [
            sse.encode(event.data, event.event)
            for event in self.events
            if not (hide_usage and event.usage is not None and has_no_choices(event.data))
        ]
        if self.dialect is Dialect.OPENAI:
            pieces.append(sse.DONE)
        return b"".join(pieces)


def recorded(event: StreamEvent) -> CachedEvent:
    return CachedEvent(event.data, event.event, event.usage)


def replayed(event: CachedEvent, dialect: Dialect) -> StreamEvent:
    """The inverse of `recorded`."""
    return StreamEvent(dialect, event.data, event.event, event.usage)
