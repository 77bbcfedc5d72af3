"""Bodies of the administrator's routes, and rows as the page sees them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import Kind, ModelConfig, ModelInfo, ProviderConfig
from huahua.gateway.ports import ModelRow
from huahua.gateway.presets import Preset

Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=2_000)]
Seconds = Annotated[float, Field(gt=0, le=3_600)]
TaskName = Literal["dialogue", "embedding", "painting", "avatar"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewModel(_Body):
    """`name` is what users call it; without one it is the provider's own id."""

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
        )


class ModelChange(_Body):
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


class ProviderBody(_Body):
    """A provider as the page fills it in. `api_key` is written and never read back.

    Without `allow_private`, the presets of local servers may reach this machine and the others may not.
    """

    name: Name
    kind: Kind | None = None
    preset: str | None = None
    base_url: Text = ""
    api_key: Text = ""
    allow_private: bool | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    timeout_s: Seconds = 600.0
    enabled: bool = True


class NewProvider(ProviderBody):
    models: list[NewModel] = Field(default_factory=list)


class ProviderChange(_Body):
    """Fields that are left out stay; an empty `api_key` removes the key."""

    kind: Kind | None = None
    preset: str | None = None
    base_url: Text | None = None
    api_key: Text | None = None
    allow_private: bool | None = None
    headers: dict[str, str] | None = None
    timeout_s: Seconds | None = None
    enabled: bool | None = None


class TestBody(_Body):
    """A saved provider by `name` alone, or an unsaved one whole; `model` adds a tiny call to it."""

    __test__ = False

    name: Name
    kind: Kind | None = None
    preset: str | None = None
    base_url: Text | None = None
    api_key: Text | None = None
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
        "headers": sorted(config.headers),
        "allow_private": config.allow_private,
        "timeout_s": config.timeout_s,
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
    }
