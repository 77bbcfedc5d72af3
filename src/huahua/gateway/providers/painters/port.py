"""What each of these files offers."""

from __future__ import annotations

from typing import Protocol

from huahua.gateway.domain.calls import ImageReply, ImageRequest
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.ports import Progress


class Painter(Protocol):
    """The painting part of `gateway.ports.Provider`."""

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        """Asked only for what `capabilities` says. Cancelling it ends the painting at the vendor as well."""
        ...

    def capabilities(self, model: str) -> ImageCapabilities | None: ...

    async def list_models(self) -> list[str]: ...
