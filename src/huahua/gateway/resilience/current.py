"""The attempt that the current task makes: what it may take, and what its reply's head said.

Providers are asked in their own terms, which know neither; they look here. Tasks that an attempt starts see the same
attempt (https://docs.python.org/3/library/contextvars.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Attempt:
    """Times in seconds; None where the provider's own setting holds."""

    first_byte_timeout_s: float | None = None
    idle_timeout_s: float | None = None
    headers: Mapping[str, str] | None = None
    """Of the last reply's head."""


_current: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def begin(attempt: Attempt) -> None:
    """From here on, this task makes `attempt`."""
    _current.set(attempt)


def current_attempt() -> Attempt | None:
    return _current.get()


def saw_head(headers: Mapping[str, str]) -> None:
    """A reply's head arrived."""
    attempt = _current.get()
    if attempt is not None:
        attempt.headers = headers
