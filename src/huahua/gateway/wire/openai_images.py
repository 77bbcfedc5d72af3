"""Picture generations and edits on the wire: https://platform.openai.com/docs/api-reference/images."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from huahua.gateway.domain.calls import ImageInput, ImageRequest, JsonObject, Usage
from huahua.gateway.domain.quality import LEVELS, STEPS
from huahua.gateway.profiles.abilities import quality_of, takes_seed
from huahua.gateway.profiles.openai import ImageProfile
from huahua.gateway.profiles.sizes import nearest_size
from huahua.gateway.translate.usage import usage_from_pictures
from huahua.gateway.wire.multipart import FormFile, encode_form
from huahua.gateway.wire.openai import ErrorInReply, NotAnOpenAIReply, status_in

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


@dataclass(frozen=True, slots=True)
class ImageCall:
    path: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Painted:
    """One picture of a reply: its bytes, or a link to them when `data` is None."""

    data: bytes | None
    url: str
    seed: int | None
    revised_prompt: str | None


def batches(count: int, profile: ImageProfile) -> list[int]:
    """How many pictures to ask for in each call."""
    most = 1 if profile.count_field is None else profile.max_count
    whole, rest = divmod(count, most)
    return [most] * whole + ([rest] if rest else [])


def encode(model: str, request: ImageRequest, count: int, profile: ImageProfile) -> ImageCall:
    """The upstream call for `count` pictures."""
    fields = _fields(model, request, count, profile)
    pictures = (*request.images, *request.references)
    if pictures and profile.edit_path is not None:
        body, content_type = _multipart(fields, pictures, request.mask)
        return ImageCall(profile.edit_path, body, content_type)
    if pictures and profile.image_field is not None:
        links = [_data_url(picture) for picture in pictures]
        fields[profile.image_field] = links[0] if len(links) == 1 else links
    return ImageCall(profile.path, msgspec.json.encode(fields), "application/json")


def parse(raw: bytes, profile: ImageProfile) -> tuple[list[Painted], Usage]:
    """Raises NotAnOpenAIReply or ErrorInReply."""
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotAnOpenAIReply("answered something that is not JSON") from fault
    if not isinstance(body, dict):
        raise NotAnOpenAIReply("answered JSON that is not a list of pictures")
    if body.get("error"):
        raise ErrorInReply(raw, status_in(body["error"]))
    rows = body.get(profile.reply_field) or body.get("data")
    if not isinstance(rows, list) or not rows:
        raise NotAnOpenAIReply("answered without a picture")
    return [_painted(row, body) for row in rows], usage_from_pictures(body.get("usage"))


def total(usages: Iterable[Usage], images: int) -> Usage:
    """Token buckets of several calls together, and the pictures that they gave."""
    seen = list(usages)
    return Usage(
        input_tokens=sum(usage.input_tokens for usage in seen),
        cache_read_tokens=sum(usage.cache_read_tokens for usage in seen),
        output_tokens=sum(usage.output_tokens for usage in seen),
        images=images,
    )


def _fields(model: str, request: ImageRequest, count: int, profile: ImageProfile) -> JsonObject:
    fields: JsonObject = {**request.parameters, "model": model}
    _apply_quality(fields, model, request, profile)
    words = [request.prompt]
    if request.style in profile.styles:
        fields["style"] = request.style
    elif request.style:
        words.append(f"Style: {request.style.replace('_', ' ')}.")
    if request.negative and profile.negative:
        fields["negative_prompt"] = request.negative
    elif request.negative:
        words.append(f"Avoid: {request.negative}.")
    fields["prompt"] = "\n".join(words)
    if profile.count_field is not None:
        fields[profile.count_field] = count
    if request.width and request.height:
        fields |= _shape(model, request.width, request.height, request.exact_size, profile)
    if request.seed is not None and takes_seed(model, profile):
        fields["seed"] = request.seed
    refuses = profile.no_response_format is not None and profile.no_response_format.search(model)
    if profile.response_format and not refuses:
        fields["response_format"] = "b64_json"
    return fields


def _shape(model: str, width: int, height: int, exact: bool, profile: ImageProfile) -> JsonObject:
    """The size as this vendor takes it: the nearest that it paints, unless the caller insists."""
    if profile.ratio_field is not None and profile.ratios is not None:
        return {profile.ratio_field: profile.ratios.nearest(width, height)}
    if profile.size_field is None:
        return {}
    size = (width, height) if exact else nearest_size(profile.sizes, model, width, height)
    return {} if size is None else {profile.size_field: f"{size[0]}x{size[1]}"}


def _apply_quality(fields: JsonObject, model: str, request: ImageRequest, profile: ImageProfile) -> None:
    """Our quality as what this vendor has: steps, levels or neither. A vendor's own `quality` from a caller of `/v1`
    passes as it is, and so do `steps` that come without any quality."""
    quality = request.quality
    if quality is None or "quality" in request.parameters:
        return
    steps = fields.pop("steps", STEPS[quality])
    if profile.steps_field is not None:
        fields[profile.steps_field] = steps
        return
    named = quality_of(model, profile)
    if named is not None:
        fields["quality"] = named[LEVELS[quality]]


def _multipart(
    fields: JsonObject, pictures: Sequence[ImageInput], mask: ImageInput | None
) -> tuple[bytes, str]:
    words = (
        (name, value if isinstance(value, str) else msgspec.json.encode(value).decode())
        for name, value in fields.items()
    )
    image_name = "image" if len(pictures) == 1 else "image[]"
    files = [_file(image_name, picture) for picture in pictures]
    if mask is not None:
        files.append(_file("mask", mask))
    return encode_form(words, files)


def _file(name: str, picture: ImageInput) -> FormFile:
    filename = f"{name.removesuffix('[]')}.{_EXTENSIONS.get(picture.media_type, 'bin')}"
    return FormFile(name, picture.data, filename, picture.media_type)


def _data_url(picture: ImageInput) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"


def _painted(row: Any, body: JsonObject) -> Painted:
    if not isinstance(row, dict):
        raise NotAnOpenAIReply("answered without a picture")
    seed = next((value for value in _seeds(row, body) if isinstance(value, int)), None)
    revised = row.get("revised_prompt")
    encoded, url = row.get("b64_json"), row.get("url")
    if isinstance(url, str) and url.startswith("data:"):
        encoded = url.partition(",")[2]
    if isinstance(encoded, str) and encoded:
        try:
            data = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise NotAnOpenAIReply("sent a picture that is not base64") from fault
        return Painted(data, "", seed, revised if isinstance(revised, str) else None)
    if isinstance(url, str) and url:
        return Painted(None, url, seed, revised if isinstance(revised, str) else None)
    raise NotAnOpenAIReply("answered without a picture")


def _seeds(row: JsonObject, body: JsonObject) -> Iterator[Any]:
    yield row.get("seed")
    yield body.get("seed")
