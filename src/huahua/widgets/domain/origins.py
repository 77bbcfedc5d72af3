"""Web origins (RFC 6454): where a widget may stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

MAX_CHARS = 300
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_IPV6 = re.compile(r"\[[0-9a-f:.]{2,45}\]")


class BadOrigin(ValueError):
    """The message says what to write instead."""


def normal_origin(text: str) -> str:
    """As browsers write it: `https://shop.example`, with a port only where it is not the usual one; `https://*.…`
    stands for every subdomain. A path behind it is dropped. Raises BadOrigin."""
    text = text.strip()
    help = f"'{text[:80]}' is no web site's address; write it like https://shop.example."
    if len(text) > MAX_CHARS:
        raise BadOrigin(help)
    try:
        parts = urlsplit(text)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError as fault:
        raise BadOrigin(help) from fault
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise BadOrigin(help)
    wild = host.startswith("*.")
    host = _ascii(host.removeprefix("*."), help)
    if wild and "." not in host:
        raise BadOrigin(help)
    shown = f"{'*.' if wild else ''}{host}"
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")


def _ascii(host: str, help: str) -> str:
    if ":" in host:
        host = f"[{host.lower()}]"
        if not _IPV6.fullmatch(host):
            raise BadOrigin(help)
        return host
    try:
        plain = host.encode("idna").decode().lower()
    except UnicodeError as fault:
        raise BadOrigin(help) from fault
    if len(plain) > 253 or not _HOST.fullmatch(plain):
        raise BadOrigin(help)
    return plain


def is_allowed(origin: str, allowed: Sequence[str]) -> bool:
    """Whether an exact origin is one of those, or below a `*.` of them."""
    if "*" in origin:
        return False
    return any(origin == each or _is_below(origin, each) for each in allowed)


def _is_below(origin: str, pattern: str) -> bool:
    scheme, _, rest = pattern.partition("://")
    if not rest.startswith("*."):
        return False
    own_scheme, _, own = origin.partition("://")
    return own_scheme == scheme and own.endswith(rest[1:])
