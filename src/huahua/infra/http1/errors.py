"""What can go wrong with an outbound call. No message holds a credential, a path or a query string.

OutboundError
├── OutboundForbiddenAddress   the guard refused the address, or the URL is not http(s)
├── OutboundBadRequest         the request cannot be written: a forbidden character or header
├── OutboundTimeout            `phase` is connect, first_byte, idle or whole
├── OutboundUnreachable        refused, reset before the reply, DNS, TLS
├── OutboundBroken             the reply broke off or was not HTTP
└── OutboundTooLarge           the reply is over the limit
"""

from __future__ import annotations


class OutboundError(Exception):
    """An outbound call failed; the message holds no credentials and no query string."""


class OutboundForbiddenAddress(OutboundError): ...


class OutboundBadRequest(OutboundError): ...


class OutboundTimeout(OutboundError):
    def __init__(self, message: str, phase: str) -> None:
        super().__init__(message)
        self.phase = phase


class OutboundUnreachable(OutboundError):
    """`sent`: the request went out before the connection was lost, so that it may have been acted upon."""

    def __init__(self, message: str, *, sent: bool = False) -> None:
        super().__init__(message)
        self.sent = sent


class OutboundBroken(OutboundError): ...


class OutboundTooLarge(OutboundError): ...
