"""The head of a connection's last request, by which the next one like it is known without parsing. Pure.

Programs that keep a connection send the same head again and again; only the body's length differs. llhttp took
the head once, so equal bytes are as good the next time; anything else goes through llhttp.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: ?(\d{1,6})(?=\r\n)", re.IGNORECASE)
_MAX_DIGITS = 6
MAX_BYTES = 8 * 1024
"""Longer heads are parsed each time: one is kept for every open connection."""


@dataclass(frozen=True, slots=True)
class KnownHead:
    before: bytes
    """Up to the digits of the length."""
    after: bytes
    """From behind them to the empty line."""

    @classmethod
    def of(cls, request: bytes, body_bytes: int) -> KnownHead | None:
        """From a whole request that the parser took; None where its body is not framed by one plain length."""
        head = request[: len(request) - body_bytes]
        # One head and nothing else: a request before it would be taken for a part of it.
        if len(head) > MAX_BYTES or head.find(b"\r\n\r\n") != len(head) - 4 or not head.startswith(b"POST "):
            return None
        found = list(_LENGTH.finditer(head))
        if len(found) != 1 or int(found[0][1]) != body_bytes:
            return None
        return cls(head[: found[0].start(1)], head[found[0].end(1) :])

    def body_of(self, data: bytes) -> bytes | None:
        """The body, where `data` is exactly one request with this head."""
        if not data.startswith(self.before):
            return None
        start = len(self.before)
        end = data.find(b"\r", start, start + _MAX_DIGITS + 1)
        if end < 0 or not data.startswith(self.after, end):
            return None
        digits, body_at = data[start:end], end + len(self.after)
        if not digits.isdigit() or int(digits) != len(data) - body_at:
            return None
        return data[body_at:]
