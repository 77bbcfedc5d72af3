"""Which failures of an engine may pass by themselves, and how long to wait before it is asked again.

Nothing is painted, and billed, twice: an engine that took the wish and fell silent is asked again only where that waits
for the same painting (`goes_on`), or where it is sure that nothing came of it (`settled`).
"""

from __future__ import annotations

from huahua.gateway.api import (
    AddressNotAllowed,
    GatewayError,
    NotReady,
    Overloaded,
    ServerBusy,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    may_be_done,
)

PAUSES_S = (2.0, 6.0, 18.0)
"""Before the second, third and fourth time; the last fault after them is final."""
AFTER_TIMEOUT = 1
"""How often an engine that took all the time it had is asked again."""
MAX_PAUSE_S = 60.0
"""Who asks for more patience than this gets none."""
SPREAD = 0.5
"""Of a pause, by which it is longer at random: many who failed together do not come back together."""

_PASSING = (NotReady, Overloaded, ServerBusy, UpstreamLimited)
_LASTING = (AddressNotAllowed, UpstreamCredential, UpstreamRefused)
"""Refused prompts and keys stay refused."""


def may_pass(fault: GatewayError) -> bool:
    """429, 5xx, no connection, time-outs before anything was painted, and paintings that were lost sight of."""
    if isinstance(fault, _LASTING):
        return False
    if isinstance(fault, _PASSING) or fault.goes_on:
        return True
    return isinstance(fault, UpstreamError) and fault.status >= 500 and not may_be_done(fault)


def attempts_of(fault: GatewayError) -> int:
    """How often an engine with this failure is asked in all."""
    return 1 + (AFTER_TIMEOUT if isinstance(fault, UpstreamTimeout) else len(PAUSES_S))


def pause_s(fault: GatewayError, failed: int, random: float) -> float | None:
    """Seconds until the next attempt after `failed` ones, with `random` in [0, 1); None where there is none."""
    if not may_pass(fault) or failed >= attempts_of(fault):
        return None
    asked = fault.retry_after or 0.0
    if asked > MAX_PAUSE_S:
        return None
    return max(asked, PAUSES_S[failed - 1]) * (1 + SPREAD * random)
