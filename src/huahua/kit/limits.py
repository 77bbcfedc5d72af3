"""What a customer may use at most, and what a key may be used for: values that accounts keep and the gateway heeds."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Literal

Period = Literal["day", "month", "total"]
PERIODS: tuple[Period, ...] = ("day", "month", "total")
Network = IPv4Network | IPv6Network
ENDPOINTS = ("chat", "embeddings", "images", "audio", "moderations", "rerank", "realtime", "files")
"""Kinds of calls that a key may be limited to; `files` are files and batches. Lists of models are always open."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one key, person, team or model. 0 is no limit."""

    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    parallel_calls: int = 0
    spend_micros: int = 0
    """In the ledger's currency, for each `spend_period` (UTC)."""
    spend_period: Period = "month"

    def __bool__(self) -> bool:
        return bool(
            self.requests_per_minute or self.tokens_per_minute or self.parallel_calls or self.spend_micros
        )


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Of one key; a key without any has None instead, so that it costs its calls nothing."""

    limits: Limits = NO_LIMITS
    models: frozenset[str] | None = None
    """Names as callers give them; None: all."""
    endpoints: frozenset[str] | None = None
    """Of `ENDPOINTS`; None: all."""
    networks: tuple[Network, ...] = ()
    """Where calls may come from; anywhere when empty."""
    member: Limits = NO_LIMITS
    """What the key's owner may spend of the wallet of the key's team, with all keys together."""

    @property
    def picks(self) -> bool:
        """Whether some calls are not for this key, whoever makes them from wherever."""
        return self.models is not None or self.endpoints is not None or bool(self.networks)

    def allows_address(self, host: str | None) -> bool:
        """`host` as a connection names it; one that cannot be told is not allowed."""
        if not self.networks:
            return True
        try:
            address = ip_address((host or "").split("%", 1)[0])
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What others may spend in an owner's name, such as the visitors of a widget: usage lines and the cap know it by
    `id`, in the place of a key's."""

    id: str
    spend_micros: int
    spend_period: Period = "month"

    def restrictions(self) -> Restrictions:
        return Restrictions(Limits(spend_micros=self.spend_micros, spend_period=self.spend_period))

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "spend_micros": self.spend_micros, "spend_period": self.spend_period}

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Allowance | None:
        return None if data is None else cls(**data)


def tighter(one: int, other: int) -> int:
    """The smaller of two limits, of which 0 is none."""
    if not one or not other:
        return one or other
    return min(one, other)
