"""Where calls go: the origin of a base URL (RFC 9110, section 4.3.1), parsed and checked once."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from yarl import URL

from huahua.infra.addresses import is_allowed, parse_ip
from huahua.infra.http1.errors import OutboundBadRequest, OutboundForbiddenAddress

_SENDABLE = re.compile(r"/[!-~]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Origin:
    """Scheme, host and port of `url`, and whether private addresses may be reached there.

    The host is looked at as a resolver will see it: full-width digits and ideographic stops, which IDNA
    maps to plain ones, spell an address that no resolver is asked about.

    Raises OutboundForbiddenAddress: not http(s), no host, or an address that the guard refuses.
    OutboundBadRequest: a name or password in the URL.
    """

    __slots__ = ("allow_private", "host", "host_header", "key", "path", "port", "target", "tls", "url")

    def __init__(self, url: str, *, allow_private: bool = False) -> None:
        scheme, parsed = _parse(url)
        host = parsed.raw_host
        assert host is not None
        _check_literal(host, allow_private)
        self.url = url
        self.tls = scheme == "https"
        self.host = host
        """Name or address, without brackets."""
        self.port = parsed.port or _DEFAULT_PORTS[scheme]
        self.allow_private = allow_private
        self.key = (host, self.port, self.tls, allow_private)
        """Calls with equal keys share connections."""
        self.target = _target(url, parsed)
        """Path and query of the URL, as they were given where that can be sent."""
        self.path = self.target.partition("?")[0].rstrip("/")
        """Path of a base URL, without a slash at its end."""
        bracketed = f"[{host}]" if ":" in host else host
        is_default = self.port == _DEFAULT_PORTS[scheme]
        self.host_header = bracketed if is_default else f"{bracketed}:{self.port}"


@lru_cache(maxsize=256)
def origin_of(url: str, allow_private: bool) -> Origin:
    """`Origin`, remembered: the same few URLs are called all the time."""
    return Origin(url, allow_private=allow_private)


def _parse(url: str) -> tuple[str, URL]:
    try:
        scheme = urlsplit(url).scheme
        parsed = URL(url)
        host, _port = parsed.raw_host, urlsplit(url).port
    except ValueError as fault:
        raise OutboundForbiddenAddress("the URL is malformed") from fault
    if parsed.raw_user or parsed.raw_password:
        raise OutboundBadRequest("the URL holds a name or a password; they belong into a header")
    if scheme not in _DEFAULT_PORTS or not host:
        raise OutboundForbiddenAddress("only http:// and https:// URLs with a host are allowed")
    return scheme, parsed


def _target(url: str, parsed: URL) -> str:
    """yarl would decode what it finds needlessly encoded (`%3A`), which breaks the vendors' signatures."""
    parts = urlsplit(url)
    given = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return given if _SENDABLE.fullmatch(given) else parsed.raw_path_qs


def _check_literal(host: str, allow_private: bool) -> None:
    address = parse_ip(host)
    if address is not None and not is_allowed(address, allow_private=allow_private):
        raise OutboundForbiddenAddress(
            f"{host} is a private address, which the administrator has not allowed"
        )
