"""A provider that paints and does nothing else."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from huahua.gateway.domain.calls import (
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    StreamEvent,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.errors import NotSupported, UpstreamError
from huahua.gateway.ports import Progress, Styled
from huahua.gateway.providers.painters.port import Painter


class PaintingProvider:
    """Port `Provider` over a painter."""

    dialect = Dialect.OPENAI

    def __init__(self, name: str, painter: Painter, *, here: bool = False) -> None:
        """`here`: it paints on this machine, where what failed is over and bills nobody."""
        self.name = name
        self._painter = painter
        self._painter_is_here = here

    async def chat(self, call: ChatCall) -> ChatReply:
        raise self._only_paints()

    async def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        raise self._only_paints()
        yield

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        raise self._only_paints()

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        try:
            return await self._painter.paint(model, request, progress)
        except UpstreamError as fault:
            if fault.settled is None and self._painter_is_here:
                fault.settled = True
            raise

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return self._painter.capabilities(model)

    async def list_models(self) -> list[str]:
        return await self._painter.list_models()

    async def list_adapters(self) -> list[str]:
        return await self._painter.list_adapters() if isinstance(self._painter, Styled) else []

    def adapter_family(self, name: str) -> str:
        return self._painter.adapter_family(name) if isinstance(self._painter, Styled) else ""

    async def close(self) -> None:
        return

    def _only_paints(self) -> NotSupported:
        return NotSupported(f"The provider '{self.name}' only paints pictures.", param="model")
