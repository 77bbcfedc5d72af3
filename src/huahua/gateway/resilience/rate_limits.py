"""What a vendor says about its rate limit in the headers of a reply. Pure.

OpenAI and those who follow it: `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`, resets as `6m0s` or `20ms`
(https://platform.openai.com/docs/guides/rate-limits). Anthropic: `anthropic-ratelimit-{requests,tokens,
input-tokens,output-tokens}-{limit,remaining,reset}`, resets as RFC 3339 times
(https://docs.anthropic.com/en/api/rate-limits).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_PARTS = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DEFAULT_RESET_S = 60.0
_MAX_RESET_S = 86_400.0
_OPENAI = tuple(
    tuple(f"x-ratelimit-{field}-{what}" for field in ("limit", "remaining", "reset"))
    for what in ("requests", "tokens")
)
_ANTHROPIC = tuple(
    tuple(f"anthropic-ratelimit-{what}-{field}" for field in ("limit", "remaining", "reset"))
    for what in ("requests", "tokens", "input-tokens", "output-tokens")
)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The scarcest of a vendor's limits: what share of it is left, and in how many seconds it is whole again."""

    left: float
    resets_in_s: float


def read_rate_limit(headers: Mapping[str, str], now: datetime) -> RateLimit | None:
    """None when the headers (names in lower case, or a mapping that does not mind) name no limit."""
    found = [limit for names in (*_OPENAI, *_ANTHROPIC) if (limit := _read(headers, names, now)) is not None]
    return min(found, key=lambda limit: limit.left, default=None)


def _read(headers: Mapping[str, str], names: tuple[str, ...], now: datetime) -> RateLimit | None:
    remaining = headers.get(names[1])
    if remaining is None:
        return None
    try:
        limit, left = float(headers.get(names[0]) or "nan"), float(remaining)
    except ValueError:
        return None
    if not (limit > 0 and left >= 0):
        return None
    return RateLimit(min(1.0, left / limit), _resets_in(headers.get(names[2]), now))


def _resets_in(text: str | None, now: datetime) -> float:
    if not text:
        return _DEFAULT_RESET_S
    parts = _PARTS.findall(text)
    if parts and "".join(number + unit for number, unit in parts) == text:
        return min(_MAX_RESET_S, sum(float(number) * _UNITS_S[unit] for number, unit in parts))
    try:
        return min(_MAX_RESET_S, max(0.0, float(text)))
    except ValueError:
        pass
    try:
        ahead: timedelta = datetime.fromisoformat(text) - now
    except (ValueError, TypeError):
        return _DEFAULT_RESET_S
    return min(_MAX_RESET_S, max(0.0, ahead.total_seconds()))
