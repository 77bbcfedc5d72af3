"""Pictures from Google: `generateContent` with the modality IMAGE, and Imagen's `:predict`.

https://ai.google.dev/gemini-api/docs/image-generation, https://ai.google.dev/gemini-api/docs/imagen
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from huahua.gateway.domain.calls import ImageRequest, JsonObject
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.errors import NotSupported
from huahua.gateway.profiles.gemini import ratios_of
from huahua.gateway.profiles.painting_fields import foreign_fields
from huahua.gateway.wire.gemini_reply import NotAGeminiReply, candidates_of, decode, parts_of

MAX_PICTURES = 3
"""That every one of these models takes in one request."""


class Blocked(ValueError):
    """The model declined to paint; the text says why."""


def is_imagen(model: str) -> bool:
    return model.removeprefix("models/").startswith("imagen")


def capabilities_of(model: str) -> ImageCapabilities:
    """Both APIs take no masks; only `generateContent` edits and takes a seed, one picture for each call."""
    imagen = is_imagen(model)
    return ImageCapabilities(
        ratios=ratios_of(model).names,
        max_count=4 if imagen else 1,
        seed=not imagen,
        negative=True,
        edit=not imagen,
        max_references=0 if imagen else MAX_PICTURES - 1,
    )


def full_prompt(request: ImageRequest) -> str:
    """Neither API has fields for style and for what to leave out, so the words carry them."""
    sentences = [request.prompt]
    if request.style:
        sentences.append(f"Style: {request.style}.")
    if request.negative:
        sentences.append(f"Leave out: {request.negative}.")
    return "\n".join(sentences)


def content_request(model: str, request: ImageRequest) -> JsonObject:
    """One picture. Raises NotSupported for a mask."""
    if request.mask is not None:
        raise NotSupported(
            "this model edits without masks; describe the place in words instead", param="mask"
        )
    parts: list[JsonObject] = [
        {
            "inlineData": {
                "mimeType": image.media_type,
                "data": base64.b64encode(image.data).decode(),
            }
        }
        for image in (*request.images, *request.references)
    ]
    parts.append({"text": full_prompt(request)})
    config: JsonObject = {"responseModalities": ["IMAGE"]}
    if request.width and request.height:
        ratio = ratios_of(model).nearest(request.width, request.height)
        config["imageConfig"] = {"aspectRatio": ratio}
    if request.seed is not None:
        config["seed"] = request.seed
    extra = foreign_fields(request)
    own = extra.pop("generationConfig", None)
    return {
        **extra,
        "contents": [{"role": "user", "parts": parts}],
        "generationConfig": {**config, **own} if isinstance(own, dict) else config,
    }


def predict_request(model: str, request: ImageRequest) -> JsonObject:
    """All pictures at once. Raises NotSupported for edits: Imagen on this API only paints anew."""
    if request.images or request.mask is not None:
        raise NotSupported("this model paints new pictures only, it edits none", param="image")
    extra = foreign_fields(request)
    parameters: JsonObject = {"sampleCount": request.count}
    if request.width and request.height:
        parameters["aspectRatio"] = ratios_of(model).nearest(request.width, request.height)
    return {
        "instances": [{"prompt": full_prompt(request)}],
        "parameters": {**parameters, **extra},
    }


def read_content(body: bytes) -> tuple[list[tuple[bytes, str]], str]:
    """Pictures with their media types, and the words beside them.

    Raises Blocked when there is no picture, NotAGeminiReply when it is not a reply.
    """
    data = decode(body)
    pictures: list[tuple[bytes, str]] = []
    words: list[str] = []
    reason = _string(data.get("promptFeedback"), "blockReason")
    for candidate in candidates_of(data):
        reason = reason or _string(candidate, "finishMessage") or _string(candidate, "finishReason")
        for part in parts_of(candidate):
            inline = part.get("inlineData")
            if isinstance(inline, dict) and part.get("thought") is not True:
                pictures.append((_bytes(inline.get("data")), str(inline.get("mimeType", "image/png"))))
            elif isinstance(part.get("text"), str) and part.get("thought") is not True:
                words.append(part["text"])
    if not pictures:
        raise Blocked("".join(words)[:500] or reason or "no reason given")
    return pictures, "".join(words)


def read_predictions(body: bytes) -> list[tuple[bytes, str]]:
    """Raises Blocked when all were filtered, NotAGeminiReply when it is not a reply."""
    predictions = decode(body).get("predictions")
    rows = [row for row in predictions if isinstance(row, dict)] if isinstance(predictions, list) else []
    pictures = [
        (_bytes(row["bytesBase64Encoded"]), str(row.get("mimeType", "image/png")))
        for row in rows
        if "bytesBase64Encoded" in row
    ]
    if not pictures:
        reasons = [str(row["raiFilteredReason"]) for row in rows if row.get("raiFilteredReason")]
        raise Blocked("; ".join(reasons) or "its safety filter kept every picture back")
    return pictures


def _bytes(data: Any) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, TypeError, ValueError) as fault:
        raise NotAGeminiReply("answered a picture that is not base64") from fault


def _string(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
