"""Bodies of the administrator's routes, and rows as the page sees them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from huahua.gateway.domain.caching import ModelRule, Scope, SemanticMode
from huahua.gateway.domain.calls import Task, TaskName
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import Kind, ModelConfig, ModelInfo, ProviderConfig
from huahua.gateway.domain.price import MAX_MICROS, Price
from huahua.gateway.domain.routing import TaskKind
from huahua.gateway.ports import ModelRow
from huahua.gateway.presets import Preset

Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=2_000)]
MAX_MORE_KEYS = 32
MoreKeys = Annotated[list[Text], Field(max_length=MAX_MORE_KEYS)]
KeyNumbers = Annotated[
    list[Annotated[int, Field(ge=2, le=MAX_MORE_KEYS + 1)]], Field(max_length=MAX_MORE_KEYS)
]
Short = Annotated[str, Field(max_length=100)]
Secret = Annotated[str, Field(max_length=8_000)]
"""A key; the JSON of a Google service account is some 2,400 characters long."""
Seconds = Annotated[float, Field(gt=0, le=3_600)]
Places = Annotated[int, Field(ge=1, le=100_000)]
Waiting = Annotated[int, Field(ge=0, le=1_000_000)]
"""Calls that may wait for a place; 0: none, a full upstream is passed over or refuses."""
KeyWeights = Annotated[list[Annotated[int, Field(ge=0, le=10_000)]], Field(max_length=MAX_MORE_KEYS + 1)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


Micros = Annotated[int, Field(ge=0, le=MAX_MICROS)]
Label = Annotated[str, Field(pattern=r"^[\w.-]{1,50}$")]
DataClasses = Annotated[list[Label], Field(max_length=50)]
Qualities = dict[TaskKind, Annotated[float, Field(ge=0, le=1)]]


class PriceBody(_Body):
    """Micros of the currency: tokens and characters per million; the others per picture, call, second of the model's
    time, second of sound, page, and GiB of memory and second."""

    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "USD"
    input: Micros = 0
    output: Micros = 0
    cache_read: Micros | None = None
    cache_write: Micros | None = None
    reasoning: Micros | None = None
    picture: Micros = 0
    call: Micros = 0
    second: Micros = 0
    character: Micros = 0
    sound: Micros = 0
    cache_write_1h: Micros | None = None
    audio_input: Micros | None = None
    audio_output: Micros | None = None
    page: Micros = 0
    memory: Micros = 0


class CacheBody(_Body):
    """How the cache serves the model's name, and so every row of that name; what is left out holds as the settings
    say for all. `use`: true, every call may use it; false, none may; null, those that ask. `scope` `everyone` gives
    one user's replies to others who ask exactly the same. `price` is a share of the model's price. `threshold` is
    the cosine from which two questions count as alike."""

    use: bool | None = None
    scope: Scope = "user"
    ttl_s: Annotated[float, Field(gt=0, le=31_536_000)] | None = None
    price: Annotated[float, Field(ge=0, le=1)] | None = None
    semantic: SemanticMode | None = None
    threshold: Annotated[float, Field(gt=0, le=1)] | None = None

    def rule(self) -> ModelRule | None:
        return ModelRule.from_json(self.model_dump())


def _price(body: PriceBody | None) -> Price | None:
    return Price.from_json(body.model_dump()) if body is not None else None


class NewModel(_Body):
    """`name` is what users call it; without one it is the provider's own id. Without `cache` the row takes the rule of
    the other rows of its name.

    With `hedge` the next row of the pool is asked beside this one when a reply takes longer to begin than 19 of 20 did,
    or than `hedge_after_s`; the first wins.
    """

    model: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=200)] = ""
    provider: Name | None = None
    tasks: Annotated[list[TaskName], Field(min_length=1)] = ["dialogue"]
    weight: Annotated[int, Field(ge=0, le=10_000)] = 1
    vision: bool = False
    tools: bool = True
    enabled: bool = True
    timeout_s: Seconds | None = None
    context_tokens: Annotated[int, Field(gt=0, le=2**31 - 1)] | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    price: PriceBody | None = None
    cost: PriceBody | None = None
    region: Label | None = None
    data_classes: DataClasses = []
    quality: Qualities = {}
    near: bool = False
    max_concurrency: Places | None = None
    max_waiting: Waiting | None = None
    gather: bool = True
    hedge: bool = False
    hedge_after_s: Seconds | None = None
    first_byte_timeout_s: Seconds | None = None
    idle_timeout_s: Seconds | None = None
    cache: CacheBody | None = None

    def row(self, provider: str) -> ModelConfig:
        return ModelConfig(
            name=self.name or self.model,
            provider=provider,
            model=self.model,
            tasks=frozenset(map(Task, self.tasks)),
            weight=self.weight,
            vision=self.vision,
            tools=self.tools,
            context_tokens=self.context_tokens,
            timeout_s=self.timeout_s,
            enabled=self.enabled,
            options=self.options,
            price=_price(self.price),
            cost=_price(self.cost),
            region=self.region,
            data_classes=frozenset(self.data_classes),
            quality={str(kind): score for kind, score in self.quality.items()},
            near=self.near,
            max_concurrency=self.max_concurrency,
            max_waiting=self.max_waiting,
            gather=self.gather,
            hedge=self.hedge,
            hedge_after_s=self.hedge_after_s,
            first_byte_timeout_s=self.first_byte_timeout_s,
            idle_timeout_s=self.idle_timeout_s,
            cache=self.cache.rule() if self.cache else None,
        )


class ModelChange(_Body):
    """Fields that are left out stay. `cache` changes every row of the same name."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    model: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    provider: Name | None = None
    tasks: Annotated[list[TaskName], Field(min_length=1)] | None = None
    weight: Annotated[int, Field(ge=0, le=10_000)] | None = None
    vision: bool | None = None
    tools: bool | None = None
    enabled: bool | None = None
    timeout_s: Seconds | None = None
    context_tokens: Annotated[int, Field(gt=0, le=2**31 - 1)] | None = None
    options: dict[str, Any] | None = None
    price: PriceBody | None = None
    cost: PriceBody | None = None
    region: Label | None = None
    data_classes: DataClasses | None = None
    quality: Qualities | None = None
    near: bool | None = None
    max_concurrency: Places | None = None
    max_waiting: Waiting | None = None
    gather: bool | None = None
    hedge: bool | None = None
    hedge_after_s: Seconds | None = None
    first_byte_timeout_s: Seconds | None = None
    idle_timeout_s: Seconds | None = None
    cache: CacheBody | None = None


NULLABLE_OF_MODEL = frozenset(
    {
        "timeout_s",
        "context_tokens",
        "price",
        "cost",
        "region",
        "max_concurrency",
        "max_waiting",
        "hedge_after_s",
        "first_byte_timeout_s",
        "idle_timeout_s",
        "cache",
    }
)
"""Where null is a value of its own; elsewhere it leaves the field as it is."""


def routing_facts(body: ModelChange) -> dict[str, Any]:
    """The changed fields whose form in a row differs from that in a body."""
    facts: dict[str, Any] = {}
    given = body.model_fields_set
    for name, price in (("price", body.price), ("cost", body.cost)):
        if name in given:
            facts[name] = _price(price)
    if "cache" in given:
        facts["cache"] = body.cache.rule() if body.cache else None
    if body.data_classes is not None:
        facts["data_classes"] = frozenset(body.data_classes)
    if body.quality is not None:
        facts["quality"] = {str(kind): score for kind, score in body.quality.items()}
    return facts


class ProviderBody(_Body):
    """A provider as the page fills it in. Keys are written and never read back; those of `more_api_keys` share
    the calls with `api_key`.

    Without `allow_private`, the presets of local servers may reach this machine and the others may not.
    `timeout_s` is for a whole reply, `first_byte_timeout_s` for a stream to begin (null: `timeout_s`) and
    `idle_timeout_s` between two chunks of a stream. `key_weights` has one number for each key, `api_key` first; without
    any, the keys share alike.
    """

    name: Name
    kind: Kind | None = None
    preset: str | None = None
    base_url: Text = ""
    api_key: Secret = ""
    region: Short = ""
    project: Short = ""
    api_version: Short = ""
    more_api_keys: MoreKeys = Field(default_factory=list)
    allow_private: bool | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    timeout_s: Seconds = 600.0
    connect_timeout_s: Seconds = 10.0
    first_byte_timeout_s: Seconds | None = None
    idle_timeout_s: Seconds = 120.0
    max_concurrency: Places | None = None
    max_waiting: Waiting | None = None
    key_weights: KeyWeights = Field(default_factory=list)
    enabled: bool = True


class NewProvider(ProviderBody):
    models: list[NewModel] = Field(default_factory=list)


class ProviderChange(_Body):
    """Fields that are left out stay; an empty `api_key` removes the key.

    `more_api_keys` replaces all further keys. `add_api_keys` and `remove_api_keys` change some of them, which
    nobody can read back: the numbers are those of the health report, from 2 on. `key_weights` is for the keys as
    they are after the change; without it a key that stays keeps its weight and a new one gets 1.
    """

    kind: Kind | None = None
    preset: str | None = None
    base_url: Text | None = None
    api_key: Secret | None = None
    region: Short | None = None
    project: Short | None = None
    api_version: Short | None = None
    more_api_keys: MoreKeys | None = None
    add_api_keys: MoreKeys | None = None
    remove_api_keys: KeyNumbers | None = None
    allow_private: bool | None = None
    headers: dict[str, str] | None = None
    timeout_s: Seconds | None = None
    connect_timeout_s: Seconds | None = None
    first_byte_timeout_s: Seconds | None = None
    idle_timeout_s: Seconds | None = None
    max_concurrency: Places | None = None
    max_waiting: Waiting | None = None
    key_weights: KeyWeights | None = None
    enabled: bool | None = None


class TestBody(_Body):
    """A saved provider by `name` alone, or an unsaved one whole; `model` adds a tiny call to it."""

    __test__ = False

    name: Name
    kind: Kind | None = None
    preset: str | None = None
    base_url: Text | None = None
    api_key: Secret | None = None
    region: Short | None = None
    project: Short | None = None
    api_version: Short | None = None
    allow_private: bool | None = None
    headers: dict[str, str] | None = None
    timeout_s: Seconds | None = None
    enabled: bool = True
    model: Annotated[str, Field(max_length=200)] | None = None


class DefaultsBody(_Body):
    dialogue: str
    painting: str


class ImportBody(_Body):
    text: Annotated[str, Field(max_length=1_000_000)]


def preset_json(preset: Preset) -> dict[str, Any]:
    return {
        "id": preset.id,
        "title": preset.title,
        "kind": preset.kind,
        "base_url": preset.base_url,
        "key_url": preset.key_url,
        "needs_key": preset.needs_key,
        "local": preset.local,
        "models": [
            {"id": model.id, "tasks": sorted(model.tasks), "vision": model.vision, "tools": model.tools}
            for model in preset.models
        ],
    }


def provider_json(config: ProviderConfig, models: list[ModelRow]) -> dict[str, Any]:
    return {
        "name": config.name,
        "kind": config.kind,
        "preset": config.preset,
        "base_url": config.base_url,
        "has_key": bool(config.api_key),
        "more_keys": len(config.more_api_keys),
        "region": config.region,
        "project": config.project,
        "api_version": config.api_version,
        "headers": sorted(config.headers),
        "allow_private": config.allow_private,
        "timeout_s": config.timeout_s,
        "connect_timeout_s": config.connect_timeout_s,
        "first_byte_timeout_s": config.first_byte_timeout_s,
        "idle_timeout_s": config.idle_timeout_s,
        "max_concurrency": config.max_concurrency,
        "max_waiting": config.max_waiting,
        "key_weights": list(config.key_weights),
        "enabled": config.enabled,
        "source": config.source,
        "models": [model_row_json(row) for row in models],
    }


def model_row_json(row: ModelRow) -> dict[str, Any]:
    config = row.config
    return {
        "id": row.id,
        "name": config.name,
        "provider": config.provider,
        "model": config.model,
        "tasks": sorted(config.tasks),
        "weight": config.weight,
        "vision": config.vision,
        "tools": config.tools,
        "context_tokens": config.context_tokens,
        "timeout_s": config.timeout_s,
        "options": config.options,
        "price": config.price.as_json() if config.price else None,
        "cost": config.cost.as_json() if config.cost else None,
        "region": config.region,
        "data_classes": sorted(config.data_classes),
        "quality": config.quality,
        "near": config.near,
        "max_concurrency": config.max_concurrency,
        "max_waiting": config.max_waiting,
        "gather": config.gather,
        "hedge": config.hedge,
        "hedge_after_s": config.hedge_after_s,
        "first_byte_timeout_s": config.first_byte_timeout_s,
        "idle_timeout_s": config.idle_timeout_s,
        "cache": config.cache.as_json() if config.cache else None,
        "enabled": config.enabled,
        "source": config.source,
    }


def model_json(info: ModelInfo) -> dict[str, Any]:
    """A model as users see it."""
    return {
        "id": info.id,
        "tasks": sorted(info.tasks),
        "owned_by": info.owned_by,
        "builtin": info.builtin,
        "vision": info.vision,
        "tools": info.tools,
        "virtual": info.virtual,
        "painting": None if info.painting is None else painting_json(info.painting),
    }


def painting_json(able: ImageCapabilities) -> dict[str, Any]:
    return asdict(able) | {
        "sizes": [list(size) for size in able.sizes],
        "ratios": list(able.ratios),
        "styles": list(able.styles),
        "adapter_families": list(able.adapter_families),
        "controls": sorted(able.controls),
        "operations": sorted(able.operations),
    }
