"""Size and quality of a picture, as price books and usage lines write them. Pure."""

from __future__ import annotations

from huahua.gateway.domain.calls import ImageRequest

MAX_CHARS = 40


def picture_kind(request: ImageRequest) -> str:
    """`1024x1024/high`, `1024x1024`, `/high`, or an empty text where the caller left both to the model."""
    size = f"{request.width}x{request.height}" if request.width and request.height else ""
    quality = request.parameters.get("quality", request.parameters.get("quality_level"))
    level = str(quality).strip().lower() if isinstance(quality, str | int) and quality != "" else ""
    return (f"{size}/{level}" if level and level != "auto" else size)[:MAX_CHARS]
