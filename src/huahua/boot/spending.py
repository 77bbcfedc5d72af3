"""Rates, parallel calls and spending limits, as the settings, operators and owners of keys want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huahua.boot.caching import open_redis
from huahua.boot.settings import Settings
from huahua.gateway.admission.limiter import Limiter
from huahua.gateway.admission.parallel import LocalParallel
from huahua.gateway.admission.rates import LocalRates
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.api import Purse
from huahua.gateway.metering.budget import LeasedBudget
from huahua.gateway.metering.budget_store import SqlBudgetStore
from huahua.gateway.metering.caps import CappedPurse
from huahua.gateway.metering.purse import NoPurse
from huahua.infra.db import Database
from huahua.kit.limits import Limits


@dataclass(frozen=True, slots=True)
class Limiting:
    """What stands between every call and the models."""

    limiter: Limiter
    purse: CappedPurse


def build_limiting(
    settings: Settings, db: Database, customers: Mapping[str, Limits], purse: Purse | None
) -> Limiting:
    """`customers`: what operators gave to single people and teams. `purse`: who pays, None where nobody does.

    Raises SettingsError for a Redis address that is none.
    """
    limits = settings.limits
    subjects = Subjects(
        Limits(limits.requests_per_minute, limits.tokens_per_minute, limits.parallel_calls),
        Limits(limits.key_requests_per_minute, limits.key_tokens_per_minute, limits.key_parallel_calls),
        per_model={
            name: Limits(row.requests_per_minute, row.tokens_per_minute, row.parallel_calls)
            for name, row in limits.models.items()
        },
        customers=customers,
    )
    return Limiting(
        _limiter(settings, subjects), CappedPurse(purse or NoPurse(), subjects, SqlBudgetStore(db))
    )


def _limiter(settings: Settings, subjects: Subjects) -> Limiter:
    """Counts in Redis, where there is one, for all processes together."""
    if not settings.redis_url:
        return Limiter(subjects, LocalRates(subjects), LocalParallel())
    from huahua.gateway.admission.shared_parallel import SharedParallel  # brings the Redis client
    from huahua.gateway.admission.shared_rates import SharedRates

    redis = open_redis(settings.redis_url)
    return Limiter(subjects, SharedRates(redis, subjects), SharedParallel(redis))


def build_cap(settings: Settings, db: Database) -> LeasedBudget | None:
    """None where the settings limit nobody's spending."""
    limits = settings.limits
    if not limits.spend_micros_per_user:
        return None
    return LeasedBudget(
        SqlBudgetStore(db),
        limits.spend_micros_per_user,
        currency=limits.spend_currency,
        monthly=limits.spend_period == "month",
    )
