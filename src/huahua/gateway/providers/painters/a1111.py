"""stable-diffusion-webui (AUTOMATIC1111) and Forge, started with `--api`.

https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API, ControlNet by its extension's
https://github.com/Mikubill/sd-webui-controlnet/wiki/API. `api_key` is `user:password` of `--api-auth`.
"""

from __future__ import annotations

import asyncio
import base64
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from huahua.gateway.domain.calls import (
    Control,
    ControlKind,
    ImageReply,
    ImageRequest,
    JsonObject,
    Operation,
    Quality,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.quality import STEPS
from huahua.gateway.errors import GatewayError, InvalidRequest, NotSupported
from huahua.gateway.ports import Progress
from huahua.gateway.profiles.painting_fields import steps_of
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S
from huahua.gateway.providers.painters.jobs import Pause, taken_back
from huahua.gateway.providers.painters.pixels import preview_of, white_to_repaint
from huahua.gateway.providers.painters.vendor import Vendor, base64_of
from huahua.gateway.providers.painters.words import in_words
from huahua.gateway.resilience.faults import may_be_done
from huahua.infra.http import Outbound
from huahua.kit.adapter_families import UNKNOWN

LOOK_S = 0.4
"""Between two looks at the progress."""
DEFAULT_STRENGTH = 0.75
_STAGE = "painting"
_KEEP_WHAT_IS_THERE = 1
"""`inpainting_fill`: the masked part starts from its own pixels."""
_PLAIN_UPSCALERS = ("none", "lanczos", "nearest")
_LORA = re.compile(r"[^<>:\x00-\x1f]{1,200}")
_MODULES = {
    ControlKind.CANNY: "canny",
    ControlKind.LINE: "lineart_realistic",
    ControlKind.DEPTH: "depth_midas",
    ControlKind.POSE: "openpose_full",
}
"""Pre-processors: what is taken from a control picture."""
_MODELS = {
    ControlKind.CANNY: "canny",
    ControlKind.LINE: "lineart",
    ControlKind.DEPTH: "depth",
    ControlKind.POSE: "openpose",
}
"""What the name of a ControlNet model for it holds."""
_CALLERS = frozenset(
    {
        *("sampler_name", "scheduler", "cfg_scale", "distilled_cfg_scale", "eta", "tiling", "restore_faces"),
        *("subseed", "subseed_strength", "enable_hr", "hr_scale", "hr_upscaler", "hr_second_pass_steps"),
    }
)
"""Fields that a caller may set. No others: with scripts and settings one could run and change things on that server."""
ABLE = ImageCapabilities(
    min_side=64,
    max_side=2048,
    side_step=8,
    max_count=8,
    seed=True,
    negative=True,
    quality=True,
    edit=True,
    mask=True,
    strength=True,
    controls=frozenset(ControlKind),
    adapters=True,
    operations=frozenset({Operation.PAINT, Operation.UPSCALE}),
    previews=True,
)


class A1111Painter:
    """Port `Painter`. One painting is one call, and its progress is looked at beside it."""

    def __init__(self, config: ProviderConfig, outbound: Outbound, *, pause: Pause = asyncio.sleep) -> None:
        proof = base64.b64encode(config.api_key.encode()).decode()
        headers = {"authorization": f"Basic {proof}"} if config.api_key else {}
        root = config.base_url.rstrip("/").removesuffix("/sdapi/v1")
        self._vendor = Vendor(config, outbound, root, headers)
        self._pause = pause

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return ABLE

    async def list_models(self) -> list[str]:
        rows = await self._vendor.get("/sdapi/v1/sd-models", timeout_s=LIST_TIMEOUT_S)
        return self._names(rows, "model_name")

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        if request.operation is Operation.UPSCALE:
            return await self._upscale(request)
        task_id = f"task(huahua-{uuid.uuid4().hex})"
        path, body = await self._order(model, request, task_id)
        async with taken_back(lambda: self._interrupt(task_id), may_be_done):
            raw = await self._watched(path, body, task_id, progress)
        return await self._reply(raw, request)

    async def _order(self, model: str, request: ImageRequest, task_id: str) -> tuple[str, JsonObject]:
        body: JsonObject = {
            "prompt": _prompt(request),
            "negative_prompt": request.negative,
            "seed": -1 if request.seed is None else request.seed,
            "steps": steps_of(request, STEPS[request.quality or Quality.STANDARD]),
            "batch_size": request.count,
            "n_iter": 1,
            "send_images": True,
            "save_images": False,
            "override_settings": {"sd_model_checkpoint": model},
            "override_settings_restore_afterwards": False,
            "force_task_id": task_id,
            **{name: value for name, value in request.parameters.items() if name in _CALLERS},
        }
        if request.width and request.height:
            body |= {"width": _side(request.width), "height": _side(request.height)}
        if request.controls:
            units = await self._units(request.controls)
            body["alwayson_scripts"] = {"ControlNet": {"args": units}}
        if not request.images:
            return "/sdapi/v1/txt2img", body
        body |= {
            "init_images": [base64_of(request.images[0].data)],
            "denoising_strength": DEFAULT_STRENGTH if request.strength is None else request.strength,
            "include_init_images": False,
        }
        if request.mask is not None:
            body |= {
                "mask": base64_of(await asyncio.to_thread(white_to_repaint, request.mask.data)),
                "inpainting_fill": _KEEP_WHAT_IS_THERE,
                "inpaint_full_res": False,
                "mask_blur": 4,
            }
        return "/sdapi/v1/img2img", body

    async def _units(self, controls: tuple[Control, ...]) -> list[JsonObject]:
        """Raises NotSupported where the server has no ControlNet model of that kind."""
        listed = await self._vendor.get("/controlnet/model_list", timeout_s=LIST_TIMEOUT_S)
        names = listed.get("model_list") if isinstance(listed, dict) else None
        units: list[JsonObject] = []
        for control in controls:
            fitting = (name for name in names or () if _MODELS[control.kind] in str(name).lower())
            model = next(fitting, None)
            if model is None:
                raise NotSupported(
                    f"The server has no ControlNet model for '{control.kind}'; install one there.",
                    param="controls",
                )
            units.append(
                {
                    "enabled": True,
                    "module": _MODULES[control.kind],
                    "model": model,
                    "weight": control.weight,
                    "image": base64_of(control.image.data),
                }
            )
        return units

    async def _watched(
        self, path: str, body: JsonObject, task_id: str, progress: Progress | None
    ) -> JsonObject:
        if progress is None:
            return await self._vendor.post(path, body)
        watch = asyncio.create_task(self._watch(task_id, progress))
        try:
            return await self._vendor.post(path, body)
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _watch(self, task_id: str, progress: Progress) -> None:
        """Tell how far our own task is; while another one is painted, nothing."""
        while True:
            with suppress(GatewayError):
                seen = await self._vendor.get("/sdapi/v1/progress?skip_current_image=false")
                fraction = seen.get("progress") if isinstance(seen, dict) else None
                if isinstance(fraction, int | float) and seen.get("current_task", task_id) == task_id:
                    preview = await asyncio.to_thread(self._preview, seen.get("current_image"))
                    await progress(min(max(float(fraction), 0.0), 1.0), _STAGE, preview)
            await self._pause(LOOK_S)

    def _preview(self, encoded: Any) -> bytes | None:
        return preview_of(self._vendor.decoded(encoded)) if isinstance(encoded, str) and encoded else None

    async def _interrupt(self, task_id: str) -> None:
        """Never another's painting: versions that name their current task are asked first."""
        seen = await self._vendor.get("/sdapi/v1/progress?skip_current_image=true")
        if isinstance(seen, dict) and seen.get("current_task", task_id) == task_id:
            await self._vendor.send("POST", "/sdapi/v1/interrupt", b"", {})

    async def _reply(self, raw: JsonObject, request: ImageRequest) -> ImageReply:
        encoded = raw.get("images")
        if not isinstance(encoded, list) or not encoded:
            raise self._vendor.broken("answered without a picture")
        info = _info(self._vendor, raw)
        first = info.get("index_of_first_image")
        encoded = encoded[first if isinstance(first, int) and first >= 0 else 0 :][: request.count]
        seeds = info.get("all_seeds")
        found = []
        for number, one in enumerate(encoded):
            data = await asyncio.to_thread(self._vendor.decoded, one)
            seed = seeds[number] if isinstance(seeds, list) and number < len(seeds) else info.get("seed")
            found.append(await self._vendor.result(data, seed=seed if isinstance(seed, int) else None))
        if not found:
            raise self._vendor.broken("answered without a picture")
        return ImageReply(tuple(found), Usage(images=len(found)))

    async def _upscale(self, request: ImageRequest) -> ImageReply:
        body = {
            "resize_mode": 0,
            "upscaling_resize": request.scale,
            "upscaler_1": str(request.parameters.get("upscaler") or await self._upscaler()),
            "image": base64_of(request.images[0].data),
        }
        raw = await self._vendor.post("/sdapi/v1/extra-single-image", body)
        data = await asyncio.to_thread(self._vendor.decoded, raw.get("image"))
        return ImageReply((await self._vendor.result(data),), Usage(images=1))

    async def _upscaler(self) -> str:
        """The best that the server has: a trained one before plain arithmetic."""
        rows = await self._vendor.get("/sdapi/v1/upscalers", timeout_s=LIST_TIMEOUT_S)
        names = self._names(rows, "name")
        trained = [name for name in names if name.lower() not in _PLAIN_UPSCALERS]
        return next((name for name in trained if "esrgan" in name.lower()), next(iter(trained), "Lanczos"))

    async def list_adapters(self) -> list[str]:
        """Names of the LoRA files that the server has."""
        return self._names(await self._vendor.get("/sdapi/v1/loras", timeout_s=LIST_TIMEOUT_S), "name")

    def adapter_family(self, name: str) -> str:
        """Not known: the server says neither what its files are made for nor what its checkpoints are."""
        return UNKNOWN

    def _names(self, rows: Any, field: str) -> list[str]:
        if not isinstance(rows, list):
            raise self._vendor.broken("answered JSON that is not a list")
        return [row[field] for row in rows if isinstance(row, dict) and isinstance(row.get(field), str)]


def _prompt(request: ImageRequest) -> str:
    return " ".join([in_words(request), *_loras(request)])


def _loras(request: ImageRequest) -> Iterator[str]:
    for adapter in request.adapters:
        if not _LORA.fullmatch(adapter.name):
            raise InvalidRequest(f"'{adapter.name}' is no name of a LoRA on that server.", param="adapters")
        yield f"<lora:{adapter.name}:{adapter.weight:g}>"


def _side(side: int) -> int:
    step = ABLE.side_step
    return min(max(round(side / step) * step, ABLE.min_side), ABLE.max_side)


def _info(vendor: Vendor, raw: JsonObject) -> JsonObject:
    """`info` is JSON in a string."""
    said = raw.get("info")
    return vendor.object(said.encode()) if isinstance(said, str) and said else {}
