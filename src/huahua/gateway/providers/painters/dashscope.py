"""DashScope (Alibaba Cloud Model Studio): wanx, Wan and Qwen-Image, as jobs that are asked about until they are done.

https://help.aliyun.com/zh/model-studio/text-to-image-v2-api-reference, `…/wanx-image-edit-api-reference`,
`…/qwen-image-edit-api`. Chat of the same account goes over its OpenAI-compatible address.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from re import Pattern
from typing import Any
from urllib.parse import quote, urlsplit

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
from huahua.gateway.errors import GatewayError, NotSupported, UpstreamError, UpstreamRefused
from huahua.gateway.ports import Progress
from huahua.gateway.profiles.abilities import sized
from huahua.gateway.profiles.painting_fields import foreign_fields
from huahua.gateway.profiles.sizes import Listed, Sizes, Within
from huahua.gateway.providers._faults import VendorError, retry_after_of, vendor_error, without_secrets
from huahua.gateway.providers.painters.jobs import JobOver, Pause, background, fetched, going_on
from huahua.gateway.providers.painters.pixels import white_to_repaint
from huahua.gateway.providers.painters.vendor import Vendor, base64_of, data_url
from huahua.gateway.providers.painters.words import in_words
from huahua.infra.http import Outbound, OutboundResponse
from huahua.kit.side_by_side import side_by_side

DEFAULT_BASE_URL = "https://dashscope.aliyuncs.com"
MAX_SCALE = 4
_ASYNC = {"x-dashscope-async": "enable"}
_STAGE = "painting"
_PENDING = frozenset({"PENDING", "RUNNING", "SUSPENDED"})
_FILTERED = re.compile(r"DataInspection|IPInfringement", re.IGNORECASE)
_OPERATORS = {"Arrearage": 402, "AccessDenied": 403, "InvalidApiKey": 401, "AllocationQuota": 429}
"""Codes that come with status 400 and are the account's trouble."""

Body = Callable[[ImageRequest, int, JsonObject], JsonObject]


@dataclass(frozen=True, slots=True)
class Family:
    """Models that are asked in one way. `body` makes `input` of a request with its mask ready."""

    name: Pattern[str]
    path: str
    body: Body
    able: ImageCapabilities
    sizes: Sizes | None = None
    in_background: bool = True

    def capabilities(self) -> ImageCapabilities:
        return self.able if self.sizes is None else sized(self.able, self.sizes)


def _plain_input(request: ImageRequest, _count: int, parameters: JsonObject) -> JsonObject:
    found: JsonObject = {"prompt": in_words(request)}
    return found | ({"negative_prompt": request.negative} if request.negative else {})


def _messages_input(request: ImageRequest, _count: int, parameters: JsonObject) -> JsonObject:
    pictures = [{"image": data_url(picture)} for picture in (*request.images, *request.references)]
    if request.negative:
        parameters["negative_prompt"] = request.negative
    return {"messages": [{"role": "user", "content": [*pictures, {"text": in_words(request)}]}]}


def _pictures_input(request: ImageRequest, _count: int, parameters: JsonObject) -> JsonObject:
    """Wan 2.5: the pictures in a list."""
    pictures = [data_url(picture) for picture in (*request.images, *request.references)]
    return _plain_input(request, _count, parameters) | {"images": pictures}


def _function_input(request: ImageRequest, _count: int, parameters: JsonObject) -> JsonObject:
    """wanx image editing: one function for each thing that it does."""
    found: JsonObject = {
        "prompt": in_words(request, negative=True),
        "base_image_url": data_url(request.images[0]),
    }
    if request.operation is Operation.UPSCALE:
        parameters["upscale_factor"] = min(request.scale, MAX_SCALE)
        return found | {"function": "super_resolution", "prompt": request.prompt or "高清"}
    if request.mask is not None:
        mask = f"data:image/png;base64,{base64_of(request.mask.data)}"
        return found | {"function": "description_edit_with_mask", "mask_image_url": mask}
    if request.strength is not None:
        parameters["strength"] = request.strength
    return found | {"function": "description_edit"}


_TASKS = "/api/v1/services/aigc"
_PAINTS = ImageCapabilities(max_count=4, seed=True, negative=True)
_QWEN_SIZES = Listed(((1328, 1328), (1664, 928), (928, 1664), (1472, 1140), (1140, 1472)))
FAMILIES = (
    Family(
        re.compile(r"imageedit"),
        f"{_TASKS}/image2image/image-synthesis",
        _function_input,
        replace(
            _PAINTS,
            edit=True,
            needs_source=True,
            mask=True,
            strength=True,
            operations=frozenset({Operation.PAINT, Operation.UPSCALE}),
        ),
    ),
    Family(
        re.compile(r"wan2\.5-i2i"),
        f"{_TASKS}/image2image/image-synthesis",
        _pictures_input,
        replace(_PAINTS, edit=True, needs_source=True, max_references=2),
    ),
    Family(
        re.compile(r"^wan(?:2\.[6-9]|[3-9]).*-image"),
        f"{_TASKS}/image-generation/generation",
        _messages_input,
        replace(_PAINTS, edit=True, needs_source=True, max_references=3),
        Within(min_side=384, max_side=2048, min_pixels=768 * 768, max_pixels=1440 * 1440, max_ratio=4),
    ),
    Family(
        re.compile(r"^wan(?:2\.[6-9]|[3-9])"),
        f"{_TASKS}/image-generation/generation",
        _messages_input,
        _PAINTS,
        Within(min_side=384, max_side=2880, min_pixels=1280 * 1280, max_pixels=1440 * 1440, max_ratio=4),
    ),
    Family(
        re.compile(r"qwen-image-edit"),
        f"{_TASKS}/multimodal-generation/generation",
        _messages_input,
        replace(_PAINTS, max_count=6, edit=True, needs_source=True, max_references=2),
        Within(min_side=512, max_side=2048, max_pixels=2048 * 2048),
        in_background=False,
    ),
    Family(
        re.compile(r"qwen-image-\d"),
        f"{_TASKS}/multimodal-generation/generation",
        _messages_input,
        replace(_PAINTS, max_count=6, edit=True, max_references=2),
        Within(min_side=512, max_side=2048, max_pixels=2048 * 2048),
        in_background=False,
    ),
    Family(
        re.compile(r"qwen-image"),
        f"{_TASKS}/text2image/image-synthesis",
        _plain_input,
        replace(_PAINTS, max_count=1),
        _QWEN_SIZES,
    ),
    Family(
        re.compile(r"wan"),
        f"{_TASKS}/text2image/image-synthesis",
        _plain_input,
        _PAINTS,
        Within(min_side=512, max_side=1440, max_pixels=1440 * 1440),
    ),
)


class DashScopePainter:
    """Port `Painter`. The host is the one of the account's address for chat."""

    def __init__(self, config: ProviderConfig, outbound: Outbound, *, pause: Pause = asyncio.sleep) -> None:
        parts = urlsplit(config.base_url or DEFAULT_BASE_URL)
        headers = {"authorization": f"Bearer {config.api_key}"}
        root = f"{parts.scheme}://{parts.netloc}"
        self._vendor = Vendor(config, outbound, root, headers, self._refusal)
        self._pause = pause

    def capabilities(self, model: str) -> ImageCapabilities | None:
        family = family_of(model)
        return None if family is None else family.capabilities()

    async def list_models(self) -> list[str]:
        raise NotSupported(f"The provider '{self._vendor.config.name}' lists no painters; name one.")

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        family = family_of(model)
        if family is None:
            raise NotSupported(f"'{model}' is no painter of DashScope.", param="model")
        if request.mask is not None:
            mask = await asyncio.to_thread(white_to_repaint, request.mask.data)
            request = replace(request, mask=ImageInput(mask, "image/png"))
        if progress is not None:
            await progress(0.0, _STAGE)
        most = family.able.max_count
        counts = [min(most, request.count - done) for done in range(0, request.count, most)]
        batches = await side_by_side(
            self._batch(family, model, request, count, number * most) for number, count in enumerate(counts)
        )
        pictures = tuple(picture for batch in batches for picture in batch)
        if request.operation is Operation.UPSCALE and request.scale > MAX_SCALE:
            pictures = tuple(replace(picture, unmet=("scale",)) for picture in pictures)
        return ImageReply(pictures, Usage(images=len(pictures)))

    async def _batch(
        self, family: Family, model: str, request: ImageRequest, count: int, offset: int
    ) -> list[ImageResult]:
        seed = None if request.seed is None else (request.seed + offset) % 2**31
        parameters = _parameters(family, request, count, seed)
        found = family.body(request, count, parameters)
        body = {"model": model, "input": found, "parameters": {**parameters, **foreign_fields(request)}}
        key = f"{self._vendor.config.name}/{model}/{offset}"
        output = await (self._done(key, family, body) if family.in_background else self._asked(family, body))
        try:
            return [await self._picture(link, seed) for link in self._links(output)]
        except UpstreamError as fault:
            raise going_on(fault, key) from None

    async def _picture(self, link: Any, seed: int | None) -> ImageResult:
        return await self._vendor.result(
            await fetched(lambda: self._vendor.link(link), self._pause), seed=seed
        )

    async def _asked(self, family: Family, body: JsonObject, **headers: str) -> JsonObject:
        output = (await self._vendor.post(family.path, body, **headers)).get("output")
        if not isinstance(output, dict):
            raise self._vendor.broken("answered without an output")
        return output

    async def _done(self, key: str, family: Family, body: JsonObject) -> JsonObject:
        async def begin() -> tuple[str, JsonObject | None]:
            task_id = (await self._asked(family, body, **_ASYNC)).get("task_id")
            if not isinstance(task_id, str) or not task_id:
                raise self._vendor.broken("answered without the id of its task")
            return task_id, None

        config = self._vendor.config
        return await background(
            key, begin, self._look, lambda job: self._vendor.post(f"{_path(job)}/cancel"),
            who=config.name, limit_s=config.timeout_s, pause=self._pause,
        )  # fmt: skip

    async def _look(self, job: str) -> JsonObject | None:
        seen = await self._vendor.get(_path(job))
        found = seen.get("output") if isinstance(seen, dict) else None
        if not isinstance(found, dict):
            raise self._vendor.broken("answered without an output")
        status = found.get("task_status")
        if status in _PENDING:
            return None
        if status != "SUCCEEDED":
            raise JobOver(self._failure(found.get("code"), found.get("message"), str(status)))
        return found

    def _links(self, output: JsonObject) -> list[Any]:
        results = output.get("results")
        if isinstance(results, list) and results:
            rows = [row for row in results if isinstance(row, dict)]
            links = [row["url"] for row in rows if row.get("url")]
            if not links and rows:
                raise self._failure(rows[0].get("code"), rows[0].get("message"), "FAILED")
            return links
        if output.get("result_url"):
            return [output["result_url"]]
        links = []
        for choice in output.get("choices") or ():
            message = choice.get("message") if isinstance(choice, dict) else None
            content = message.get("content") if isinstance(message, dict) else None
            for part in content if isinstance(content, list) else ():
                if isinstance(part, dict) and part.get("image"):
                    links.append(part["image"])
        if not links:
            raise self._vendor.broken("answered without a picture")
        return links

    def _refusal(self, reply: OutboundResponse) -> GatewayError | None:
        try:
            said = self._vendor.object(reply.body)
        except GatewayError:
            return None
        code = said.get("code")
        if not _is_known(code):
            return None
        return self._failure(code, said.get("message"), "", retry_after_of(reply.headers))

    def _failure(
        self, code: Any, message: Any, status: str, retry_after: float | None = None
    ) -> GatewayError:
        words = without_secrets(self._vendor.config, str(message or code or status))[:2000]
        code = str(code or "")
        if _FILTERED.search(code):
            return UpstreamRefused(words, code="content_filter")
        number = next((number for known, number in _OPERATORS.items() if code.startswith(known)), None)
        if number is None:
            number = 429 if code.startswith("Throttling") else 500 if code.startswith("Internal") else 400
        return vendor_error(self._vendor.config, number, VendorError(words), retry_after=retry_after)


def _path(job: str) -> str:
    return f"/api/v1/tasks/{quote(job, safe='')}"


def family_of(model: str) -> Family | None:
    return next((family for family in FAMILIES if family.name.search(model)), None)


def _is_known(code: Any) -> bool:
    return isinstance(code, str) and bool(
        _FILTERED.search(code) or code.startswith(("Throttling", *_OPERATORS))
    )


def _parameters(family: Family, request: ImageRequest, count: int, seed: int | None) -> JsonObject:
    found: JsonObject = {"n": count, "watermark": False}
    if request.width and request.height and not (request.images and family.sizes is None):
        size = (request.width, request.height)
        if family.sizes is not None and not request.exact_size:
            size = family.sizes.nearest(*size)
        found["size"] = f"{size[0]}*{size[1]}"
    return found | ({} if seed is None else {"seed": seed})
