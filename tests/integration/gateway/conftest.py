"""A whole gateway in this process: database, registry, service, edges; upstreams are simulators."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Caller, ImageRequest, ImageResult, Task
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.routing import BUILTIN_RULES, Rule
from huahua.gateway.errors import NotAllowed
from huahua.gateway.guarding.port import Guard
from huahua.gateway.http._asgi import RawHeaders, presented_key
from huahua.gateway.http.app import GatewayApp
from huahua.gateway.metering.log import UsageLog
from huahua.gateway.metering.opening import open_usage_log
from huahua.gateway.ports import Progress
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.builtin.rows import builtin_model_rows, builtin_provider_row
from huahua.gateway.providers.factory import provider_factory
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import Resilience
from huahua.gateway.resilience.cases import Case
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.routing.balancing import SmoothWeights
from huahua.gateway.routing.router import Router
from huahua.gateway.routing_store import SqlRoutingStore
from huahua.gateway.service import GatewayService
from huahua.gateway.store import SqlCatalogueStore
from huahua.infra.db import Database, open_database
from huahua.infra.http import Outbound
from tests.databases import put_sqlite
from tests.integration.gateway.asgi import Client
from tests.simulators.pictures import picture
from tests.simulators.plugin import anthropic_sim, gemini_sim, ollama_sim, openai_sim
from tests.vaults import new_vault

__all__ = ["anthropic_sim", "gemini_sim", "ollama_sim", "openai_sim"]

PEOPLE = {
    "sk-alice": Caller("usr_alice", "user", "key_alice"),
    "sk-bob": Caller("usr_bob", "user", "key_bob"),
    "sk-root": Caller("usr_root", "administrator", "key_root"),
}
ONE_ROUND = ResilienceConfig(retries=0, last_resort_s=0.5)
"""A failure reaches the caller as soon as every row has been asked, so that a test sees the first."""
UPSTREAM_KEY = "sk-upstream-secret-0123456789"


PAINTER_ABLE = ImageCapabilities(max_count=8, seed=True, negative=True, quality=True, edit=True, mask=True)


class Links:
    """A gallery with room, until `is_full`."""

    def __init__(self) -> None:
        self.of: list[str] = []
        self.is_full = False

    async def check(self, caller: Caller) -> None:
        if self.is_full:
            raise NotAllowed("No room.", code="storage_full")

    async def __call__(self, caller: Caller, picture: ImageResult) -> str:
        self.of.append(caller.user_id)
        return f"/api/pictures/img_{len(self.of)}/file"


@dataclass
class PainterStub:
    """A picture engine that remembers what it was asked for."""

    id: str = "builtin/painter"
    task: Task = Task.PAINTING
    capabilities: ImageCapabilities = PAINTER_ABLE
    asked: list[ImageRequest] = field(default_factory=list)

    async def paint(self, request: ImageRequest, progress: Progress | None) -> list[ImageResult]:
        self.asked.append(request)
        if progress is not None:
            await progress(0.5, "painting")
        width, height = request.width or 64, request.height or 64
        seed = request.seed or 7
        return [
            ImageResult(picture(width, height), "image/png", width, height, seed + number, ("dragon",))
            for number in range(request.count)
        ]


async def no_pace(_piece: str) -> None:
    return


async def authenticate(headers: RawHeaders) -> Caller | None:
    return PEOPLE.get(presented_key(headers) or "")


class CaseList(list[Case]):
    """Port `CaseSink`."""

    def add(self, cases: Sequence[Case]) -> None:
        self.extend(cases)


@dataclass
class Gateway:
    service: GatewayService
    registry: Registry
    store: SqlCatalogueStore
    usage: UsageLog
    app: GatewayApp
    painter: PainterStub
    client: Client
    outbound: Outbound
    links: Links
    cache: ReplyCache | None
    attempts: Resilience
    cases: CaseList


Make = Callable[..., Any]


@pytest.fixture
async def gateway_db(tmp_path: Path) -> AsyncIterator[Database]:
    """SQLite. Modules that are about the database put `db` here, which is every kind in turn."""
    put_sqlite(tmp_path / "gateway.db")
    database = open_database(f"sqlite:///{tmp_path / 'gateway.db'}")
    yield database
    await database.close()


@pytest.fixture
async def make_gateway(gateway_db: Database, tmp_path: Path) -> AsyncIterator[Make]:
    """Builds gateways on one database: `await make_gateway(providers=…, models=…, limits=…)`."""
    outbound = Outbound()
    logs: list[UsageLog] = []

    async def make(
        providers: list[ProviderConfig] | None = None,
        models: list[ModelConfig] | None = None,
        limits: GatewayLimits | None = None,
        with_links: bool = False,
        resilience: ResilienceConfig = ONE_ROUND,
        cache: CacheConfig | None = None,
        rules: list[Rule] | None = None,
        guard: Callable[[Registry], Guard] | None = None,
    ) -> Gateway:
        painter = PainterStub()
        store = SqlCatalogueStore(gateway_db, new_vault())
        cases = CaseList()
        attempts = Resilience(resilience, cases=cases)
        registry = Registry(
            store=store,
            factory=provider_factory(outbound, BuiltinProvider([painter], pace=no_pace)),
            providers=[builtin_provider_row(), *(providers or [])],
            models=[*builtin_model_rows([painter]), *(models or [])],
            routing=SqlRoutingStore(gateway_db),
            rules=[*BUILTIN_RULES, *(rules or [])],
            on_change=attempts.health.forget,
        )
        await registry.load()
        usage = open_usage_log(gateway_db, tmp_path / "usage")
        logs.append(usage)
        replies = ReplyCache(cache, registry.rows, rules_of_page=registry.cache_rules) if cache else None
        service = GatewayService(
            registry=registry,
            usage=usage,
            limits=limits,
            router=Router(attempts.health, turns=SmoothWeights(), rules=registry),
            resilience=attempts,
            cache=replies,
            guard=guard(registry) if guard is not None else None,
        )
        links = Links()

        numbers = itertools.count(1)
        app = GatewayApp(
            service,
            authenticate,
            links=links if with_links else None,
            new_request_id=lambda: f"req_{next(numbers)}",
        )
        return Gateway(
            service,
            registry,
            store,
            usage,
            app,
            painter,
            Client(app),
            outbound,
            links,
            replies,
            attempts,
            cases,
        )

    yield make
    for usage in logs:
        await usage.close()
    await outbound.close()


def upstream(base_url: str, **changes: Any) -> ProviderConfig:
    """A provider that speaks OpenAI's protocol at a simulator; its short time-outs are for failures."""
    fields: dict[str, Any] = {
        "name": "up",
        "kind": "openai",
        "base_url": base_url,
        "api_key": UPSTREAM_KEY,
        "allow_private": True,
        "source": "config",
    }
    return ProviderConfig(**{**fields, **changes})


def row(name: str = "talk", model: str = "gpt-4o", provider: str = "up", **changes: Any) -> ModelConfig:
    return ModelConfig(name=name, provider=provider, model=model, source="config", **changes)
