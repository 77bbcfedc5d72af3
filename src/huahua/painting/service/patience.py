"""Which failures of an engine may pass by themselves, and how long to wait before it is asked again."""

from __future__ import annotations

from huahua.gateway.api import (
    AddressNotAllowed,
    GatewayError,
    NotReady,
    Overloaded,
    ServerBusy,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    UpstreamUnreachable,
)

PAUSES_S = (2.0, 6.0, 18.0)
"""Before the second, third and fourth time; the last fault after them is final."""
MAX_PAUSE_S = 60.0
"""Who asks for more patience than this gets none."""
SPREAD = 0.5
"""Of a pause, by which it is longer at random: many who failed together do not come back together."""

_PASSING = (NotReady, Overloaded, ServerBusy, UpstreamBroken, UpstreamLimited, UpstreamUnreachable)
_LASTING = (AddressNotAllowed, UpstreamCredential, UpstreamRefused, UpstreamTimeout)
"""Refused prompts and keys stay refused; who took all the time that there was has had it."""


def may_pass(fault: GatewayError) -> bool:
    """429, 5xx and broken connections."""
    if isinstance(fault, _LASTING):
        return False
    return isinstance(fault, _PASSING) or (isinstance(fault, UpstreamError) and fault.status >= 500)


def pause_s(fault: GatewayError, failed: int, random: float) -> float | None:
    """Seconds until the next attempt after `failed` ones, with `random` in [0, 1); None where there is none."""
    if not may_pass(fault) or failed > len(PAUSES_S):
        return None
    asked = fault.retry_after or 0.0
    if asked > MAX_PAUSE_S:
        return None
    return max(asked, PAUSES_S[failed - 1]) * (1 + SPREAD * random)
