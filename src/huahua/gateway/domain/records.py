"""Usage lines as they are read back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """One finished call, as its line says."""

    request_id: str
    user_id: str
    key_id: str | None
    model: str
    provider: str
    upstream_model: str
    task: str
    usage: Usage
    status: int
    error_code: str | None
    latency_ms: int
    created_at: datetime
    cost_micros: int
    currency: str | None
    price: Price | None
    cache: str
    route_reason: str
    picture: str
    vendor_micros: int | None
    vendor_currency: str | None
    wallet_id: str | None = None
    """Who paid."""
    team_id: str | None = None

    @property
    def payer_id(self) -> str:
        """By whose prices and plan it went: the team's id, or the user's."""
        return self.team_id or self.user_id


@dataclass(frozen=True, slots=True)
class Used:
    """What one payer's calls of one model used together. `payer_id` is a team's id for calls with its keys, else a
    user's."""

    payer_id: str
    model: str
    provider: str
    upstream_model: str
    calls: int
    usage: Usage
    cost_micros: int


@dataclass(frozen=True, slots=True)
class Margin:
    """What calls brought in and what vendors take for them. `unknown` calls have no cost that anybody knows."""

    key: tuple[str, ...]
    calls: int
    cost_micros: int
    currency: str | None
    vendor_micros: int
    vendor_currency: str | None
    unknown: int


@dataclass(frozen=True, slots=True)
class Charged:
    """What a wallet paid for calls to one row with one key."""

    model: str
    provider: str
    upstream_model: str
    key_id: str | None
    calls: int
    usage: Usage
    charge_micros: int
