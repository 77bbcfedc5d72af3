"""Replicate: predictions of official models and of versions."""

from __future__ import annotations

from typing import Any

from tests.simulators.painters._common import JobSimulator, answer, decoded
from tests.simulators.pictures import picture
from tests.simulators.server import Answer, Received

_PICTURES = ("image", "input_image", "mask")


class ReplicateSimulator(JobSimulator):
    vendor = "replicate"
    prefix = "/v1"

    def __init__(self) -> None:
        super().__init__()
        self.at_once = False
        """The picture is there within the time that `Prefer: wait` allows."""
        self._inputs: dict[str, dict[str, Any]] = {}

    def answer(self, request: Received) -> Answer:
        path = request.path.removeprefix(self.prefix)
        if path.startswith("/files/"):
            assert "authorization" not in request.headers
            width, height = map(int, path.rpartition("/")[2].partition(".")[0].split("x"))
            return Answer(picture(width, height), content_type="image/png")
        if request.method == "POST" and path.endswith("/predictions"):
            return self._create(request, path)
        if path.startswith("/predictions/"):
            return self._prediction(path)
        if path == "/collections/text-to-image":
            return answer({"slug": "text-to-image", "models": [{"owner": "acme", "name": "flux-schnell"}]})
        return self.error(404, request)

    def error(self, status: int, request: Received) -> Answer:
        key = request.headers.get("authorization", "")
        body = {"title": "Something is wrong", "detail": f"No good: {key}", "status": status}
        return answer(body, status, {"retry-after": "17"} if status == 429 else {})

    def link(self, name: str) -> str:
        return f"{self.link_host or self.base_url}/files/{name}"

    def _create(self, request: Received, path: str) -> Answer:
        body = request.json
        versioned = path == "/predictions"
        if set(body) != ({"version", "input"} if versioned else {"input"}):
            return answer({"title": "Invalid", "detail": "the body is wrong", "status": 422}, 422)
        assert request.headers["prefer"] == "wait=60"
        for name in _PICTURES:
            if name in body["input"]:
                decoded(body["input"][name])
        prediction_id = f"p{len(self._inputs)}"
        self._inputs[prediction_id] = body["input"]
        status = "succeeded" if self.at_once else "starting"
        return answer(self._shape(prediction_id, status), 201)

    def _prediction(self, path: str) -> Answer:
        prediction_id = path.split("/")[2]
        if path.endswith("/cancel"):
            self.cancelled.append(prediction_id)
            return answer(self._shape(prediction_id, "canceled"))
        if not self.is_done():
            return answer(self._shape(prediction_id, "processing"))
        return answer(self._shape(prediction_id, "failed" if self.failure else "succeeded"))

    def _shape(self, prediction_id: str, status: str) -> dict[str, Any]:
        given = self._inputs[prediction_id]
        size = f"{given.get('width', 64)}x{given.get('height', 64)}"
        links = [
            self.link(f"{size}.png?n={number}")
            for number in range(given.get("num_outputs", 1) + self.surplus)
        ]
        output: Any = links if "num_outputs" in given or self.surplus else links[0]
        return {
            "id": prediction_id,
            "status": status,
            "input": given,
            "output": output if status == "succeeded" else None,
            "error": self.failure if status == "failed" else None,
            "urls": {"get": "http://127.0.0.1:1/evil", "cancel": "http://127.0.0.1:1/evil"},
        }
