"""Rates, parallel calls and spending limits, as the settings, operators and owners of keys want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import make_url

from huahua.boot.caching import open_redis
from huahua.boot.settings import Settings
from huahua.gateway.admission.limiter import Limiter
from huahua.gateway.admission.parallel import LocalParallel
from huahua.gateway.admission.rates import LocalRates
from huahua.gateway.admission.shared_parallel import SharedParallel
from huahua.gateway.admission.shared_rates import SharedRates
from huahua.gateway.admission.sql_counts import SqlBuckets, SqlCallSets
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
        _limiter(settings, subjects, db), CappedPurse(purse or NoPurse(), subjects, SqlBudgetStore(db))
    )


class Counting(StrEnum):
    """Where calls are counted against rates and limits of parallel calls."""

    PROCESS = "process"
    DATABASE = "database"
    REDIS = "redis"


def counting_of(settings: Settings) -> Counting:
    """Wherever several processes may serve the same people, they count together: in Redis where there is one; else in
    the database, when it is PostgreSQL, which other servers may use too, or when this server has several processes."""
    if settings.redis_url:
        return Counting.REDIS
    on_postgres = make_url(settings.effective_database_url).get_backend_name() == "postgresql"
    return Counting.DATABASE if on_postgres or settings.server.workers > 1 else Counting.PROCESS


def _limiter(settings: Settings, subjects: Subjects, db: Database) -> Limiter:
    match counting_of(settings):
        case Counting.PROCESS:
            return Limiter(subjects, LocalRates(subjects), LocalParallel())
        case Counting.REDIS:
            from huahua.gateway.admission.redis_counts import (  # brings the Redis client
                RedisBuckets,
                RedisCallSets,
            )

            redis = open_redis(settings.redis_url)
            rates = SharedRates(RedisBuckets(redis), subjects)
            return Limiter(subjects, rates, SharedParallel(RedisCallSets(redis)))
        case Counting.DATABASE:
            return Limiter(subjects, SharedRates(SqlBuckets(db), subjects), SharedParallel(SqlCallSets(db)))


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
