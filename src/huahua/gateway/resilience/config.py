"""Typed configuration of resilience; boot fills it from the settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BreakerConfig:
    """When an upstream counts as broken, and how it comes back. Times in seconds."""

    consecutive: int = 5
    """Failures in a row that open the breaker."""
    error_rate: float = 0.5
    """Share of failures (moving, over about the last 20 calls) that opens it, once `min_calls` were seen."""
    min_calls: int = 20
    cool_down_s: float = 1.0
    """The shortest pause before a probe; it grows with each trip, up to `max_cool_down_s`."""
    max_cool_down_s: float = 60.0
    account_s: float = 60.0
    """The shortest pause after the vendor refused the account, which only the operator can mend."""
    max_account_s: float = 3600.0
    probes: int = 2
    """Probes in a row that must succeed before it closes."""
    probe_lease_s: float = 120.0
    """A probe that nobody hears of for so long is given up, and another may go."""
    forget_s: float = 120.0
    """Healthy for so long, and earlier trips no longer lengthen the next pause."""


@dataclass(frozen=True, slots=True)
class ResilienceConfig:
    """Times in seconds."""

    breaker: BreakerConfig = BreakerConfig()
    retries: int = 2
    """Times that one call asks all its upstreams again after each has failed."""
    backoff_s: float = 0.1
    """Upper end of the first pause before asking again; it doubles, up to `max_backoff_s`."""
    max_backoff_s: float = 5.0
    budget_ratio: float = 0.1
    """Retries and hedges per call in the long run."""
    budget_burst: float = 20.0
    """Retries that may be saved up for."""
    last_resort_s: float = 10.0
    """How long a call without a deadline waits when every upstream of its pool is out."""
    slow_start_s: float = 30.0
    """An upstream that came back reaches its full share in so long, or sooner where it was out for less."""
    limited_s: float = 1.0
    """The pause after a 429 that names none; it doubles with each in a row."""
    max_limited_s: float = 60.0
