"""Google Gemini: https://ai.google.dev/api"""

from __future__ import annotations

import json
from typing import Any

from tests.simulators.openai import vector_of
from tests.simulators.pictures import picture_base64
from tests.simulators.server import SSE, Answer, Received, Simulator
from tests.simulators.shapes import in_shape

_ERRORS = {
    400: ("INVALID_ARGUMENT", "Invalid value at 'contents[0].role'."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials: {key}."),
    402: ("FAILED_PRECONDITION", "Please enable billing for {key}."),
    403: ("PERMISSION_DENIED", "Consumer 'api_key:{key}' has been suspended."),
    404: ("NOT_FOUND", "models/nope is not found for API version v1beta."),
    413: ("INVALID_ARGUMENT", "Request payload size exceeds the limit."),
    422: ("INVALID_ARGUMENT", "Temperature is out of range."),
    429: ("RESOURCE_EXHAUSTED", "You exceeded your current quota."),
    500: ("INTERNAL", "An internal error has occurred (trace {key})."),
    503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
}
_RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17s"}
_SHAPES = {"1:1": (64, 64), "16:9": (128, 72), "9:16": (72, 128), "4:3": (80, 60), "3:4": (60, 80)}


class GeminiSimulator(Simulator):
    """generateContent, streamGenerateContent, batchEmbedContents, predict, models."""

    vendor = "gemini"
    prefix = "/v1beta"

    def fixture_frames(self, name: str) -> list[bytes]:
        """Google ends its lines with CRLF."""
        return [frame.replace(b"\n", b"\r\n") for frame in super().fixture_frames(name)]

    def model_of(self, request: Received) -> str | None:
        _, _, rest = request.path.partition("/models/")
        return rest.partition(":")[0] or None

    def answer(self, request: Received) -> Answer:
        verb = request.path.rpartition(":")[2]
        if (request.method, request.path) == ("GET", "/v1beta/models"):
            return Answer(self._models(request.query))
        if request.method != "POST" or not request.path.startswith("/v1beta/models/"):
            return self.error(404, request)
        body = request.json
        if verb == "predict":
            return Answer(json.dumps(_predict(body)).encode())
        if verb == "batchEmbedContents":
            return Answer(json.dumps(_embed(body)).encode())
        if "IMAGE" in body.get("generationConfig", {}).get("responseModalities", []):
            return Answer(json.dumps(self._picture(body)).encode())
        name = _fixture(body)
        if verb == "streamGenerateContent":
            *frames, end = self.fixture_frames(f"{name}.sse")
            return Answer(content_type=SSE, frames=frames, end_frames=[end])
        schema = body.get("generationConfig", {}).get("responseJsonSchema")
        return Answer(in_shape(self.fixture(f"{name}.json"), schema))

    def error(self, status: int, request: Received) -> Answer:
        name, message = _ERRORS[status]
        key = request.headers.get("x-goog-api-key", "")
        error: dict[str, Any] = {"code": status, "message": message.format(key=key), "status": name}
        if status == 429:
            error["details"] = [_RETRY]
        return Answer(json.dumps({"error": error}).encode(), status=status)

    def error_frames(self, request: Received) -> list[bytes]:
        error = {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}
        return [b"data: " + json.dumps({"error": error}).encode() + b"\r\n\r\n"]

    def _picture(self, body: dict[str, Any]) -> dict[str, Any]:
        config = body["generationConfig"].get("imageConfig", {})
        width, height = _SHAPES[config.get("aspectRatio", "1:1")]
        reply: dict[str, Any] = self.fixture_json("picture.json")
        inline = {"mimeType": "image/png", "data": picture_base64(width, height)}
        reply["candidates"][0]["content"]["parts"].append({"inlineData": inline})
        return reply

    def _models(self, query: dict[str, str]) -> bytes:
        pages = self.fixture_json("models.json")
        return json.dumps(pages[1] if query.get("pageToken") else pages[0]).encode()


def _fixture(body: dict[str, Any]) -> str:
    if "thinkingConfig" in body.get("generationConfig", {}):
        return "content-thinking"
    last = body["contents"][-1]["parts"]
    if body.get("tools") and not any("functionResponse" in part for part in last):
        return "content-tools"
    return "content-text"


def _predict(body: dict[str, Any]) -> dict[str, Any]:
    width, height = _SHAPES[body["parameters"].get("aspectRatio", "1:1")]
    row = {"mimeType": "image/png", "bytesBase64Encoded": picture_base64(width, height)}
    return {"predictions": [row] * body["parameters"]["sampleCount"]}


def _embed(body: dict[str, Any]) -> dict[str, Any]:
    rows = []
    for item in body["requests"]:
        text = item["content"]["parts"][0]["text"]
        rows.append({"values": vector_of(text, item.get("outputDimensionality", 8))})
    return {"embeddings": rows}
