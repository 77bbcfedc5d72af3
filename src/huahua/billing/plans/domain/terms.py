"""What a plan promises. Pure.

A call is paid for in this order: what the plan includes in calls, tokens or pictures (it then costs nothing); the money
that the plan includes, which ends with the month; other grants, by priority and by what ends first; prepaid money;
credit up to the plan's limit, which is invoiced after the month.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from huahua.billing.prices.domain.factor import ONE, Factor, factor

Every = Literal["month", "year"]
Unit = Literal["calls", "tokens", "pictures"]
UNITS: tuple[str, ...] = get_args(Unit)
ORDER = ("included_units", "included_money", "grants", "prepaid", "credit")
"""How calls are funded, first to last."""
PLAN_PRIORITY = 10
"""Of the money that a plan includes among grants: it is spent before those with higher numbers."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`fee_micros` for each period. What is included is for each month and does not carry over: money for months from
    the day of subscription, units for calendar months (UTC)."""

    fee_micros: int = 0
    every: Every = "month"
    included_micros: int = 0
    """Money to spend on calls."""
    included: tuple[tuple[Unit, int], ...] = ()
    """Calls, tokens or pictures (to models that have a price) that cost nothing."""
    factor: Factor = ONE
    """What all prices are multiplied by."""
    credit_limit_micros: int = 0
    """Postpaid: how far calls may go beyond what is there."""
    storage_mb: int | None = None
    """Room for pictures, in MiB; None: the server's own limit."""

    def as_json(self) -> dict[str, Any]:
        return {
            "fee_micros": self.fee_micros,
            "every": self.every,
            "included_micros": self.included_micros,
            "included": dict(self.included),
            "factor": str(self.factor),
            "credit_limit_micros": self.credit_limit_micros,
            "storage_mb": self.storage_mb,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Terms:
        """What `as_json` said."""
        return cls(
            fee_micros=value["fee_micros"],
            every=value["every"],
            included_micros=value["included_micros"],
            included=tuple(sorted(value["included"].items())),
            factor=factor(value["factor"]),
            credit_limit_micros=value["credit_limit_micros"],
            storage_mb=value.get("storage_mb"),
        )
