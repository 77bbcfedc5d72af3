"""Ports of painting: models, the enrichment of prompts, the preparation of pictures, where they are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from huahua.gateway.api import (
    Caller,
    Defaults,
    Dialect,
    ImageReply,
    ImageRequest,
    ModelInfo,
    Outcome,
    Progress,
)
from huahua.painting.domain.picture import Filter, Picture, Prepared


class Models(Protocol):
    """The part of `gateway.api.GatewayService` that painting needs. Raises GatewayError."""

    async def paint(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
    ) -> ImageReply: ...

    def model(self, caller: Caller, name: str) -> ModelInfo: ...

    def defaults(self) -> Defaults: ...


class Chat(Protocol):
    """The part of `gateway.api.GatewayService` that asks a language model. Raises GatewayError."""

    async def chat(
        self, caller: Caller, dialect: Dialect, body: dict[str, Any], request_id: str
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class EnrichmentWish:
    """A written prompt to be made richer, in its own language. `model` is the dialogue model to ask."""

    prompt: str
    seed: int
    style: str | None = None
    locked: tuple[str, ...] = ()
    model: str = ""
    caller: Caller | None = None
    request_id: str = ""


class Enricher(Protocol):
    async def enrich(self, wish: EnrichmentWish) -> str:
        """The richer prompt. Raises EnrichmentFailed."""
        ...


class Imaging(Protocol):
    """Decodes pictures that nobody has vouched for, away from the server's own process."""

    async def upload(self, data: bytes) -> Prepared:
        """A user's file: upright, without metadata, the first frame of an animation.

        Raises NotAPicture, PictureTooLarge or BadPicture.
        """
        ...

    async def painted(self, data: bytes, texts: dict[str, str]) -> Prepared:
        """An engine's picture, as it is, with `texts` in its metadata. Raises BadPicture."""
        ...

    async def mask(self, data: bytes, width: int, height: int) -> bytes:
        """A PNG of this size with an alpha channel; transparent is where to repaint.

        Raises NotAPicture, PictureTooLarge or BadPicture.
        """
        ...

    async def jpeg(self, data: bytes) -> bytes:
        """A picture as JPEG on white, which every model that sees can read. Raises BadPicture."""
        ...


class PictureRepository(Protocol):
    async def add(self, picture: Picture) -> None: ...

    async def get(self, user_id: str, picture_id: str) -> Picture | None: ...

    async def many(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """The user's own among these, in no particular order."""
        ...

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> list[Picture]:
        """Pictures of these painting runs, in the order in which they were asked for."""
        ...

    async def page(
        self, user_id: str, wanted: Filter, before_id: str | None, limit: int
    ) -> tuple[list[Picture], str | None]:
        """Newest first, older than `before_id`; with the id from which to go on where a search ended early."""
        ...

    async def star(self, user_id: str, picture_id: str, starred: bool) -> None: ...

    async def delete(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """What was deleted; others' pictures are left alone."""
        ...

    async def delete_made_in(self, user_id: str, conversation_id: str) -> list[Picture]:
        """Delete what was painted in a conversation; uploads stay."""
        ...

    async def made_in(self, user_id: str, conversation_id: str, limit: int) -> list[Picture]:
        """The newest pictures made in a conversation, newest first."""
        ...

    async def claim(self, digest: str, size: int, now: datetime, keep_until: datetime) -> None:
        """Note that these bytes are about to be stored, before they are, so that no sweep takes them.

        While a sweep deletes the same blob this waits for it (see `service.sweep`).
        """
        ...

    async def unreferenced(self, now: datetime, limit: int) -> list[str]:
        """Digests that no picture names and nobody claimed lately."""
        ...

    async def forget(self, digest: str, now: datetime, remove: Callable[[], Awaitable[None]]) -> bool:
        """In one transaction: delete the blob's row if still nothing names it, then `remove` its bytes."""
        ...
