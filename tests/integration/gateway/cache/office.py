"""The administrator's routes of the cache, as a small application."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, generate_latest

from huahua.audit.api import Unrecorded
from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.cache.metrics import CacheCollector
from huahua.gateway.http.admin_cache import cache_routes
from huahua.infra.identity import Identity
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from tests.integration.gateway.asgi import Client
from tests.integration.gateway.conftest import PEOPLE


class Authenticator:
    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        caller = PEOPLE.get(headers.get("authorization", "").removeprefix("Bearer "))
        return Identity(caller.user_id, caller.role, key_id=caller.key_id) if caller else None

    async def by_session(self, token: str) -> Identity | None:
        return None


def administered(cache: ReplyCache | None, key: str = "sk-root") -> Client:
    app = FastAPI()
    app.state.authenticator = Authenticator()
    install_problem_handlers(app)
    add_routes(app, cache_routes(cache, Unrecorded()))
    return Client(app, key)


def told(cache: ReplyCache) -> str:
    """What `/metrics` would say of this cache."""
    registry = CollectorRegistry()
    registry.register(CacheCollector([cache]))
    return generate_latest(registry).decode()
