"""What the administrator's routes and `GET /api/models` answer."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from huahua.gateway.domain.caching import Scope, SemanticMode
from huahua.gateway.domain.calls import ControlKind, Operation, Task


class Defaults(TypedDict):
    """The models that are used where none is named; an empty text where there is none."""

    dialogue: str
    painting: str


class Painting(TypedDict):
    """What a painting model can do: `gateway.domain.capabilities.ImageCapabilities`."""

    min_side: int
    max_side: int
    side_step: int
    sizes: list[list[int]]
    ratios: list[str]
    max_count: int
    seed: bool
    negative: bool
    styles: list[str]
    quality: bool
    edit: bool
    needs_source: bool
    mask: bool
    strength: bool
    max_references: int
    controls: list[ControlKind]
    adapters: bool
    adapter_families: list[str]
    operations: list[Operation]
    previews: bool


class Model(TypedDict):
    """A model as users see it."""

    id: str
    tasks: list[Task]
    owned_by: str
    builtin: bool
    vision: bool
    tools: bool
    virtual: bool
    painting: Painting | None


class Adapters(TypedDict):
    items: list[str]


class Models(TypedDict):
    items: list[Model]
    next_cursor: str | None
    defaults: Defaults


class Price(TypedDict):
    """Micros of the currency: tokens and characters per million; the others per picture, call, second of the model's
    time, second of sound, page, and GiB of memory and second."""

    currency: str
    input: int
    output: int
    cache_read: int | None
    cache_write: int | None
    reasoning: int | None
    picture: int
    call: int
    second: int
    character: int
    sound: int
    cache_write_1h: int | None
    audio_input: int | None
    audio_output: int | None
    page: int
    memory: int


class CacheRule(TypedDict):
    """As `CacheBody`; null where the settings' word for all models holds."""

    use: bool | None
    scope: Scope
    ttl_s: float | None
    price: float | None
    semantic: SemanticMode | None
    threshold: float | None


class ModelRow(TypedDict):
    """A model of one provider, as the administrator sees it; `name` is what users call it."""

    id: str
    name: str
    provider: str
    model: str
    tasks: list[Task]
    weight: int
    vision: bool
    tools: bool
    context_tokens: int | None
    timeout_s: float | None
    options: dict[str, Any]
    price: Price | None
    cost: Price | None
    region: str | None
    data_classes: list[str]
    quality: dict[str, float]
    near: bool
    max_concurrency: int | None
    max_waiting: int | None
    gather: bool
    hedge: bool
    hedge_after_s: float | None
    first_byte_timeout_s: float | None
    idle_timeout_s: float | None
    cache: CacheRule | None
    enabled: bool
    source: str


class Provider(TypedDict):
    """`headers` are names only, and of keys is said only whether there is one and how many more there
    are; `key_weights` is empty while they share alike."""

    name: str
    kind: str
    preset: str | None
    base_url: str
    has_key: bool
    more_keys: int
    region: str
    project: str
    api_version: str
    headers: list[str]
    allow_private: bool
    timeout_s: float
    connect_timeout_s: float
    first_byte_timeout_s: float | None
    idle_timeout_s: float
    max_concurrency: int | None
    max_waiting: int | None
    key_weights: list[int]
    enabled: bool
    source: str
    models: list[ModelRow]


class PresetModel(TypedDict):
    id: str
    tasks: list[Task]
    vision: bool
    tools: bool


class Preset(TypedDict):
    """`key_url` is empty where no key is needed."""

    id: str
    title: str
    kind: str
    base_url: str
    key_url: str
    needs_key: bool
    local: bool
    models: list[PresetModel]


class Complaint(TypedDict):
    """Why a test failed; `hint` says what to do."""

    code: str
    message: str
    hint: str


class Verdict(TypedDict):
    ok: bool
    models: list[str]
    latency_ms: int
    error: Complaint | None


class FoundServer(TypedDict):
    preset: str
    base_url: str
    models: list[str]
    configured: bool


class ImportedModel(TypedDict):
    name: str
    provider: str
    model: str


class SkippedRow(TypedDict):
    row: str
    reason: str


class Note(TypedDict):
    row: str
    note: str


class Imported(TypedDict):
    providers: list[Provider]
    models: list[ImportedModel]
    skipped: list[SkippedRow]
    notes: list[Note]
