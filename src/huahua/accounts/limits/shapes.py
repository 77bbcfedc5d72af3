"""What limits look like over HTTP."""

from __future__ import annotations

from typing_extensions import TypedDict

from huahua.kit.limits import Period


class Limits(TypedDict):
    """0 is no limit. `spend_micros` is in millionths of the ledger's currency, for each period (UTC)."""

    requests_per_minute: int
    tokens_per_minute: int
    parallel_calls: int
    spend_micros: int
    spend_period: Period
