"""Ports of the gateway: what a provider must be able to do.

Every method raises only errors of `gateway.errors`. Cancelling the task that awaits a method, or
closing the generator of `stream`, cancels the upstream request.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from huahua.gateway.domain.calls import (
    Caller,
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    ImageResult,
    StreamEvent,
    Task,
)
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.route import Defaults
from huahua.gateway.domain.usage import UsageLine

Progress = Callable[[float, str], Awaitable[None]]
"""Called with the fraction done (0..1) and a stage key such as `painting`."""


class Provider(Protocol):
    """One configured account at one vendor."""

    name: str
    dialect: Dialect
    """The dialect in which `chat` and `stream` take and give bodies."""

    async def chat(self, call: ChatCall) -> ChatReply: ...

    def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        """Events of one reply. Ends normally only after the upstream's own end mark."""
        ...

    async def embed(self, call: ChatCall) -> EmbeddingReply: ...

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        """Generate, or edit when `request.images` is not empty."""
        ...

    async def list_models(self) -> list[str]:
        """Upstream model ids, as the vendor lists them."""
        ...

    async def close(self) -> None: ...


class ImageEngine(Protocol):
    """A picture engine of this machine (`builtin/painter`, `builtin/avatar`), plugged in by boot."""

    id: str
    task: Task

    async def paint(self, request: ImageRequest, progress: Progress | None) -> list[ImageResult]: ...


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model row with the id by which the page names it."""

    id: str
    config: ModelConfig


@dataclass(frozen=True, slots=True)
class SavedCatalogue:
    """What the page configured. `stamp` changes with every change; None before the first."""

    providers: list[ProviderConfig]
    models: list[ModelRow]
    defaults: Defaults | None
    stamp: str | None


class CatalogueStore(Protocol):
    """Where the page's providers and models are kept; keys are sealed at rest."""

    async def load(self) -> SavedCatalogue: ...

    async def stamp(self) -> str | None:
        """Cheap: asked every second by every process."""
        ...

    async def save_provider(self, config: ProviderConfig, rows: Sequence[ModelRow] = ()) -> None:
        """Insert, or replace the row of this name, and save these model rows with it: all or nothing.

        Raises AlreadyThere as `save_model` does.
        """
        ...

    async def delete_provider(self, name: str) -> None:
        """Delete it with its models."""
        ...

    async def save_model(self, row: ModelRow) -> None:
        """Insert, or replace the row of this id.

        Raises AlreadyThere when another row has the same name, provider and upstream model.
        """
        ...

    async def delete_model(self, model_id: str) -> None: ...

    async def save_defaults(self, defaults: Defaults) -> None: ...


class UsageSink(Protocol):
    """Takes usage lines without making the call wait."""

    def record(self, line: UsageLine) -> None: ...


class PictureLinks(Protocol):
    """Turns a painted picture into a link that its caller may open; plugged in by boot."""

    async def __call__(self, caller: Caller, picture: ImageResult) -> str: ...
