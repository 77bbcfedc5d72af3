"""Pictures in Gemini's dialect: `generateContent` at a model that only paints:
https://ai.google.dev/gemini-api/docs/image-generation.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Any

from huahua.gateway.domain.calls import ImageInput, ImageReply, ImageRequest, JsonObject
from huahua.gateway.errors import InvalidRequest, PictureRejected
from huahua.gateway.translate.fields import text
from huahua.gateway.translate.gemini_fields import get, get_object, get_objects, integer

_RATIO = re.compile(r"(\d{1,2}):(\d{1,2})")
_SIDES = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
_STEP = 16


def content_to_painting(body: JsonObject) -> ImageRequest:
    """The words and pictures of the last content that a user sent; a picture that the model painted before is edited
    when the user gives none. Raises InvalidRequest or PictureRejected."""
    contents = get_objects(body, "contents", "")
    if not contents:
        raise InvalidRequest("'contents' must be a list with at least one content", param="contents")
    config = get_object(body, "generationConfig", "")
    shape = get_object(config, "imageConfig", "generationConfig")
    where, last = contents[-1]
    parts = get_objects(last, "parts", where)
    words = [text(part["text"], f"{path}.text") for path, part in parts if part.get("text") is not None]
    pictures = _pictures(parts)
    for place, earlier in reversed(contents[:-1]):
        if pictures:
            break
        pictures = _pictures(get_objects(earlier, "parts", place))
    width, height = _size(get(shape, "aspectRatio"), get(shape, "imageSize"))
    return ImageRequest(
        prompt="\n".join(words),
        count=integer(get(config, "candidateCount"), "generationConfig.candidateCount") or 1,
        width=width,
        height=height,
        seed=integer(get(config, "seed"), "generationConfig.seed"),
        images=tuple(pictures),
    )


def painting_to_content(reply: ImageReply, model: str, request_id: str) -> JsonObject:
    """One candidate for each picture."""
    candidates = []
    for index, image in enumerate(reply.images):
        parts: list[JsonObject] = [{"text": image.revised_prompt}] if image.revised_prompt else []
        parts.append({"inlineData": {"mimeType": image.media_type, "data": _encoded(image.data)}})
        candidates.append(
            {"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": index}
        )
    usage = reply.usage
    counts = {
        "promptTokenCount": usage.prompt_tokens,
        "candidatesTokenCount": usage.completion_tokens,
        "totalTokenCount": usage.prompt_tokens + usage.completion_tokens,
    }
    return {
        "candidates": candidates,
        "usageMetadata": counts,
        "modelVersion": model,
        "responseId": request_id,
    }


def _pictures(parts: list[tuple[str, JsonObject]]) -> list[ImageInput]:
    found = []
    for where, part in parts:
        inline = get_object(part, "inlineData", where)
        media_type = get(inline, "mimeType")
        if isinstance(media_type, str) and media_type.startswith("image/"):
            data = text(get(inline, "data"), f"{where}.inlineData.data")
            found.append(ImageInput(_decoded(data, where), media_type))
    return found


def _decoded(data: str, where: str) -> bytes:
    """Google takes the URL-safe letters too."""
    try:
        return base64.b64decode(data.replace("-", "+").replace("_", "/") + "==", validate=False)
    except (binascii.Error, ValueError) as fault:
        raise PictureRejected(f"'{where}': the picture is not valid base64.", param=where) from fault


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _size(ratio: Any, size: Any) -> tuple[int | None, int | None]:
    """A ratio such as `16:9` as sides in pixels, of about the area that the size (`1K`, `2K`, …) names."""
    if ratio is None:
        return None, None
    match = _RATIO.fullmatch(ratio) if isinstance(ratio, str) else None
    if match is None or not int(match[1]) or not int(match[2]):
        raise InvalidRequest("'aspectRatio' must be two numbers such as '16:9'", param="aspectRatio")
    side = _SIDES.get(str(size).upper(), 1024)
    stretch = math.sqrt(int(match[1]) / int(match[2]))
    return _rounded(side * stretch), _rounded(side / stretch)


def _rounded(pixels: float) -> int:
    return max(_STEP, round(pixels / _STEP) * _STEP)
