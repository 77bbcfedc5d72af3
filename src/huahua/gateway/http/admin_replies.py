"""What the administrator's routes and `GET /api/models` answer."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from huahua.gateway.domain.calls import Task


class Defaults(TypedDict):
    """The models that are used where none is named; an empty text where there is none."""

    dialogue: str
    painting: str


class Model(TypedDict):
    """A model as users see it."""

    id: str
    tasks: list[Task]
    owned_by: str
    builtin: bool
    vision: bool
    tools: bool


class Models(TypedDict):
    items: list[Model]
    next_cursor: str | None
    defaults: Defaults


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
    enabled: bool
    source: str


class Provider(TypedDict):
    """`headers` are names only, and of the key is said only whether there is one."""

    name: str
    kind: str
    preset: str | None
    base_url: str
    has_key: bool
    headers: list[str]
    allow_private: bool
    timeout_s: float
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
