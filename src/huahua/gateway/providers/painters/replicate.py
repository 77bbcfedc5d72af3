"""Replicate, and servers that speak its predictions (cog): create, ask until it is done, cancel.

https://replicate.com/docs/reference/http. Each model has input names of its own; those of the well-known ones are in
`FAMILIES`, and `parameters` of a request go to the model as they are.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any
from urllib.parse import quote

from huahua.gateway.domain.calls import (
    ImageInput,
    ImageReply,
    ImageRequest,
    ImageResult,
    JsonObject,
    Operation,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.quality import STEPS
from huahua.gateway.errors import UpstreamError, UpstreamRefused
from huahua.gateway.ports import Progress
from huahua.gateway.profiles.painting_fields import foreign_fields, steps_of
from huahua.gateway.profiles.sizes import Ratios
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S
from huahua.gateway.providers._faults import without_secrets
from huahua.gateway.providers.painters.jobs import Pause, background, fetched, going_on
from huahua.gateway.providers.painters.pixels import white_to_repaint
from huahua.gateway.providers.painters.vendor import Vendor, data_url
from huahua.gateway.providers.painters.words import in_words
from huahua.infra.http import Outbound
from huahua.kit.side_by_side import side_by_side

DEFAULT_BASE_URL = "https://api.replicate.com/v1"
WAIT_S = 60
"""How long the vendor may hold its first answer back until the picture is there (`Prefer: wait`)."""
_STAGE = "painting"
_WAITING = frozenset({"starting", "processing", "queued"})
_VERSION = re.compile(r"[^/:]+/[^/:]+:([0-9a-f]{40,64})")
_NSFW = re.compile(r"nsfw|safety|sensitive|flagged", re.IGNORECASE)
_RATIOS = Ratios(("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9", "9:21"))


@dataclass(frozen=True, slots=True)
class Inputs:
    """Names of a model's inputs; None where it has none."""

    sides: bool = False
    """Takes `width` and `height`; else `aspect_ratio`."""
    count: str | None = None
    negative: str | None = None
    image: str | None = None
    images: str | None = None
    """Takes a list of pictures: the source first, then those to be like."""
    max_images: int = 1
    mask: str | None = None
    strength: str | None = None
    steps: str | None = None
    scale: str | None = None
    operations: frozenset[Operation] = frozenset({Operation.PAINT})
    output_format: bool = True
    needs_source: bool = False

    def able(self) -> ImageCapabilities:
        paints = Operation.PAINT in self.operations
        edits = paints and (self.image is not None or self.images is not None)
        return ImageCapabilities(
            min_side=64,
            max_side=2048,
            side_step=8 if self.sides else 1,
            ratios=() if self.sides or not paints else _RATIOS.names,
            max_count=4 if self.count else 1,
            seed=paints,
            negative=paints,
            quality=self.steps is not None,
            edit=edits,
            needs_source=self.needs_source,
            mask=self.mask is not None,
            strength=self.strength is not None,
            max_references=self.max_images - 1 if self.images is not None else 0,
            operations=self.operations,
        )


_SD = Inputs(
    sides=True,
    count="num_outputs",
    negative="negative_prompt",
    image="image",
    mask="mask",
    strength="prompt_strength",
    steps="num_inference_steps",
    output_format=False,
)
FAMILIES: tuple[tuple[Pattern[str], Inputs], ...] = (
    (
        re.compile(r"esrgan|upscal|clarity|swinir"),
        Inputs(image="image", scale="scale", operations=frozenset({Operation.UPSCALE}), output_format=False),
    ),
    (
        re.compile(r"rembg|remove-?b|background-remov|birefnet"),
        Inputs(image="image", operations=frozenset({Operation.REMOVE_BACKGROUND}), output_format=False),
    ),
    (re.compile(r"flux-kontext"), Inputs(image="input_image")),
    (re.compile(r"flux-fill"), Inputs(image="image", mask="mask", steps="steps", needs_source=True)),
    (re.compile(r"flux-2|seedream|nano-banana"), Inputs(images="image_input", max_images=4)),
    (
        re.compile(r"flux"),
        Inputs(count="num_outputs", image="image", strength="prompt_strength", steps="num_inference_steps"),
    ),
    (
        re.compile(r"stable-diffusion-3"),
        Inputs(negative="negative_prompt", image="image", strength="prompt_strength"),
    ),
    (re.compile(r"qwen-image"), Inputs(negative="negative_prompt", image="image", strength="strength")),
)


class ReplicatePainter:
    """Port `Painter`. `model` is `owner/name`, or `owner/name:version`."""

    def __init__(self, config: ProviderConfig, outbound: Outbound, *, pause: Pause = asyncio.sleep) -> None:
        headers = {"authorization": f"Bearer {config.api_key}"} if config.api_key else {}
        self._vendor = Vendor(config, outbound, config.base_url or DEFAULT_BASE_URL, headers)
        self._pause = pause

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return inputs_of(model).able()

    async def list_models(self) -> list[str]:
        """The vendor's collection of painters."""
        found = await self._vendor.get("/collections/text-to-image", timeout_s=LIST_TIMEOUT_S)
        rows = found.get("models") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise self._vendor.broken("answered JSON that is not a list of models")
        return [f"{row['owner']}/{row['name']}" for row in rows if isinstance(row, dict) and row.get("name")]

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        names = inputs_of(model)
        if progress is not None:
            await progress(0.0, _STAGE)
        given = await asyncio.to_thread(_input, names, request)
        most = names.able().max_count
        counts = [min(most, request.count - done) for done in range(0, request.count, most)]
        batches = await side_by_side(
            self._batch(model, names, given, request, count, number * most)
            for number, count in enumerate(counts)
        )
        pictures = tuple(picture for batch in batches for picture in batch)
        return ImageReply(pictures, Usage(images=len(pictures)))

    async def _batch(
        self, model: str, names: Inputs, given: JsonObject, request: ImageRequest, count: int, offset: int
    ) -> list[ImageResult]:
        given = dict(given)
        if names.count is not None:
            given[names.count] = count
        seed = None
        if request.seed is not None and names.able().seed:
            seed = given["seed"] = (request.seed + offset) % 2**31
        path, body = _address(model, given)

        async def begin() -> tuple[str, list[Any] | None]:
            created = await self._vendor.post(path, body, prefer=f"wait={WAIT_S}")
            found, job = self._outcome(created), created.get("id")
            if found is None and (not isinstance(job, str) or not job):
                raise self._vendor.broken("answered without the id of its prediction")
            return str(job or ""), found

        async def look(job: str) -> list[Any] | None:
            return self._outcome(self._checked(await self._vendor.get(_path(job))))

        config, key = self._vendor.config, f"{self._vendor.config.name}/{model}/{offset}"
        links = await background(
            key, begin, look, lambda job: self._vendor.post(f"{_path(job)}/cancel"),
            who=config.name, limit_s=config.timeout_s, pause=self._pause,
        )  # fmt: skip
        try:
            return [await self._picture(link, seed) for link in links[:count]]
        except UpstreamError as fault:
            raise going_on(fault, key) from None

    async def _picture(self, link: Any, seed: int | None) -> ImageResult:
        return await self._vendor.result(
            await fetched(lambda: self._vendor.link(link), self._pause), seed=seed
        )

    def _checked(self, seen: Any) -> Mapping[str, Any]:
        if not isinstance(seen, dict):
            raise self._vendor.broken("answered JSON that is not a prediction")
        return seen

    def _outcome(self, prediction: Mapping[str, Any]) -> list[Any] | None:
        """Links of the pictures; None while it is at work."""
        status = prediction.get("status")
        if status in _WAITING:
            return None
        if status != "succeeded":
            if status not in ("failed", "canceled", "aborted"):
                raise self._vendor.broken("answered JSON that is not a prediction")
            words = without_secrets(self._vendor.config, str(prediction.get("error") or status))[:2000]
            code = "content_filter" if _NSFW.search(words) else None
            raise UpstreamRefused(f"the model painted nothing: {words}", code=code)
        output = prediction.get("output")
        links = output if isinstance(output, list) else [output]
        if not links or not all(isinstance(link, str) for link in links):
            raise self._vendor.broken("answered without a picture")
        return links


def _path(job: str) -> str:
    """Its `urls` are not followed: our key goes to the configured address only."""
    return f"/predictions/{quote(job, safe='')}"


def inputs_of(model: str) -> Inputs:
    """By the name of the model; like Stable Diffusion where nothing is known of it."""
    name = model.lower()
    return next((inputs for pattern, inputs in FAMILIES if pattern.search(name)), _SD)


def _address(model: str, given: JsonObject) -> tuple[str, JsonObject]:
    version = _VERSION.fullmatch(model)
    if version is not None:
        return "/predictions", {"version": version[1], "input": given}
    owner, _, name = model.partition("/")
    return f"/models/{quote(owner, safe='')}/{quote(name, safe='')}/predictions", {"input": given}


def _input(names: Inputs, request: ImageRequest) -> JsonObject:
    if request.operation is not Operation.PAINT:
        assert names.image is not None
        found: JsonObject = {names.image: data_url(request.images[0])}
        if names.scale is not None and request.operation is Operation.UPSCALE:
            found[names.scale] = request.scale
        return found | foreign_fields(request)
    found = {"prompt": in_words(request, negative=names.negative is None)}
    if names.negative is not None and request.negative:
        found[names.negative] = request.negative
    found |= _shape(names, request) | _sources(names, request)
    if names.steps is not None and request.quality is not None:
        found[names.steps] = steps_of(request, STEPS[request.quality])
    if names.output_format:
        found["output_format"] = "png"
    return found | foreign_fields(request)


def _shape(names: Inputs, request: ImageRequest) -> JsonObject:
    if not request.width or not request.height:
        return {}
    if names.sides:
        return {"width": _side(request.width), "height": _side(request.height)}
    return {"aspect_ratio": _RATIOS.nearest(request.width, request.height)}


def _sources(names: Inputs, request: ImageRequest) -> JsonObject:
    found: JsonObject = {}
    if names.images is not None and (request.images or request.references):
        found[names.images] = [data_url(picture) for picture in (*request.images, *request.references)]
    elif names.image is not None and request.images:
        found[names.image] = data_url(request.images[0])
    if names.mask is not None and request.mask is not None:
        found[names.mask] = data_url(ImageInput(white_to_repaint(request.mask.data), "image/png"))
    if names.strength is not None and request.images and request.strength is not None:
        found[names.strength] = request.strength
    return found


def _side(side: int) -> int:
    return min(max(round(side / 8) * 8, 64), 2048)
