"""The catalogue in memory: providers and models from the settings, the page and this machine, as one.

Reading is synchronous and free of I/O, because every call does it. Writing goes through the store, which
changes a stamp; every process looks at the stamp each second (`watch`) and reloads in place.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from huahua import __version__
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.caching import ModelRule
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.capabilities import ImageCapabilities, together
from huahua.gateway.domain.models import ModelConfig, ModelInfo, ProviderConfig
from huahua.gateway.domain.route import Defaults
from huahua.gateway.domain.routing import BUILTIN_RULES, Rule, Score
from huahua.gateway.errors import NotSupported, UnknownModel
from huahua.gateway.ports import CatalogueStore, ModelRow, Provider, RoutingStore, SavedCatalogue
from huahua.gateway.routing.scores import ScoreBook
from huahua.gateway.routing.virtual import ROUTED, members

log = logging.getLogger(__name__)

ProviderFactory = Callable[[ProviderConfig], Provider]
"""Given by boot (`gateway.providers.factory`): the adapter for a configured provider."""

FIRST_DIALOGUE = "builtin/assistant"
FIRST_PAINTING = "builtin/painter"
_PAINTS = frozenset({Task.PAINTING, Task.AVATAR})

_ENDPOINTS = {
    Task.DIALOGUE: "/v1/chat/completions",
    Task.EMBEDDING: "/v1/embeddings",
    Task.PAINTING: "/v1/images/generations",
    Task.AVATAR: "/v1/images/generations",
    Task.SPEECH: "/v1/audio/speech",
    Task.TRANSCRIPTION: "/v1/audio/transcriptions",
    Task.MODERATION: "/v1/moderations",
    Task.RERANK: "/v1/rerank",
    Task.REALTIME: "/v1/realtime",
}


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """One consistent picture of everything; replaced whole on reload."""

    providers: dict[str, ProviderConfig]
    adapters: dict[str, list[Provider]]
    """One for each API key."""
    models: list[ModelRow]
    pools: dict[str, list[Candidate]]
    defaults: Defaults
    stamp: str | None
    rules: dict[str, Rule] = field(default_factory=dict)
    book: ScoreBook = field(default_factory=ScoreBook)
    cache_rules: dict[str, ModelRule] = field(default_factory=dict)
    fitting: dict[tuple[str, ...], list[Candidate]] = field(default_factory=dict)
    """What `pool` found before, by the name and the tasks."""


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
        on_change: Callable[[set[str]], None] = lambda _names: None,
        routing: RoutingStore | None = None,
        rules: Iterable[Rule] = BUILTIN_RULES,
    ) -> None:
        """`providers`, `models` and `rules` are the fixed rows: from the settings (`source` is `config`) and
        `builtin`. A page row whose name a fixed provider already has is left out. `on_change` hears the names
        of providers that a reload changed or took away."""
        self._on_change = on_change
        self._store = store
        self._routing = routing
        self._fixed_rules = tuple(rules)
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
            routed = await self._routing.load() if self._routing is not None else ([], [])
            before = self._catalogue
            self._catalogue = self._build(saved, before, *routed)
        now = self._catalogue.adapters
        changed = {name for name, adapters in before.adapters.items() if now.get(name) is not adapters}
        if changed:
            self._on_change(changed)
        for name in changed:
            await _close(before.adapters[name])

    async def refresh(self) -> bool:
        """Reload when the stamp changed; True when it did."""
        if await self._store.stamp() == self._catalogue.stamp:
            return False
        await self.load()
        return True

    async def watch(self, interval_s: float = 0.5) -> None:
        """Refresh for ever; a database that is away for a while leaves the catalogue as it is."""
        while True:
            await asyncio.sleep(interval_s)
            try:
                await self.refresh()
            except Exception:
                log.exception("the catalogue could not be refreshed; the last one stays in use")

    async def close(self) -> None:
        for adapters in self._catalogue.adapters.values():
            await _close(adapters)

    def pool(self, name: str, tasks: Sequence[Task]) -> list[Candidate]:
        """The enabled rows of this name, or behind this virtual model, that do one of `tasks`.

        The same list until the catalogue changes. Raises:
            UnknownModel: no enabled row has the name.
            NotSupported: the model is there and does other things.
        """
        catalogue = self._catalogue
        key = (name, *tasks)
        known = catalogue.fitting.get(key)
        if known is None:
            known = catalogue.fitting[key] = self._fitting(name, tasks)
        return known

    def _fitting(self, name: str, tasks: Sequence[Task]) -> list[Candidate]:
        rows = self._behind(name)
        if not rows:
            raise UnknownModel(
                f"The model '{name}' does not exist here. GET /v1/models lists those that do.", param="model"
            )
        rule = self._catalogue.rules.get(name)
        if rule is not None:
            fitting = members(rule, self._catalogue.pools, frozenset(tasks))
        else:
            fitting = [row for row in rows if not row.row.tasks.isdisjoint(tasks)]
        if not fitting:
            done = {task for row in rows for task in row.row.tasks if rule is None or task in ROUTED}
            others = sorted({_ENDPOINTS[task] for task in done})
            raise NotSupported(
                f"The model '{name}' cannot do that; it serves {' and '.join(others)}.", param="model"
            )
        return fitting

    def _behind(self, name: str) -> Sequence[Candidate]:
        rule = self._catalogue.rules.get(name)
        if rule is not None:
            pools = self._catalogue.pools
            return [row for task in sorted(ROUTED) for row in members(rule, pools, frozenset({task}))]
        return self._catalogue.pools.get(name, ())

    def disabled(self, name: str, tasks: Sequence[Task]) -> list[str]:
        """Names of rows that would be behind `name` for these tasks if somebody had not switched them off."""
        rule = self._catalogue.rules.get(name)
        named = rule.names() if rule is not None else frozenset({name})
        providers = self._catalogue.providers
        return sorted(
            {
                row.config.name
                for row in self._catalogue.models
                if (not named or row.config.name in named)
                and not row.config.tasks.isdisjoint(tasks)
                and (provider := providers.get(row.config.provider)) is not None
                and not (row.config.enabled and provider.enabled)
            }
        )

    def rule(self, name: str) -> Rule | None:
        """How a virtual model chooses; None for a plain name."""
        return self._catalogue.rules.get(name)

    def rules(self) -> list[Rule]:
        """The virtual models that are in force."""
        return list(self._catalogue.rules.values())

    def scores(self) -> ScoreBook:
        return self._catalogue.book

    def rows(self, name: str) -> Sequence[Candidate]:
        """The enabled rows of this name, maybe none; the same list until the catalogue changes."""
        return self._catalogue.pools.get(name, ())

    def candidates(self) -> list[Candidate]:
        """Every enabled row of every pool, once for each API key of its provider."""
        return [candidate for pool in self._catalogue.pools.values() for candidate in pool]

    def cache_rules(self) -> Mapping[str, ModelRule]:
        """By name of a model or a route: how the cache is to serve it, where its rows say."""
        return self._catalogue.cache_rules

    @property
    def stamp(self) -> str | None:
        """Of the catalogue that is in use: another after every change in the page."""
        return self._catalogue.stamp

    def models(self) -> list[ModelInfo]:
        """Pools as one model each, then virtual models."""
        pools, rules = self._catalogue.pools, self._catalogue.rules
        own = [_info(name, rows) for name, rows in pools.items() if name not in rules]
        return own + [
            _virtual_info(rule, rows) for rule in rules.values() if (rows := self._behind(rule.name))
        ]

    def model(self, name: str) -> ModelInfo:
        """Raises UnknownModel."""
        rows, rule = self._behind(name), self._catalogue.rules.get(name)
        if not rows:
            raise UnknownModel(f"The model '{name}' does not exist here.", param="model")
        return _info(name, rows) if rule is None else _virtual_info(rule, rows)

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
            if any(task in row.row.tasks for row in self._behind(wanted)):
                return wanted
        for other, rows in self._catalogue.pools.items():
            if any(task in row.row.tasks for row in rows):
                return other
        return first

    def _build(
        self, saved: SavedCatalogue, before: _Catalogue, rules: Iterable[Rule], scores: Iterable[Score]
    ) -> _Catalogue:
        providers = dict(self._fixed_providers)
        for config in saved.providers:
            providers.setdefault(config.name, config)
        adapters = {}
        for name, config in providers.items():
            same = before.providers.get(name) == config and name in before.adapters
            adapters[name] = (
                before.adapters[name] if same else [self._factory(account) for account in config.accounts()]
            )
        models = [*self._fixed_models, *saved.models]
        pools = _pools(models, providers, adapters)
        all_rules = _rules([*self._fixed_rules, *rules], pools)
        return _Catalogue(
            providers=providers,
            adapters=adapters,
            models=models,
            pools=pools,
            defaults=saved.defaults or self._first,
            stamp=saved.stamp,
            rules=all_rules,
            book=ScoreBook(scores),
            cache_rules=_cache_rules(models, all_rules),
        )


def _pools(
    models: Iterable[ModelRow], providers: dict[str, ProviderConfig], adapters: dict[str, list[Provider]]
) -> dict[str, list[Candidate]]:
    pools: dict[str, list[Candidate]] = {}
    for row in models:
        config = row.config
        provider = providers.get(config.provider)
        if not config.enabled or provider is None or not provider.enabled:
            continue
        accounts = adapters[config.provider]
        pools.setdefault(config.name, []).extend(
            Candidate(
                config,
                adapter,
                provider.kind == "builtin",
                provider.max_concurrency,
                account=number,
                share=share,
                max_waiting=provider.max_waiting,
                address=f"{provider.kind} {provider.base_url} {provider.region}",
            )
            for number, (adapter, share) in enumerate(
                zip(accounts, provider.key_shares(), strict=True), start=1
            )
        )
    return pools


async def _close(adapters: Iterable[Provider]) -> None:
    for adapter in adapters:
        await adapter.close()


def _rules(rules: Iterable[Rule], pools: Mapping[str, Sequence[Candidate]]) -> dict[str, Rule]:
    """By name: the settings' before the page's, an operator's before one that is always there, which also gives
    way to an operator's own model of its name."""
    found: dict[str, Rule] = {}
    for rule in rules:
        there = found.get(rule.name)
        if there is None or there.source == "builtin":
            found[rule.name] = rule
    return {name: rule for name, rule in found.items() if rule.source != "builtin" or name not in pools}


def _cache_rules(models: Iterable[ModelRow], rules: Mapping[str, Rule]) -> dict[str, ModelRule]:
    """Of rows that share a name the first that says something counts; a route's comes before those."""
    found = {name: rule.cache for name, rule in rules.items() if rule.cache is not None}
    for row in models:
        if row.config.cache is not None and row.config.enabled:
            found.setdefault(row.config.name, row.config.cache)
    return found


def _virtual_info(rule: Rule, rows: Sequence[Candidate]) -> ModelInfo:
    """A virtual model can do what any member can, because each call goes to one that can do it."""
    return ModelInfo(
        id=rule.name,
        tasks=frozenset().union(*(row.row.tasks for row in rows)) & ROUTED,
        owned_by="huahua",
        builtin=all(row.builtin for row in rows),
        vision=any(row.row.vision for row in rows),
        tools=any(row.row.tools for row in rows),
        context_tokens=max((size for row in rows if (size := row.row.context_tokens)), default=None),
        painting=_painting(rows),
        virtual=True,
        revision=_revision(rows),
    )


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
        painting=_painting(rows),
        revision=_revision(rows),
    )


def _revision(rows: Sequence[Candidate]) -> str:
    """See `ModelInfo.revision`."""
    return _digest(
        tuple(sorted((row.address, row.row.model, repr(sorted(row.row.options.items()))) for row in rows)),
        any(row.builtin for row in rows),
    )


@lru_cache(maxsize=1024)
def _digest(behind: tuple[tuple[str, str, str], ...], builtin: bool) -> str:
    said = repr((behind, __version__ if builtin else ""))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _painting(rows: Sequence[Candidate]) -> ImageCapabilities | None:
    painters = (row for row in rows if not row.row.tasks.isdisjoint(_PAINTS))
    return together(able for row in painters if (able := row.provider.capabilities(row.row.model)))
