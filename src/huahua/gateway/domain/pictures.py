"""Size and quality of a picture, as price books and usage lines write them. Pure."""

from __future__ import annotations

from huahua.gateway.domain.calls import ImageRequest
from huahua.gateway.domain.quality import LEVELS

MAX_CHARS = 40


def picture_kind(request: ImageRequest) -> str:
    """`1024x1024/high`, `1024x1024`, `/high`, or an empty text where the caller left both to the model."""
    size = f"{request.width}x{request.height}" if request.width and request.height else ""
    own = None if request.quality is None else LEVELS[request.quality]
    quality = request.parameters.get("quality", own)
    level = str(quality).strip().lower() if isinstance(quality, str | int) and quality != "" else ""
    return (f"{size}/{level}" if level and level != "auto" else size)[:MAX_CHARS]
