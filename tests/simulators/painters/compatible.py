"""Vendors whose pictures look like OpenAI's from afar: each has fields and a reply of its own.

https://docs.bigmodel.cn/api-reference (CogView), https://www.volcengine.com/docs/82379/1541523 (Seedream),
https://docs.siliconflow.cn/cn/api-reference/images/images-generations.
"""

from __future__ import annotations

from typing import Any

from tests.simulators.painters._common import answer, decoded, unknown
from tests.simulators.pictures import picture, picture_base64
from tests.simulators.server import Answer, Received, Simulator

Size = tuple[int, int]


class _Compatible(Simulator):
    fields: frozenset[str]
    size_field = "size"
    path = "/images/generations"

    def __init__(self) -> None:
        super().__init__()
        self.link_host: str | None = None
        """Where links of pictures point to instead of this server."""
        self.refusal: tuple[int, Any] | None = None

    def answer(self, request: Received) -> Answer:
        if "/files/" in request.path:
            assert "authorization" not in request.headers
            return Answer(picture(*_size(request.path.rpartition("/")[2])), content_type="image/png")
        if request.path == f"{self.prefix}/models":
            return answer({"object": "list", "data": [{"id": "painter", "object": "model"}]})
        if request.path != self.prefix + self.path:
            return self.error(404, request)
        if self.refusal is not None:
            return answer(self.refusal[1], self.refusal[0])
        body = request.json
        strange = unknown(body, self.fields)
        if strange is not None:
            return self.error(400, request)
        images = body.get("image", [])
        for link in [images] if isinstance(images, str) else images:
            decoded(link)
        return answer(self.painted(body, _size(body.get(self.size_field, "1024x1024"))))

    def painted(self, body: dict[str, Any], size: Size) -> Any:
        raise NotImplementedError

    def error(self, status: int, request: Received) -> Answer:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        body = {"error": {"code": str(status), "message": f"Something is wrong with {key}"}}
        return answer(body, status, {"retry-after": "17"} if status == 429 else {})

    def error_frames(self, request: Received) -> list[bytes]:
        return []

    def link(self, size: Size) -> str:
        return f"{self.link_host or self.address}/files/{size[0]}x{size[1]}"


class ZhipuSimulator(_Compatible):
    vendor = "zhipu"
    prefix = "/api/paas/v4"
    fields = frozenset({"model", "prompt", "quality", "size", "watermark_enabled", "user_id"})

    def painted(self, body: dict[str, Any], size: Size) -> Any:
        assert body.get("quality") in (None, "hd", "standard")
        return {
            "created": 1,
            "data": [{"url": self.link(size)}],
            "content_filter": [{"role": "user", "level": 3}],
        }


class ArkSimulator(_Compatible):
    vendor = "ark"
    prefix = "/api/v3"
    fields = frozenset(
        {"model", "prompt", "image", "size", "response_format", "watermark", "stream", "guidance_scale"}
    )

    def painted(self, body: dict[str, Any], size: Size) -> Any:
        row = (
            {"b64_json": picture_base64(*size)}
            if body.get("response_format") == "b64_json"
            else {"url": self.link(size)}
        )
        usage = {"generated_images": 1, "output_tokens": 4096, "total_tokens": 4096}
        return {"model": body["model"], "created": 1, "data": [{**row, "size": "x"}], "usage": usage}


class SiliconFlowSimulator(_Compatible):
    vendor = "siliconflow"
    prefix = "/v1"
    size_field = "image_size"
    fields = frozenset(
        {
            *(
                "model",
                "prompt",
                "negative_prompt",
                "image_size",
                "batch_size",
                "seed",
                "num_inference_steps",
            ),
            *("guidance_scale", "image"),
        }
    )

    def painted(self, body: dict[str, Any], size: Size) -> Any:
        count = body.get("batch_size", 1)
        assert 1 <= count <= 4
        rows = [{"url": self.link(size)} for _ in range(count)]
        return {"images": rows, "timings": {"inference": 1.2}, "seed": body.get("seed", 77)}


def _size(words: str) -> Size:
    width, _, height = words.partition("x")
    return int(width), int(height)
