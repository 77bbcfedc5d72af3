"""The gateway's cache, as the settings want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huahua.boot.bindings.cache_models import GatewayCacheModels
from huahua.boot.settings import CacheModelSettings, Settings, SettingsError
from huahua.gateway.api import GatewayService
from huahua.gateway.cache import metrics
from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.cache.config import CacheConfig, ModelRule, SemanticConfig
from huahua.gateway.cache.mark_store import SqlMarkStore
from huahua.gateway.registry import Registry
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from huahua.kit.units import MEBIBYTE

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from huahua.gateway.cache.semantic import SemanticLevel

_USE = {"on": True, "off": False}


def build_cache(settings: Settings, registry: Registry, db: Database, sealer: Sealer) -> ReplyCache | None:
    """None when the settings want no cache. Raises SettingsError for a Redis address that is none."""
    wanted = settings.cache
    if wanted.mode == "off":
        return None
    far = None
    if settings.redis_url:
        from huahua.gateway.cache.redis_level import RedisLevel  # brings the Redis client

        client = open_redis(settings.redis_url)
        far = RedisLevel(client, sealer.envelope("cache"), wait_s=wanted.redis_wait_ms / 1000)
    cache = ReplyCache(
        cache_config(settings),
        registry.rows,
        rules_of_page=registry.cache_rules,
        catalogue_stamp=lambda: registry.stamp,
        far=far,
        marks=SqlMarkStore(db),
    )
    metrics.show(cache)
    return cache


def add_semantic(cache: ReplyCache | None, gateway: GatewayService) -> None:
    """The level that asks the gateway's own models, which are there only now. It is made at once where the settings
    want it, else when a model of the page does."""
    if cache is None:
        return

    def make() -> SemanticLevel:
        # Imported only where it is wanted: it brings numpy.
        from huahua.gateway.cache.semantic import SemanticLevel

        return SemanticLevel(cache.config.semantic, cache.rules, GatewayCacheModels(gateway))

    if cache.config.wants_semantic:
        cache.use_semantic(make())
    else:
        cache.offer_semantic(make)


def check_cache(settings: Settings) -> None:
    """Raises SettingsError for a Redis address that is none, and where nothing is there to verify with."""
    if settings.redis_url:
        open_redis(settings.redis_url)
    semantic = settings.cache.semantic
    config = cache_config(settings)
    modes = {semantic.mode, *(rule.semantic for rule in config.models.values())}
    if "verify" in modes and not semantic.verify_model:
        raise SettingsError("cache.semantic.verify_model: name the model that verifies")


def open_redis(url: str) -> Redis:
    """Nothing is connected yet. Raises SettingsError."""
    from redis.asyncio import BlockingConnectionPool, Redis

    try:
        pool = BlockingConnectionPool.from_url(
            url, max_connections=32, timeout=2, socket_connect_timeout=2, socket_timeout=2
        )
    except ValueError as fault:
        raise SettingsError(f"redis_url: {fault}") from fault
    return Redis.from_pool(pool)


def cache_config(whole: Settings) -> CacheConfig:
    settings, semantic = whole.cache, whole.cache.semantic
    of_rows = {row.name: row.cache for row in whole.models if row.cache is not None}
    return CacheConfig(
        mode=settings.mode,
        memory_bytes=settings.memory_mb * MEBIBYTE,
        entry_bytes=settings.entry_kb * 1024,
        ttl_s=settings.ttl,
        price=settings.price,
        replay_pause_s=settings.replay_ms / 1000,
        keys={key_id: _USE[use] for key_id, use in settings.keys.items()},
        models={name: cache_rule(row) for name, row in {**of_rows, **settings.models}.items()},
        semantic=SemanticConfig(
            mode=semantic.mode,
            embedding_model=semantic.embedding_model,
            verify_model=semantic.verify_model,
            threshold=semantic.threshold,
            max_entries=semantic.entries,
        ),
    )


def cache_rule(row: CacheModelSettings) -> ModelRule:
    return ModelRule(
        use=_USE[row.use] if row.use else None,
        scope=row.scope,
        ttl_s=row.ttl,
        price=row.price,
        semantic=row.semantic,
        threshold=row.threshold,
    )
