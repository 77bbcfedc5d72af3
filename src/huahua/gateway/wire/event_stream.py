"""AWS's binary event stream: an incremental parser with bounds.

A message is a prelude (total length, length of the headers, CRC-32 of these eight bytes, all big-endian), headers,
a payload and the CRC-32 of all that. https://smithy.io/2.0/aws/amazon-eventstream.html
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field

MEDIA_TYPE = "application/vnd.amazon.eventstream"
_PRELUDE = struct.Struct("!III")
_CRC = struct.Struct("!I")
_OVERHEAD = _PRELUDE.size + _CRC.size
_FIXED = {0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16}
"""Sizes of header values by their type; types 6 (bytes) and 7 (text) carry a length."""
_BYTES, _TEXT = 6, 7


class EventStreamBroken(ValueError):
    """The bytes are no event stream, or one message is over the limit."""


@dataclass(frozen=True, slots=True)
class EventMessage:
    """`headers` holds the text headers only, such as `:event-type` and `:message-type`."""

    headers: dict[str, str]
    payload: bytes = field(repr=False)

    @property
    def event(self) -> str:
        return self.headers.get(":event-type", "")

    @property
    def error(self) -> str | None:
        """The name of the exception or error that this message is; None for an event."""
        kind = self.headers.get(":message-type", "event")
        if kind == "event":
            return None
        return self.headers.get(":exception-type") or self.headers.get(":error-code") or kind


class EventStreamParser:
    """Turns bytes in any split into messages. Events that are not of `known` are passed over."""

    def __init__(self, known: Collection[str], *, max_message_bytes: int = 16 * 1024 * 1024) -> None:
        self._known = frozenset(known)
        self._max_message_bytes = max_message_bytes
        self._waiting = bytearray()

    def feed(self, chunk: bytes) -> list[EventMessage]:
        """Messages that this chunk completes. Raises EventStreamBroken."""
        self._waiting += chunk
        found = []
        while len(self._waiting) >= _PRELUDE.size:
            total, headers_length = self._prelude()
            if len(self._waiting) < total:
                break
            message = bytes(self._waiting[:total])
            del self._waiting[:total]
            parsed = _parse(message, headers_length)
            if parsed.error is not None or parsed.event in self._known:
                found.append(parsed)
        return found

    def close(self) -> list[EventMessage]:
        """Raises EventStreamBroken when the stream ended within a message."""
        if self._waiting:
            raise EventStreamBroken("a message is cut off")
        return []

    def _prelude(self) -> tuple[int, int]:
        total, headers_length, checksum = _PRELUDE.unpack_from(self._waiting)
        if zlib.crc32(self._waiting[:8]) != checksum:
            raise EventStreamBroken("the prelude's checksum is wrong")
        if not _OVERHEAD + headers_length <= total <= self._max_message_bytes:
            raise EventStreamBroken(f"a message claims to be {total} bytes long")
        return total, headers_length


def _parse(message: bytes, headers_length: int) -> EventMessage:
    end = len(message) - _CRC.size
    if zlib.crc32(message[:end]) != _CRC.unpack_from(message, end)[0]:
        raise EventStreamBroken("a message's checksum is wrong")
    start = _PRELUDE.size
    headers = _headers(message[start : start + headers_length])
    return EventMessage(headers, message[start + headers_length : end])


def _headers(raw: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    at = 0
    try:
        while at < len(raw):
            name, at = _text(raw, at + 1, raw[at])
            kind = raw[at]
            at += 1
            if kind in _FIXED:
                at += _FIXED[kind]
                continue
            if kind not in (_BYTES, _TEXT):
                raise EventStreamBroken(f"a header is of unknown type {kind}")
            value, at = _text(raw, at + 2, int.from_bytes(raw[at : at + 2], "big"))
            if kind == _TEXT:
                headers[name] = value
    except IndexError as fault:
        raise EventStreamBroken("a header is cut off") from fault
    return headers


def _text(raw: bytes, start: int, length: int) -> tuple[str, int]:
    end = start + length
    if end > len(raw):
        raise EventStreamBroken("a header is cut off")
    return raw[start:end].decode("utf-8", "replace"), end
