"""TLS of outbound connections: certificates verified against the system's store, TLS 1.2 or later."""

from __future__ import annotations

import ssl
from functools import cache


@cache
def default_context() -> ssl.SSLContext:
    """One context for all connections: loading the store of authorities takes milliseconds."""
    return hardened(ssl.create_default_context())


def hardened(context: ssl.SSLContext) -> ssl.SSLContext:
    """`context` with the protocols that this client speaks; name and chain are always verified."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.check_hostname = True
    context.verify_mode = ssl.CERT_REQUIRED
    return context
