"""A case: one attempt that failed, kept for the operator to study. Never the words of a request, never a secret.

In a flood only some are kept, and each kept one says for how many it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from huahua.gateway.errors import (
    GatewayError,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamTimeout,
    UpstreamUnreachable,
)

KEPT_PER_WINDOW = 20
"""Cases of one upstream and one error code that are kept whole in `WINDOW_S`."""
WINDOW_S = 60.0
_MAX_DETAIL_CHARS = 300
_OWN_WORDS = (UpstreamBroken, UpstreamCredential, UpstreamTimeout, UpstreamUnreachable)
"""Faults whose message is this product's own sentence; the others may quote a vendor, who may quote the request."""


@dataclass(frozen=True, slots=True)
class Case:
    """All cases with one `request_id` are one chain, in the order of `attempt` (from 1)."""

    id: str
    at: datetime
    request_id: str
    model: str
    """The name that the caller asked for."""
    upstream: str
    """`Candidate.key`."""
    provider: str
    upstream_model: str
    attempt: int
    kind: str
    """A `FaultKind`."""
    code: str
    detail: str
    elapsed_ms: int
    next: str | None
    """The upstream that was asked next (the same one: a retry); None where nothing was."""
    served_by: str | None
    """The upstream that served the call in the end; None where the caller got an error."""
    visible: bool
    """Whether the caller had seen a part of the reply, after which nothing else is tried."""
    count: int = 1
    """How many failures it stands for: itself, and those like it that were not kept since the last."""


class CaseSink(Protocol):
    def add(self, cases: Sequence[Case]) -> None:
        """Without making anybody wait."""
        ...


class NoCases:
    """Keeps nothing."""

    def add(self, cases: Sequence[Case]) -> None:
        return


def detail_of(fault: GatewayError) -> str:
    return fault.message[:_MAX_DETAIL_CHARS] if isinstance(fault, _OWN_WORDS) else ""


class Sampler:
    """Which failures of a flood are kept. Pure."""

    def __init__(self, kept: int = KEPT_PER_WINDOW, window_s: float = WINDOW_S) -> None:
        self._kept = kept
        self._window_s = window_s
        self._windows: dict[tuple[str, str], _Window] = {}

    def weigh(self, upstream: str, code: str, now: float) -> int:
        """For how many failures this one stands; 0: it is not kept, and the next kept one counts it."""
        window = self._windows.get((upstream, code))
        if window is None:
            window = self._windows[upstream, code] = _Window(now)
        if now - window.began >= self._window_s:
            window.began, window.kept = now, 0
        if window.kept >= self._kept:
            window.left_out += 1
            return 0
        window.kept += 1
        count, window.left_out = 1 + window.left_out, 0
        return count


@dataclass(slots=True)
class _Window:
    began: float
    kept: int = 0
    left_out: int = 0
