"""The catalogue in memory: providers and models from the settings, the page and this machine, as one.

Reading is synchronous and free of I/O, because every call does it. Writing goes through the store, which
changes a stamp; every process looks at the stamp each second (`watch`) and reloads in place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import ModelConfig, ModelInfo, ProviderConfig
from huahua.gateway.domain.route import Defaults
from huahua.gateway.errors import NotSupported, UnknownModel
from huahua.gateway.ports import CatalogueStore, ModelRow, Provider, SavedCatalogue

log = logging.getLogger(__name__)

ProviderFactory = Callable[[ProviderConfig], Provider]
"""Given by boot (`gateway.providers.factory`): the adapter for a configured provider."""

FIRST_DIALOGUE = "builtin/assistant"
FIRST_PAINTING = "builtin/painter"

_ENDPOINTS = {
    Task.DIALOGUE: "/v1/chat/completions",
    Task.EMBEDDING: "/v1/embeddings",
    Task.PAINTING: "/v1/images/generations",
    Task.AVATAR: "/v1/images/generations",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a pool with the provider that serves it."""

    row: ModelConfig
    provider: Provider
    builtin: bool


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """One consistent picture of everything; replaced whole on reload."""

    providers: dict[str, ProviderConfig]
    adapters: dict[str, Provider]
    models: list[ModelRow]
    pools: dict[str, list[Candidate]]
    defaults: Defaults
    stamp: str | None


class Registry:
    """Providers, models and pools. Call `load` before use, run `watch` beside, `close` at the end."""

    def __init__(
        self,
        *,
        store: CatalogueStore,
        factory: ProviderFactory,
        providers: Iterable[ProviderConfig] = (),
        models: Iterable[ModelConfig] = (),
        defaults: Defaults | None = None,
    ) -> None:
        """`providers` and `models` are the fixed rows: from the settings (`source` is `config`) and
        `builtin`. A page row whose name a fixed provider already has is left out."""
        self._store = store
        self._factory = factory
        self._fixed_providers = {row.name: row for row in providers}
        self._fixed_models = [
            ModelRow(f"{row.source}:{row.provider}/{row.model}:{row.name}", row) for row in models
        ]
        self._first = defaults or Defaults(FIRST_DIALOGUE, FIRST_PAINTING)
        self._catalogue = _Catalogue({}, {}, [], {}, self._first, None)
        self._loading = asyncio.Lock()

    async def load(self) -> None:
        """Read the store and swap the catalogue; calls in flight keep the provider that they have."""
        async with self._loading:
            saved = await self._store.load()
            before = self._catalogue
            self._catalogue = self._build(saved, before)
        kept = set(map(id, self._catalogue.adapters.values()))
        for adapter in before.adapters.values():
            if id(adapter) not in kept:
                await adapter.close()

    async def refresh(self) -> bool:
        """Reload when the stamp changed; True when it did."""
        if await self._store.stamp() == self._catalogue.stamp:
            return False
        await self.load()
        return True

    async def watch(self, interval_s: float = 1.0) -> None:
        """Refresh for ever; a database that is away for a while leaves the catalogue as it is."""
        while True:
            await asyncio.sleep(interval_s)
            try:
                await self.refresh()
            except Exception:
                log.exception("the catalogue could not be refreshed; the last one stays in use")

    async def close(self) -> None:
        for adapter in self._catalogue.adapters.values():
            await adapter.close()

    def pool(self, name: str, tasks: Sequence[Task]) -> list[Candidate]:
        """The enabled rows of this name that do one of `tasks`.

        Raises:
            UnknownModel: no enabled row has the name.
            NotSupported: the model is there and does other things.
        """
        rows = self._catalogue.pools.get(name)
        if not rows:
            raise UnknownModel(
                f"The model '{name}' does not exist here. GET /v1/models lists those that do.", param="model"
            )
        fitting = [row for row in rows if not row.row.tasks.isdisjoint(tasks)]
        if not fitting:
            others = sorted({_ENDPOINTS[task] for row in rows for task in row.row.tasks})
            raise NotSupported(
                f"The model '{name}' cannot do that; it serves {' and '.join(others)}.", param="model"
            )
        return fitting

    def models(self) -> list[ModelInfo]:
        return [_info(name, rows) for name, rows in self._catalogue.pools.items()]

    def model(self, name: str) -> ModelInfo:
        """Raises UnknownModel."""
        rows = self._catalogue.pools.get(name)
        if not rows:
            raise UnknownModel(f"The model '{name}' does not exist here.", param="model")
        return _info(name, rows)

    def defaults(self) -> Defaults:
        """The chosen default models; a choice that no longer exists gives way to the first fitting model."""
        chosen = self._catalogue.defaults
        return Defaults(
            dialogue=self._usable(chosen.dialogue, Task.DIALOGUE, FIRST_DIALOGUE),
            painting=self._usable(chosen.painting, Task.PAINTING, FIRST_PAINTING),
        )

    def provider_rows(self) -> list[ProviderConfig]:
        return list(self._catalogue.providers.values())

    def provider_row(self, name: str) -> ProviderConfig | None:
        return self._catalogue.providers.get(name)

    def model_rows(self) -> list[ModelRow]:
        return list(self._catalogue.models)

    def make_provider(self, config: ProviderConfig) -> Provider:
        """An adapter outside the catalogue, to test one before it is saved; the caller closes it."""
        return self._factory(config)

    def _usable(self, name: str, task: Task, first: str) -> str:
        for wanted in (name, first):
            if any(task in row.row.tasks for row in self._catalogue.pools.get(wanted, ())):
                return wanted
        for other, rows in self._catalogue.pools.items():
            if any(task in row.row.tasks for row in rows):
                return other
        return first

    def _build(self, saved: SavedCatalogue, before: _Catalogue) -> _Catalogue:
        providers = dict(self._fixed_providers)
        for config in saved.providers:
            providers.setdefault(config.name, config)
        adapters = {}
        for name, config in providers.items():
            same = before.providers.get(name) == config and name in before.adapters
            adapters[name] = before.adapters[name] if same else self._factory(config)
        models = [*self._fixed_models, *saved.models]
        return _Catalogue(
            providers=providers,
            adapters=adapters,
            models=models,
            pools=_pools(models, providers, adapters),
            defaults=saved.defaults or self._first,
            stamp=saved.stamp,
        )


def _pools(
    models: Iterable[ModelRow], providers: dict[str, ProviderConfig], adapters: dict[str, Provider]
) -> dict[str, list[Candidate]]:
    pools: dict[str, list[Candidate]] = {}
    for row in models:
        config = row.config
        provider = providers.get(config.provider)
        if not config.enabled or provider is None or not provider.enabled:
            continue
        candidate = Candidate(config, adapters[config.provider], provider.kind == "builtin")
        pools.setdefault(config.name, []).append(candidate)
    return pools


def _info(name: str, rows: Sequence[Candidate]) -> ModelInfo:
    """A pool as one model: it can do what any row can, but sees and calls tools only when all rows do."""
    return ModelInfo(
        id=name,
        tasks=frozenset().union(*(row.row.tasks for row in rows)),
        owned_by=rows[0].row.provider,
        builtin=all(row.builtin for row in rows),
        vision=all(row.row.vision for row in rows),
        tools=all(row.row.tools for row in rows),
        context_tokens=min((size for row in rows if (size := row.row.context_tokens)), default=None),
    )
