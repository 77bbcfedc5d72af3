"""What a fault says about the upstream that it came from. Pure."""

from __future__ import annotations

from enum import StrEnum

from huahua.gateway.errors import (
    AddressNotAllowed,
    GatewayError,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamForbidden,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    UpstreamUnreachable,
)


class FaultKind(StrEnum):
    """Kinds that are treated differently."""

    REFUSED = "refused"
    """The request's own fault: final, and a sign of life."""
    LIMITED = "limited"
    """The vendor asks to wait: nothing is broken."""
    CREDENTIAL = "credential"
    """The vendor refuses the account (its key, its credit): the operator's alarm."""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    """Garbage, a cut reply, not the protocol."""
    ERROR = "error"
    """5xx and whatever else the vendor fails with."""


BREAKING = frozenset({FaultKind.UNREACHABLE, FaultKind.TIMEOUT, FaultKind.BROKEN, FaultKind.ERROR})
"""Kinds that speak for an upstream being broken."""

_KINDS: tuple[tuple[type[GatewayError], FaultKind], ...] = (
    (UpstreamRefused, FaultKind.REFUSED),
    (UpstreamLimited, FaultKind.LIMITED),
    (UpstreamCredential, FaultKind.CREDENTIAL),
    (UpstreamUnreachable, FaultKind.UNREACHABLE),
    (UpstreamTimeout, FaultKind.TIMEOUT),
    (UpstreamBroken, FaultKind.BROKEN),
)


def kind_of(fault: GatewayError) -> FaultKind:
    """An error that no upstream made (a picture in the request that cannot be read) counts as refused."""
    for cls, kind in _KINDS:
        if isinstance(fault, cls):
            return kind
    return FaultKind.ERROR if isinstance(fault, UpstreamError) else FaultKind.REFUSED


def is_whole_account(fault: GatewayError) -> bool:
    """Whether the vendor refuses the key, and so every model alike."""
    return isinstance(fault, UpstreamCredential) and not isinstance(fault, UpstreamForbidden)


def may_repeat(fault: GatewayError) -> bool:
    """Whether the same upstream may serve the same request a moment later."""
    if isinstance(fault, AddressNotAllowed):
        return False
    return kind_of(fault) in BREAKING or (
        isinstance(fault, UpstreamLimited) and fault.retry_after is not None
    )


def may_be_done(fault: GatewayError) -> bool:
    """Whether the upstream may have done what was asked for, and bill it, although no answer came: it took the request
    and fell silent, or its answer could not be read."""
    if fault.settled is not None:
        return not fault.settled
    return kind_of(fault) in (FaultKind.TIMEOUT, FaultKind.BROKEN)
