"""Stability AI, v2beta: generate, edit, control, upscale and remove a background, as multipart forms.

https://platform.stability.ai/docs/api-reference. `upscale` is the conservative one; it needs no second look.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

from huahua.gateway.domain.calls import (
    ControlKind,
    ImageInput,
    ImageReply,
    ImageRequest,
    ImageResult,
    Operation,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import GatewayError, NotSupported, UpstreamRefused
from huahua.gateway.ports import Progress
from huahua.gateway.profiles.painting_fields import foreign_fields
from huahua.gateway.profiles.sizes import Ratios
from huahua.gateway.providers._faults import VendorError, retry_after_of, vendor_error, without_secrets
from huahua.gateway.providers.painters.pixels import white_to_repaint
from huahua.gateway.providers.painters.vendor import Vendor
from huahua.gateway.providers.painters.words import in_words
from huahua.gateway.wire.multipart import FormFile
from huahua.infra.http import Outbound, OutboundResponse
from huahua.kit.side_by_side import side_by_side

DEFAULT_BASE_URL = "https://api.stability.ai"
MODELS = ("core", "ultra", "sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash")
MAX_SEED = 2**32 - 1
DEFAULT_STRENGTH = 0.7
_STAGE = "painting"
_ROOT = "/v2beta/stable-image"
_RATIOS = Ratios(("16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"))
_STYLES = (
    *("3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance", "fantasy-art"),
    *("isometric", "line-art", "low-poly", "modeling-compound", "neon-punk", "origami", "photographic"),
    *("pixel-art", "tile-texture"),
)
_FITTING_STYLES = re.compile(r"core|ultra")
_SKETCHED = frozenset({ControlKind.LINE})
_ABLE = ImageCapabilities(
    ratios=_RATIOS.names,
    seed=True,
    negative=True,
    edit=True,
    mask=True,
    strength=True,
    max_references=1,
    controls=frozenset({ControlKind.LINE, ControlKind.CANNY, ControlKind.DEPTH}),
    operations=frozenset(Operation),
)
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class StabilityPainter:
    """Port `Painter`. One picture a call, several side by side."""

    def __init__(self, config: ProviderConfig, outbound: Outbound) -> None:
        headers = {"authorization": f"Bearer {config.api_key}", "accept": "application/json"}
        root = (config.base_url or DEFAULT_BASE_URL).rstrip("/").removesuffix("/v2beta")
        self._vendor = Vendor(config, outbound, root, headers, self._refusal)

    def capabilities(self, model: str) -> ImageCapabilities | None:
        """`core` starts from no picture and is edited only under a mask."""
        styled = replace(_ABLE, styles=_STYLES) if _FITTING_STYLES.search(model) else _ABLE
        return replace(styled, strength=False) if model == "core" else styled

    async def list_models(self) -> list[str]:
        """The vendor lists none; its balance proves the key."""
        await self._vendor.get("/v1/user/balance")
        return list(MODELS)

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        path, fields, files = await asyncio.to_thread(_form, model, request)
        if progress is not None:
            await progress(0.0, _STAGE)
        pictures = await side_by_side(
            self._one(path, fields, files, _seed(request, number)) for number in range(request.count)
        )
        if request.operation is Operation.UPSCALE:
            # As large as the vendor makes it: four million pixels.
            pictures = [replace(picture, unmet=("scale",)) for picture in pictures]
        return ImageReply(tuple(pictures), Usage(images=len(pictures)))

    async def _one(
        self, path: str, fields: dict[str, str], files: list[FormFile], seed: int | None
    ) -> ImageResult:
        given = fields if seed is None else {**fields, "seed": str(seed)}
        reply = await self._vendor.post_form(_ROOT + path, given.items(), files)
        if reply.get("finish_reason") == "CONTENT_FILTERED":
            raise UpstreamRefused("the model painted nothing: its filter took offence", code="content_filter")
        data = await asyncio.to_thread(self._vendor.decoded, reply.get("image"))
        said = reply.get("seed")
        return await self._vendor.result(
            data, seed=said if isinstance(said, int) and seed is not None else seed
        )

    def _refusal(self, reply: OutboundResponse) -> GatewayError | None:
        """`{"id", "name": "bad_request", "errors": ["…"]}`; the filter comes as status 403."""
        try:
            said = self._vendor.object(reply.body)
        except GatewayError:
            return None
        errors = said.get("errors")
        words = "; ".join(map(str, errors)) if isinstance(errors, list) else ""
        words = without_secrets(self._vendor.config, words)[:2000]
        if said.get("name") == "content_moderation":
            return UpstreamRefused(words or "its filter took offence", code="content_filter")
        if not words:
            return None
        return vendor_error(
            self._vendor.config, reply.status, VendorError(words), retry_after=retry_after_of(reply.headers)
        )


Form = tuple[str, dict[str, str], list[FormFile]]


def _form(model: str, request: ImageRequest) -> Form:
    """The path, the fields and the files of one call."""
    if request.operation is Operation.REMOVE_BACKGROUND:
        return "/edit/remove-background", {"output_format": "png"}, [_file("image", request.images[0])]
    if request.operation is Operation.UPSCALE:
        words = request.prompt or "the same picture, sharp and clear"
        fields = {"prompt": words, "output_format": "png"}
        return "/upscale/conservative", fields, [_file("image", request.images[0])]
    fields = _words(model, request)
    if request.mask is not None:
        mask = FormFile("mask", white_to_repaint(request.mask.data), "mask.png", "image/png")
        return "/edit/inpaint", fields, [_file("image", request.images[0]), mask]
    guided = _guided(request, fields)
    return guided or _generated(model, request, fields)


def _words(model: str, request: ImageRequest) -> dict[str, str]:
    known = request.style in _STYLES and _FITTING_STYLES.search(model) is not None
    fields = {"prompt": request.prompt if known else in_words(request), "output_format": "png"}
    if known and request.style:
        fields["style_preset"] = request.style
    if request.negative:
        fields["negative_prompt"] = request.negative
    return fields | {name: str(value) for name, value in foreign_fields(request).items() if _is_plain(value)}


def _guided(request: ImageRequest, fields: dict[str, str]) -> Form | None:
    """A sketch, the structure of a picture, or its style; the vendor follows one at a time."""
    if len(request.controls) + len(request.references) + len(request.images) > 1 and (
        request.controls or request.references
    ):
        raise NotSupported("This vendor follows one picture at a time.", param="controls")
    for control in request.controls:
        way = "sketch" if control.kind in _SKETCHED else "structure"
        strength = {"control_strength": f"{min(control.weight / 2 + 0.2, 1.0):g}"}
        return f"/control/{way}", fields | strength, [_file("image", control.image)]
    for reference in request.references:
        shape = _shape(request)
        return "/control/style", fields | shape, [_file("image", reference)]
    return None


def _generated(model: str, request: ImageRequest, fields: dict[str, str]) -> Form:
    family = "sd3" if model.startswith("sd3") else model
    if family == "sd3":
        fields["model"] = model
    if not request.images:
        # The vendor takes nothing but multipart, which a form without any file would not be.
        return f"/generate/{family}", fields | _shape(request), [FormFile("none", b"", "")]
    if family == "core":
        raise NotSupported(
            "'core' edits only under a mask; choose 'ultra' or an 'sd3.5' model.", param="image"
        )
    strength = DEFAULT_STRENGTH if request.strength is None else request.strength
    fields["strength"] = f"{strength:g}"
    if family == "sd3":
        fields["mode"] = "image-to-image"
    return f"/generate/{family}", fields, [_file("image", request.images[0])]


def _shape(request: ImageRequest) -> dict[str, str]:
    if not request.width or not request.height:
        return {}
    return {"aspect_ratio": _RATIOS.nearest(request.width, request.height)}


def _seed(request: ImageRequest, number: int) -> int | None:
    if request.seed is None or request.operation is Operation.REMOVE_BACKGROUND:
        return None
    return (request.seed + number) % (MAX_SEED + 1)


def _file(name: str, picture: ImageInput) -> FormFile:
    extension = _EXTENSIONS.get(picture.media_type, "png")
    return FormFile(name, picture.data, f"{name}.{extension}", picture.media_type)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
