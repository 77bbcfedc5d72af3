"""Rates and spending limits, as the settings want them."""

from __future__ import annotations

from huahua.boot.caching import open_redis
from huahua.boot.settings import Settings
from huahua.gateway.admission.rates import LocalRates, RateLimits
from huahua.gateway.domain.rates import RateLimit
from huahua.gateway.metering.budget import LeasedBudget
from huahua.gateway.metering.budget_store import SqlBudgetStore
from huahua.infra.db import Database


def build_rates(settings: Settings) -> RateLimits | None:
    """None where nothing is limited. In Redis, where there is one, for all processes together.

    Raises SettingsError for a Redis address that is none.
    """
    limits = settings.limits
    per_user = RateLimit(limits.requests_per_minute, limits.tokens_per_minute)
    per_key = RateLimit(limits.key_requests_per_minute, limits.key_tokens_per_minute)
    if not per_user and not per_key:
        return None
    if settings.redis_url:
        from huahua.gateway.admission.shared_rates import SharedRates  # brings the Redis client

        return SharedRates(open_redis(settings.redis_url), per_user, per_key)
    return LocalRates(per_user, per_key)


def build_cap(settings: Settings, db: Database) -> LeasedBudget | None:
    """None where nobody's spending is limited."""
    limits = settings.limits
    if not limits.spend_micros_per_user:
        return None
    return LeasedBudget(
        SqlBudgetStore(db),
        limits.spend_micros_per_user,
        currency=limits.spend_currency,
        monthly=limits.spend_period == "month",
    )
