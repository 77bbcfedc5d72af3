"""The catalogue rows of what this machine brings along."""

from __future__ import annotations

from collections.abc import Iterable

from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.ports import ImageEngine

PROVIDER = "builtin"


def builtin_provider_row() -> ProviderConfig:
    return ProviderConfig(name=PROVIDER, kind="builtin", source="builtin")


def builtin_model_rows(engines: Iterable[ImageEngine]) -> list[ModelConfig]:
    """The assistant, the embedding and one model for each picture engine."""
    rows = [_row("assistant", {Task.DIALOGUE}, tools=True), _row("embedding", {Task.EMBEDDING})]
    for engine in engines:
        tasks = {Task.PAINTING, engine.task}
        rows.append(_row(engine.id.removeprefix(f"{PROVIDER}/"), tasks))
    return rows


def _row(model: str, tasks: set[Task], *, tools: bool = False) -> ModelConfig:
    return ModelConfig(
        name=f"{PROVIDER}/{model}",
        provider=PROVIDER,
        model=model,
        tasks=frozenset(tasks),
        tools=tools,
        source="builtin",
    )
