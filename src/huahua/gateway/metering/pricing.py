"""Prices without a price book: each row has its own."""

from __future__ import annotations

from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.price import Price


class RowPrices:
    """Port `Prices`."""

    def of(self, caller: Caller, row: ModelConfig) -> Price | None:
        return row.price

    def vendor(self, row: ModelConfig) -> Price | None:
        return row.cost
