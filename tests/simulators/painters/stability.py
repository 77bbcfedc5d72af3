"""Stability AI, v2beta: multipart in, JSON with base64 out."""

from __future__ import annotations

import io

from PIL import Image

from tests.simulators.painters._common import answer
from tests.simulators.pictures import picture_base64
from tests.simulators.server import Answer, Received, Simulator

_ROOT = "/v2beta/stable-image"
_WORDS = {"prompt", "negative_prompt", "seed", "output_format", "style_preset"}
_FIELDS = {
    "/generate/core": _WORDS | {"aspect_ratio"},
    "/generate/ultra": _WORDS | {"aspect_ratio", "image", "strength"},
    "/generate/sd3": _WORDS - {"style_preset"}
    | {"aspect_ratio", "image", "strength", "mode", "model", "cfg_scale"},
    "/edit/inpaint": _WORDS | {"image", "mask", "grow_mask"},
    "/edit/remove-background": {"image", "output_format"},
    "/upscale/conservative": _WORDS - {"style_preset"} | {"image", "creativity"},
    "/control/sketch": _WORDS | {"image", "control_strength"},
    "/control/structure": _WORDS | {"image", "control_strength"},
    "/control/style": _WORDS | {"image", "fidelity", "aspect_ratio"},
}
_SIDES = {"16:9": (128, 72), "1:1": (64, 64), "9:16": (72, 128)}


class StabilitySimulator(Simulator):
    vendor = "stability"

    def __init__(self) -> None:
        super().__init__()
        self.filtered = False

    def answer(self, request: Received) -> Answer:
        if request.path == "/v1/user/balance":
            return answer({"credits": 12.5})
        path = request.path.removeprefix(_ROOT)
        if path not in _FIELDS:
            return self.error(404, request)
        parts = {part.name: part for part in request.form}
        given = set(parts) - {"none"}
        strange = given - _FIELDS[path]
        if strange or ("image" in _FIELDS[path] and "generate" not in path and "image" not in given):
            return answer({"id": "e", "name": "bad_request", "errors": [f"{sorted(strange)}: wrong"]}, 400)
        assert request.headers["accept"] == "application/json"
        for name in ("image", "mask"):
            if name in parts:
                Image.open(io.BytesIO(parts[name].data)).verify()
        ratio = parts["aspect_ratio"].data.decode() if "aspect_ratio" in parts else "1:1"
        seed = int(parts["seed"].data) if "seed" in parts else 99
        reason = "CONTENT_FILTERED" if self.filtered else "SUCCESS"
        return answer({"image": picture_base64(*_SIDES[ratio]), "finish_reason": reason, "seed": seed})

    def error(self, status: int, request: Received) -> Answer:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        name = {401: "unauthorized", 403: "permission_denied", 429: "rate_limit_exceeded"}.get(
            status, "bad_request"
        )
        body = {"id": "e", "name": name, "errors": [f"Something is wrong with {key}"]}
        return answer(body, status, {"retry-after": "17"} if status == 429 else {})

    def error_frames(self, request: Received) -> list[bytes]:
        return []
