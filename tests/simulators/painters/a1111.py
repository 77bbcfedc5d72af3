"""stable-diffusion-webui: `/sdapi/v1/*` and the ControlNet extension's list."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

from aiohttp import web

from tests.simulators.painters._common import answer, decoded, unknown
from tests.simulators.pictures import picture, picture_base64
from tests.simulators.server import Answer, Received, Simulator

_COMMON = {
    *("prompt", "negative_prompt", "seed", "steps", "batch_size", "n_iter", "width", "height", "cfg_scale"),
    *("sampler_name", "scheduler", "send_images", "save_images", "override_settings", "force_task_id"),
    *("override_settings_restore_afterwards", "alwayson_scripts"),
}
_EDITS = {
    *("init_images", "denoising_strength", "include_init_images", "mask", "inpainting_fill"),
    *("inpaint_full_res", "mask_blur", "resize_mode"),
}


class A1111Simulator(Simulator):
    vendor = "a1111"

    def __init__(self) -> None:
        super().__init__()
        self.current_task: str | None = None
        self.painting_held: asyncio.Event | None = None
        """While set to an unset event, the painting goes on, and everything beside it is answered."""
        self.looked = asyncio.Event()
        self.interrupted = asyncio.Event()
        self.someone_elses = False
        """Another client's task is being painted."""
        self.controlnet = ["control_v11p_sd15_canny [d14c016b]", "control_v11f1p_sd15_depth [cfd03158]"]
        self.upscalers = ["None", "Lanczos", "Nearest", "ESRGAN_4x", "R-ESRGAN 4x+"]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith("2img") and self.painting_held is not None:
            self.current_task = json.loads(await request.read())["force_task_id"]
            await self.painting_held.wait()
        return await super()._handle(request)

    def answer(self, request: Received) -> Answer:
        path = request.path.removeprefix("/sdapi/v1")
        if path in ("/txt2img", "/img2img"):
            return self._painted(request.json, edits=path == "/img2img")
        if path == "/progress":
            self.looked.set()
            return answer(self._progress(request))
        if path == "/interrupt":
            self.interrupted.set()
            return answer({})
        if path == "/extra-single-image":
            return self._larger(request.json)
        lists: dict[str, Any] = {
            "/sd-models": [{"title": "dream.safetensors [abc]", "model_name": "dream", "hash": "abc"}],
            "/loras": [
                {"name": "ink", "alias": "ink", "path": "/models/Lora/ink.safetensors", "metadata": {}}
            ],
            "/upscalers": [{"name": name, "model_name": None, "scale": 4} for name in self.upscalers],
            "/controlnet/model_list": {"model_list": self.controlnet},
        }
        return answer(lists[path]) if path in lists else self.error(404, request)

    def error(self, status: int, request: Received) -> Answer:
        key = request.headers.get("authorization", "")
        body = {"error": "HTTPException", "detail": f"Something is wrong with {key}", "errors": ""}
        return answer(body, status, {"retry-after": "17"} if status == 429 else {})

    def error_frames(self, request: Received) -> list[bytes]:
        return []

    def model_of(self, request: Received) -> str | None:
        try:
            found = request.json["override_settings"]["sd_model_checkpoint"]
        except (ValueError, KeyError, TypeError):
            return None
        return found if isinstance(found, str) else None

    def _painted(self, body: dict[str, Any], *, edits: bool) -> Answer:
        self.current_task = body["force_task_id"]
        strange = unknown(body, _COMMON | _EDITS if edits else _COMMON)
        if strange is not None or body["width" if "width" in body else "steps"] <= 0:
            return answer({"detail": [{"loc": ["body", strange], "msg": "extra fields not permitted"}]}, 422)
        width, height = body.get("width", 512), body.get("height", 512)
        if edits:
            source = decoded(body["init_images"][0])
            if "mask" in body:
                assert decoded(body["mask"]).size == source.size
        count = body["batch_size"]
        images = [picture_base64(width, height) for _ in range(count)]
        first = 0
        if count > 1:
            images.insert(0, picture_base64(8, 8))  # the grid
            first = 1
        if "alwayson_scripts" in body:
            images += [picture_base64(16, 16) for _ in body["alwayson_scripts"]["ControlNet"]["args"]]
        seed = 4242 if body["seed"] == -1 else body["seed"]
        seeds = [seed + number for number in range(count)]
        info = {"seed": seed, "all_seeds": seeds, "index_of_first_image": first, "width": width}
        return answer({"images": images, "parameters": {}, "info": json.dumps(info)})

    def _progress(self, request: Received) -> dict[str, Any]:
        skip = request.query.get("skip_current_image") == "true"
        shown = base64.b64encode(picture(96, 96, "PNG")).decode()
        return {
            "progress": 0.4,
            "eta_relative": 1.5,
            "state": {
                "job": "scripts_txt2img",
                "sampling_step": 8,
                "sampling_steps": 20,
                "interrupted": False,
            },
            "current_image": None if skip else shown,
            "textinfo": None,
            "current_task": "task(another)" if self.someone_elses else self.current_task,
        }

    def _larger(self, body: dict[str, Any]) -> Answer:
        if unknown(body, {"resize_mode", "upscaling_resize", "upscaler_1", "image"}) or (
            body["upscaler_1"] not in self.upscalers
        ):
            return answer({"detail": "Invalid upscaler"}, 400)
        width, height = decoded(body["image"]).size
        scale = body["upscaling_resize"]
        return answer({"html_info": "", "image": picture_base64(width * scale, height * scale)})
