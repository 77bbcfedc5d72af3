"""Resilience put together: what all calls of this process learn, and where cases are kept."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.boot.settings import ResilienceSettings
from huahua.gateway.admission.places import UpstreamPlaces
from huahua.gateway.domain.queueing import QueuePolicy
from huahua.gateway.resilience.attempts import Resilience
from huahua.gateway.resilience.case_log import CaseLog
from huahua.gateway.resilience.config import BreakerConfig, ResilienceConfig
from huahua.gateway.resilience.store import SqlCaseStore
from huahua.gateway.resilience.trail import Trails
from huahua.infra.db import Database


@dataclass(frozen=True, slots=True)
class ResilienceParts:
    """`cases.run` and `trails.run` go in the background; `cases.close` at the end."""

    attempts: Resilience
    cases: CaseLog
    store: SqlCaseStore
    trails: Trails


def build_resilience(
    settings: ResilienceSettings, database: Database, queues: QueuePolicy
) -> ResilienceParts:
    store = SqlCaseStore(database, kept=settings.cases_kept, days=settings.cases_days)
    cases = CaseLog(store.write, store.sweep)
    attempts = Resilience(_config(settings), cases=cases, places=UpstreamPlaces(queues))
    return ResilienceParts(attempts, cases, store, Trails(attempts.health))


def _config(settings: ResilienceSettings) -> ResilienceConfig:
    return ResilienceConfig(
        breaker=BreakerConfig(
            consecutive=settings.breaker_failures,
            cool_down_s=settings.breaker_cool_down_s,
            max_cool_down_s=settings.breaker_max_cool_down_s,
        ),
        retries=settings.retries,
        budget_ratio=settings.retry_budget,
        last_resort_s=settings.last_resort_s,
        slow_start_s=settings.slow_start_s,
    )
