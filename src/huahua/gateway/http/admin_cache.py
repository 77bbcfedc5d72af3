"""The administrator's view of the cache, and clearing it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from typing_extensions import TypedDict

from huahua.audit.api import Action, Recorder, Subject
from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.cache.config import CacheConfig, SemanticMode
from huahua.gateway.http.problems import GatewayRoute
from huahua.infra.identity import require
from huahua.infra.permissions import Permission


class RedisState(TypedDict):
    away: bool
    hits: int
    misses: int


class CacheDefaults(TypedDict):
    """What the settings say for every model that says nothing of its own. `verifies`: whether they name the model that
    `semantic: verify` asks. `models`: names that the settings have rules for, which the page cannot change."""

    ttl_s: float
    price: float
    semantic: SemanticMode
    threshold: float
    verifies: bool
    models: list[str]


class CacheState(TypedDict):
    """Counts of the server process that answers, since it started. `redis` and `semantic` are null where they are
    not configured; `semantic` counts compared questions by what came of it."""

    mode: str
    entries: int
    bytes: int
    max_bytes: int
    evicted: int
    hits: int
    shared: int
    made: int
    hit_rate: float
    redis: RedisState | None
    semantic: dict[str, int] | None
    defaults: CacheDefaults


class Cleared(TypedDict):
    cleared: int


Name = Annotated[str | None, Query(min_length=1, max_length=200)]


def cache_routes(cache: ReplyCache | None, audit: Recorder) -> APIRouter:
    """`cache` is None where the settings want none."""
    router = APIRouter(
        prefix="/api/admin",
        tags=["administration"],
        route_class=GatewayRoute,
    )

    @router.get(
        "/cache",
        response_model=CacheState,
        dependencies=[Depends(require(Permission.READ_INCIDENTS))],
    )
    async def cache_state() -> dict[str, Any]:
        """What the cache holds and how often it helped."""
        return _state(cache)

    @router.delete(
        "/cache", response_model=Cleared, dependencies=[Depends(require(Permission.MANAGE_MODELS))]
    )
    async def clear_cache(model: Name = None, user: Name = None) -> dict[str, int]:
        """Forget every kept reply, or those of one model, one user (an id; `*` for what everyone shares), or one
        user's of one model. In force in every process within a second."""
        cleared = await cache.levels.clear(model, user) if cache else 0
        subject = Subject("model", model) if model else None
        await audit.record(Action.CACHE_PURGED, subject, after={"user": user, "cleared": cleared})
        return {"cleared": cleared}

    return router


def _state(cache: ReplyCache | None) -> dict[str, Any]:
    if cache is None:
        counts = dict.fromkeys(("entries", "bytes", "max_bytes", "evicted", "hits", "shared", "made"), 0)
        nothing = {"hit_rate": 0.0, "redis": None, "semantic": None}
        return {"mode": "off", **counts, **nothing, "defaults": _defaults(CacheConfig())}
    memory, far = cache.levels.memory, cache.levels.far
    hits = memory.hits + (far.hits if far else 0)
    asked = hits + cache.shared + cache.made
    return {
        "mode": cache.config.mode,
        "entries": len(memory),
        "bytes": memory.bytes,
        "max_bytes": cache.config.memory_bytes,
        "evicted": memory.evicted,
        "hits": hits,
        "shared": cache.shared,
        "made": cache.made,
        "hit_rate": round((hits + cache.shared) / asked, 4) if asked else 0.0,
        "redis": {"away": far.away, "hits": far.hits, "misses": far.misses} if far else None,
        "semantic": dict(cache.semantic.counts) if cache.semantic else None,
        "defaults": _defaults(cache.config),
    }


def _defaults(config: CacheConfig) -> dict[str, Any]:
    return {
        "ttl_s": config.ttl_s,
        "price": config.price,
        "semantic": config.semantic.mode,
        "threshold": config.semantic.threshold,
        "verifies": bool(config.semantic.verify_model),
        "models": sorted(config.models),
    }
