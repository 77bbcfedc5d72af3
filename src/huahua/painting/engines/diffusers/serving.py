"""OpenAI's images API over the local painter, for a machine that does nothing else (see deploy/ray).

HuaHua uses it as an upstream of kind `openai`, so what is missing of the dialect here is what HuaHua never sends.
"""

from __future__ import annotations

import base64
import hmac
import time
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from huahua.gateway.api import (
    GatewayError,
    ImageInput,
    ImageReply,
    ImageRequest,
    InvalidRequest,
    NotAuthenticated,
    Quality,
    RequestTooLarge,
    UnknownModel,
    unsupported,
)
from huahua.painting.engines.diffusers.painter import DiffusersPainter

MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_COUNT = 16
MAX_PROMPT = 32_000
_QUALITIES = {"low": Quality.DRAFT, "medium": Quality.STANDARD, "high": Quality.HIGH, "hd": Quality.HIGH}
_PASSED = ("steps", "num_inference_steps", "guidance_scale")


class ImagesApi:
    """`GET /v1/models`, `POST /v1/images/generations` and `POST /v1/images/edits`, as one function of a request.

    `key` is asked of everybody; without one anybody on the network may paint.
    """

    def __init__(self, painter: DiffusersPainter, key: str = "") -> None:
        self._painter = painter
        self._key = key

    async def handle(self, request: Request) -> Response:
        try:
            self._check_key(request)
            path = request.url.path.rstrip("/").removeprefix("/v1")
            if request.method == "GET" and path == "/models":
                return await self._models()
            if request.method == "POST" and path == "/images/generations":
                return await self._paint(_fields(await _body(request)))
            if request.method == "POST" and path == "/images/edits":
                _check_length(request)
                async with request.form(max_files=17, max_fields=50) as form:
                    return await self._paint(await _edit(form))
            return _refused(404, "not_found", "There is no such route.", None)
        except GatewayError as fault:
            return _refused(fault.status, fault.code, fault.message, fault.param)

    def _check_key(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        if self._key and not hmac.compare_digest(given, self._key.encode()):
            raise NotAuthenticated("The key is missing or wrong.")

    async def _models(self) -> Response:
        rows = [
            {"id": name, "object": "model", "owned_by": "local"} for name in await self._painter.list_models()
        ]
        return JSONResponse({"object": "list", "data": rows})

    async def _paint(self, asked: tuple[str, ImageRequest]) -> Response:
        model, request = asked
        able = self._painter.capabilities(model)
        if able is None:
            raise UnknownModel(f"There is no model '{model}' here.", param="model")
        unsupported(request, able)
        reply = await self._painter.paint(model, request, None)
        return JSONResponse(_reply(reply))


def _fields(body: dict[str, Any], **more: Any) -> tuple[str, ImageRequest]:
    """Raises InvalidRequest."""
    prompt, model = body.get("prompt"), body.get("model")
    if not isinstance(model, str) or not isinstance(prompt, str) or not 1 <= len(prompt) <= MAX_PROMPT:
        raise InvalidRequest("'model' and 'prompt' are needed.", param="prompt")
    width, height = _size(body.get("size"))
    quality = body.get("quality")
    return model, ImageRequest(
        prompt,
        count=_whole(body, "n", 1, 1, MAX_COUNT),
        width=width,
        height=height,
        seed=_whole(body, "seed", None, 0, 2**62),
        negative=str(body.get("negative_prompt") or "")[:MAX_PROMPT],
        quality=_QUALITIES.get(quality) if isinstance(quality, str) else None,
        strength=_strength(body.get("strength")),
        parameters={name: _number(body[name]) for name in _PASSED if body.get(name) is not None},
        **more,
    )


async def _edit(form: FormData) -> tuple[str, ImageRequest]:
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    pictures = [await _picture(one) for name in ("image", "image[]") for one in form.getlist(name)]
    masks = [await _picture(one) for one in form.getlist("mask")]
    if not pictures:
        raise InvalidRequest("'image' is missing.", param="image")
    return _fields(texts, images=tuple(pictures), mask=masks[0] if masks else None)


async def _picture(value: str | UploadFile) -> ImageInput:
    if isinstance(value, str):
        raise InvalidRequest("'image' is a file.", param="image")
    return ImageInput(await value.read(), value.content_type or "image/png")


async def _body(request: Request) -> dict[str, Any]:
    _check_length(request)
    try:
        body = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise InvalidRequest("The request body is not valid JSON.", code="malformed_json") from fault
    if not isinstance(body, dict):
        raise InvalidRequest("The request body must be an object.")
    return body


def _check_length(request: Request) -> None:
    """A body must say its length, so that none can grow without end."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise InvalidRequest("The request must say its length.", status=411)
    if int(length) > MAX_BODY_BYTES:
        raise RequestTooLarge(f"A request may hold {MAX_BODY_BYTES} bytes.")


def _size(value: Any) -> tuple[int | None, int | None]:
    if value in (None, "", "auto"):
        return None, None
    parts = str(value).split("x")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts):
        raise InvalidRequest("'size' is WIDTHxHEIGHT.", param="size")
    return int(parts[0]), int(parts[1])


def _whole(body: dict[str, Any], name: str, usual: Any, least: int, most: int) -> Any:
    value = body.get(name)
    if value in (None, ""):
        return usual
    number = _number(value)
    if not isinstance(number, int) or not least <= number <= most:
        raise InvalidRequest(f"'{name}' is a whole number from {least} to {most}.", param=name)
    return number


def _strength(value: Any) -> float | None:
    if value in (None, ""):
        return None
    number = _number(value)
    if not 0 <= number <= 1:
        raise InvalidRequest("'strength' is a number from 0 to 1.", param="strength")
    return float(number)


def _number(value: Any) -> int | float:
    """Of a JSON body, or of a form, where everything is text."""
    try:
        if isinstance(value, str):
            return int(value) if value.strip().lstrip("-").isdigit() else float(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    except (ValueError, OverflowError):
        pass
    raise InvalidRequest("A number was expected.")


def _reply(reply: ImageReply) -> dict[str, Any]:
    return {
        "created": int(time.time()),
        "data": [
            {
                "b64_json": base64.b64encode(one.data).decode(),
                "seed": one.seed,
                "size": f"{one.width}x{one.height}",
            }
            for one in reply.images
        ],
    }


def _refused(status: int, code: str, message: str, param: str | None) -> Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "code": code, "param": param}
    return JSONResponse({"error": error}, status)
