"""OpenAI's dialect: picture generations and edits.

https://platform.openai.com/docs/api-reference/images
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from dataclasses import replace
from typing import Any

import msgspec

from huahua.gateway.domain.calls import Caller, ImageInput, ImageReply, ImageRequest, ImageResult, JsonObject
from huahua.gateway.domain.quality import quality_named
from huahua.gateway.domain.styles import adapters_of
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route
from huahua.gateway.http.multipart import Form, parse_form
from huahua.gateway.outcomes import plain
from huahua.gateway.pictures import check_picture
from huahua.gateway.ports import PictureLinks
from huahua.gateway.service import GatewayService
from huahua.gateway.shapes import convert

_SIZE = re.compile(r"([1-9]\d{0,4})[x×*]([1-9]\d{0,4})")
_MIN_SIDE, _MAX_SIDE = 16, 8192
_WHOLE = re.compile(r"-?\d{1,18}")


class _Generation(msgspec.Struct):
    """The fields that this server understands; everything else goes to the upstream as it is."""

    prompt: str
    model: str | None = None
    n: int | None = None
    size: str | None = None
    response_format: str | None = None
    seed: int | None = None
    style: str | None = None
    negative_prompt: str | None = None
    stream: bool | None = None


_KNOWN = frozenset(_Generation.__struct_fields__)


class ImageEdge:
    """Handlers that need to know how pictures are linked to; without `links` they come as base64."""

    def __init__(self, links: PictureLinks | None) -> None:
        self._links = links

    async def handle_generations(self, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
        """`POST /v1/images/generations`."""
        body = await exchange.read_object(service.limits.max_body_bytes)
        known = {name: value for name, value in body.items() if name in _KNOWN}
        fields: _Generation = convert(msgspec.json.encode(known), _Generation)
        extra = plain({name: value for name, value in body.items() if name not in _KNOWN})
        await self._paint(exchange, caller, service, fields, image_request(fields, extra))

    async def handle_edits(self, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
        """`POST /v1/images/edits`: pictures in `image` or `image[]`, an optional `mask`."""
        body = await exchange.read_body(service.limits.max_upload_bytes)
        form = await asyncio.to_thread(parse_form, exchange.header(b"content-type"), body)
        fields = _from_form(form)
        extra: JsonObject = {name: value for name, value in form.fields.items() if name not in _KNOWN}
        pictures = [file.data for file in form.files if file.name in ("image", "image[]")]
        masks = [file.data for file in form.files if file.name == "mask"]
        if not pictures:
            raise InvalidRequest("'image' is missing: attach the picture to edit.", param="image")

        def check() -> tuple[tuple[ImageInput, ...], ImageInput | None]:
            images = tuple(check_picture(data, service.limits, "image") for data in pictures)
            return images, check_picture(masks[0], service.limits, "mask") if masks else None

        images, mask = await asyncio.to_thread(check)
        request = replace(image_request(fields, extra), images=images, mask=mask)
        await self._paint(exchange, caller, service, fields, request)

    async def _paint(
        self,
        exchange: Exchange,
        caller: Caller,
        service: GatewayService,
        fields: _Generation,
        request: ImageRequest,
    ) -> None:
        if fields.stream:
            raise NotSupported("Pictures are not streamed; leave 'stream' out.", param="stream")
        if fields.response_format not in (None, "url", "b64_json"):
            raise InvalidRequest("'response_format' must be 'url' or 'b64_json'.", param="response_format")
        model = fields.model or service.defaults().painting
        controls = read_controls(exchange.scope["headers"])
        as_links = fields.response_format == "url"
        async with exchange.cancelled_on_disconnect():
            if as_links and self._links is not None:
                await self._links.check(caller)
            outcome = await service.paint_routed(
                caller, model, request, exchange.request_id, controls=controls
            )
            reply = outcome.reply
            data = [await self._picture(caller, picture, as_links) for picture in reply.images]
            add_route(exchange, outcome.route, outcome.receipt)
            await exchange.send_json(200, await asyncio.to_thread(_encode, data, reply))

    async def _picture(self, caller: Caller, picture: ImageResult, as_link: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "revised_prompt": picture.revised_prompt,
            "width": picture.width,
            "height": picture.height,
            "seed": picture.seed,
            "unmet": list(picture.unmet),
        }
        if as_link and self._links is not None:
            return {"url": await self._links(caller, picture)} | body
        encoded = await asyncio.to_thread(base64.b64encode, picture.data)
        return {"b64_json": encoded.decode("ascii")} | body


def image_request(fields: _Generation, extra: JsonObject) -> ImageRequest:
    """The neutral request. Raises InvalidRequest."""
    width, height = parse_size(fields.size)
    adapters = adapters_of(_listed(extra.pop("adapters", None)))
    return ImageRequest(
        prompt=fields.prompt,
        count=1 if fields.n is None else fields.n,
        width=width,
        height=height,
        exact_size=True,
        seed=fields.seed,
        style=fields.style or None,
        negative=fields.negative_prompt or "",
        quality=quality_named(extra.get("quality")),
        adapters=adapters,
        parameters=extra,
    )


def _listed(value: Any) -> Any:
    """A form holds the list as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as fault:
        raise InvalidRequest("'adapters' must be a list as JSON.", param="adapters") from fault


def parse_size(size: str | None) -> tuple[int | None, int | None]:
    """Pixels of 'WIDTHxHEIGHT'; (None, None) for 'auto' or nothing. Raises InvalidRequest."""
    if size is None or size == "auto":
        return None, None
    match = _SIZE.fullmatch(size)
    if match is None:
        raise InvalidRequest(
            "'size' must be 'auto' or WIDTHxHEIGHT in pixels, as in 1024x1024.", param="size"
        )
    width, height = int(match[1]), int(match[2])
    if not (_MIN_SIDE <= width <= _MAX_SIDE and _MIN_SIDE <= height <= _MAX_SIDE):
        raise InvalidRequest(f"Both sides of 'size' must be {_MIN_SIDE} to {_MAX_SIDE} pixels.", param="size")
    return width, height


def _from_form(form: Form) -> _Generation:
    given = form.fields
    if "prompt" not in given:
        raise InvalidRequest("'prompt' is missing: say how to change the picture.", param="prompt")
    return _Generation(
        prompt=given["prompt"],
        model=given.get("model"),
        n=_whole(given, "n"),
        size=given.get("size"),
        response_format=given.get("response_format"),
        seed=_whole(given, "seed"),
        style=given.get("style"),
        negative_prompt=given.get("negative_prompt"),
        stream=given.get("stream") == "true",
    )


def _whole(given: dict[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None or not text.strip():
        return None
    if not _WHOLE.fullmatch(text.strip()):
        raise InvalidRequest(f"'{name}' must be a whole number.", param=name)
    return int(text)


def _encode(data: list[dict[str, Any]], reply: ImageReply) -> bytes:
    usage = reply.usage
    return msgspec.json.encode(
        {
            "created": int(time.time()),
            "data": data,
            "usage": {
                "input_tokens": usage.prompt_tokens,
                "output_tokens": usage.completion_tokens,
                "total_tokens": usage.prompt_tokens + usage.completion_tokens,
                "images": usage.images,
            },
        }
    )
