"""The doctor's list of checks for this installation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from huahua.boot.caching import open_redis
from huahua.boot.spending import Counting, counting_of
from huahua.gateway.api import GatewayError, ImageEngine, ImageRequest, ProviderConfig
from huahua.gateway.domain.models import LOCAL_KIND
from huahua.gateway.hints import hint_for, hint_key
from huahua.kit.clock import utc_now
from huahua.ops.checks import (
    accounts_check,
    blob_check,
    counting_check,
    database_check,
    disk_check,
    engine_check,
    local_models_check,
    provider_check,
)
from huahua.ops.doctor import Check
from huahua.painting.engines.diffusers.painter import local_models_are_installed

if TYPE_CHECKING:
    from huahua.boot.wiring import Services


def checks_for(services: Services) -> list[Check]:
    checks = [
        database_check(services.db, services.settings.effective_database_url),
        disk_check(services.settings.data_dir),
        blob_check(services.blobs),
        _counting(services),
    ]
    checks += [engine_check(engine.id, _sample(engine)) for engine in services.engines]
    for row in services.registry.provider_rows():
        if row.kind != "builtin" and row.enabled:
            for number, account in enumerate(row.accounts(), start=1):
                name = row.name if number == 1 else f"{row.name}#{number}"
                checks.append(provider_check(name, _count_models(services, account), _explain))
            if row.kind == LOCAL_KIND and local_models_are_installed():
                checks.append(local_models_check(row.name, services.local.make(row).explain))
    checks.append(_accounts(services))
    return checks


def _accounts(services: Services) -> Check:
    parts = services.resilience

    def refused() -> list[str]:
        return [alarm.subject for alarm in parts.attempts.health.alarms()]

    async def lately() -> list[str]:
        return await parts.store.refused_since(utc_now() - timedelta(hours=1))

    return accounts_check(refused, lately)


def _counting(services: Services) -> Check:
    place = counting_of(services.settings)

    async def ping() -> None:
        match place:
            case Counting.REDIS:
                redis = open_redis(services.settings.redis_url)
                try:
                    await redis.ping()
                finally:
                    await redis.aclose()
            case Counting.DATABASE:
                async with services.db.read() as connection:
                    await connection.execute(text("SELECT 1 FROM rate_buckets LIMIT 1"))
            case Counting.PROCESS:
                pass  # there is nobody to ask

    return counting_check(place, ping)


def _explain(fault: Exception) -> tuple[str, str]:
    if not isinstance(fault, GatewayError):
        return "", "Test it under Settings → Models."
    return hint_key(fault.code), hint_for(fault)


def _sample(engine: ImageEngine) -> Callable[[], Awaitable[int]]:
    async def paint() -> int:
        results = await engine.paint(
            ImageRequest("a red boat on a lake", width=128, height=128, seed=1), None
        )
        return len(results[0].data)

    return paint


def _count_models(services: Services, row: ProviderConfig) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        provider = services.registry.make_provider(row)
        try:
            return len(await provider.list_models())
        finally:
            await provider.close()

    return count
