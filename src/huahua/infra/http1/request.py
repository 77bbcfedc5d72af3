"""The head of a request (RFC 9112, sections 2 and 3), made in two parts: what is the same for all calls of
a provider is written and checked once, the body's length is filled in for each call.

Nothing that could end a line gets in: names are tokens, values hold no control characters, the target is
visible ASCII (RFC 9112, section 11.1: request splitting).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from huahua.infra.http1.errors import OutboundBadRequest
from huahua.infra.http1.origin import Origin

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET = re.compile(r"/[!-~]*")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FRAMING = frozenset(
    {"connection", "content-length", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that say how messages are framed or connections are used: the client's own business."""
_DEFAULTS = {
    "user-agent": b"user-agent: HuaHua\r\n",
    "accept": b"accept: */*\r\n",
    "accept-encoding": b"accept-encoding: identity\r\n",
}


class PreparedHead:
    """The part of a head that is the same for every call."""

    __slots__ = ("_start",)

    def __init__(self, start: bytes) -> None:
        self._start = start

    def whole(self, body_bytes: int | None, extra: bytes = b"") -> bytes:
        """The whole head. `body_bytes` is the length of the body, None for a request that has none by its
        nature (GET); `extra` is complete lines that `header_line` made."""
        if body_bytes is None:
            return b"%b%b\r\n" % (self._start, extra)
        return b"%bcontent-length: %d\r\n%b\r\n" % (self._start, body_bytes, extra)


def prepare(method: str, origin: Origin, target: str, headers: Mapping[str, str]) -> PreparedHead:
    """The constant part of requests for `target` (path and query, percent-encoded) at `origin`.

    `user-agent`, `accept` and `accept-encoding: identity` are added where `headers` has none; `host` may be
    set for virtual hosts. Raises OutboundBadRequest: a forbidden character, or a header of framing.
    """
    if not _TOKEN.fullmatch(method) or not _TARGET.fullmatch(target) or "#" in target:
        raise OutboundBadRequest("the method or the path of the request holds a forbidden character")
    names = {name.lower() for name in headers}
    lines = [f"{method} {target} HTTP/1.1\r\n".encode()]
    if "host" not in names:
        lines.append(header_line("host", origin.host_header))
    lines += [line for name, line in _DEFAULTS.items() if name not in names]
    if not names.isdisjoint(_FRAMING):
        raise OutboundBadRequest(f"headers of the connection cannot be set: {', '.join(names & _FRAMING)}")
    lines += [header_line(name, value) for name, value in headers.items()]
    return PreparedHead(b"".join(lines))


def header_line(name: str, value: str) -> bytes:
    """One line of a head. Raises OutboundBadRequest, which does not show the value."""
    if not _TOKEN.fullmatch(name) or _CONTROL.search(value):
        raise OutboundBadRequest(f"the header {name!r} holds a forbidden character")
    try:
        return f"{name}: {value}\r\n".encode()
    except UnicodeEncodeError as fault:
        raise OutboundBadRequest(f"the header {name!r} is no text") from fault
