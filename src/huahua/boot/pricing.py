"""The price book of this process, as the settings want it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from huahua.audit.api import Recorder
from huahua.billing.api import Currencies, Ledger
from huahua.billing.plans.funding import SubscribedTerms
from huahua.billing.plans.store import PlanStore
from huahua.billing.prices.books import PriceBooks
from huahua.billing.prices.domain.factor import Factor
from huahua.billing.prices.domain.reprice import Rows
from huahua.billing.prices.domain.resolve import Rates
from huahua.billing.prices.keeper import GroupCustomers, PriceKeeper, row_of
from huahua.billing.prices.settling import VolumeSettling
from huahua.billing.prices.store import PriceStore
from huahua.billing.prices.views import PriceViews
from huahua.billing.prices.volumes import Volumes
from huahua.boot.billing import ledger_currencies
from huahua.boot.settings import Settings
from huahua.gateway.api import ModelConfig, Registry, UsageRecords
from huahua.infra.db import Database


@dataclass(frozen=True, slots=True)
class Pricing:
    keeper: PriceKeeper
    books: PriceBooks
    views: PriceViews
    settling: VolumeSettling
    rows: Callable[[], list[ModelConfig]]


def build_pricing(
    settings: Settings, db: Database, registry: Registry, audit: Recorder, ledger: Ledger
) -> Pricing:
    def rows() -> list[ModelConfig]:
        return [row.config for row in registry.model_rows()]

    store, records = PriceStore(db), UsageRecords(db)
    volumes = Volumes(records, lambda: Rows(row_of(config) for config in rows()))
    keeper = PriceKeeper(
        store,
        _rates(ledger_currencies(settings)),
        GroupCustomers(store, SubscribedTerms(PlanStore(db))),
        volumes,
    )
    books = PriceBooks(store, keeper, records, rows, audit)
    settling = VolumeSettling(store, ledger, records)
    return Pricing(keeper, books, PriceViews(store, keeper, records, settling), settling, rows)


def _rates(currencies: Currencies) -> Rates:
    return Rates(currencies.ledger, {code: Factor(rate) for code, rate in currencies.rates.items()})
