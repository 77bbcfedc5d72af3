"""Which base URLs may be saved: the first half of the guard against server-side request forgery.

The second half is at the connection, on the address that is really connected to (`infra.http`), because a
name can change where it points.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from huahua.gateway.errors import InvalidRequest
from huahua.infra.addresses import is_allowed, parse_ip

_ENDPOINT = re.compile(
    r"/(?:chat/completions|completions|responses|embeddings|images/(?:generations|edits)|messages|moderations|rerank"
    r"|audio/(?:speech|transcriptions|translations))$"
)
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def check_base_url(url: str, *, allow_private: bool) -> str:
    """The URL without a slash at its end, and without the endpoint that people copy along from an example.

    Raises InvalidRequest (`param` is base_url).
    """
    url = _ENDPOINT.sub("", url.strip().rstrip("/")).rstrip("/")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().rstrip(".")
        _ = parts.port
    except ValueError as fault:
        raise _wrong(f"'{url}' is not a URL.") from fault
    if parts.scheme not in ("http", "https") or not host:
        raise _wrong("The base URL must begin with https:// or http:// and name a host.")
    if parts.username or parts.password:
        raise _wrong("Put the key into the key field, not into the URL.")
    if parts.query or parts.fragment:
        raise _wrong("The base URL must end with its path, without '?' or '#'.")
    _check_host(host, allow_private)
    return url


def _check_host(host: str, allow_private: bool) -> None:
    address = parse_ip(host)
    if address is not None and not is_allowed(address, allow_private=True):
        raise _wrong(f"{host} can never be a provider's address.", "address_not_allowed")
    private = (
        not is_allowed(address, allow_private=False)
        if address is not None
        else host == "localhost" or host.endswith(_LOCAL_NAMES) or "." not in host
    )
    if private and not allow_private:
        raise _wrong(
            f"{host} is a private address. If it is your own server, tick 'allow private address'.",
            "address_not_allowed",
        )


def _wrong(message: str, code: str = "invalid_base_url") -> InvalidRequest:
    return InvalidRequest(message, param="base_url", code=code, status=422)
