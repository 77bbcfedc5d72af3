"""OpenAI: https://platform.openai.com/docs/api-reference"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.simulators import openai_audio, openai_realtime
from tests.simulators.pictures import picture, picture_base64
from tests.simulators.server import SSE, Answer, Received, Simulator
from tests.simulators.shapes import in_shape

_ERRORS: dict[int, tuple[str, str | None, str | None, str]] = {
    400: ("invalid_request_error", "messages", None, "Invalid value for 'messages'."),
    401: (
        "invalid_request_error",
        None,
        "invalid_api_key",
        "Incorrect API key provided: {key}. You can find your API key at https://platform.openai.com.",
    ),
    402: ("insufficient_quota", None, "insufficient_quota", "You exceeded your current quota, {key}."),
    403: ("permission_error", None, None, "Project {key} does not have access to this model."),
    404: ("invalid_request_error", "model", "model_not_found", "The model `nope` does not exist."),
    413: ("invalid_request_error", None, None, "The request is too large."),
    422: ("invalid_request_error", "temperature", None, "Temperature is out of range."),
    429: ("requests", None, "rate_limit_exceeded", "Rate limit reached for gpt-4o. Try again in 17s."),
    500: ("server_error", None, None, "The server had an error (trace {key})."),
    503: ("server_error", None, None, "The engine is currently overloaded."),
}


class OpenAISimulator(Simulator):
    """Chat (plain, streamed, tools, reasoning), embeddings, pictures, sound, moderation, reranking, models."""

    vendor = "openai"
    prefix = "/v1"

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("upgrade", "").lower() == "websocket":
            return await openai_realtime.converse(self, request)
        return await super()._handle(request)

    def answer(self, request: Received) -> Answer:
        if not request.path.startswith(self.prefix + "/"):
            return self.error(404, request)
        route = (request.method, request.path.removeprefix(self.prefix))
        by_json: dict[tuple[str, str], Callable[[dict[str, Any]], Answer]] = {
            ("POST", "/chat/completions"): self._chat,
            ("POST", "/completions"): self._completion,
            ("POST", "/embeddings"): lambda body: Answer(json.dumps(embeddings(body)).encode()),
            ("POST", "/images/generations"): self._pictures,
        }
        if route in by_json:
            return by_json[route](request.json)
        if route == ("POST", "/images/edits"):
            fields = {part.name: part.data.decode() for part in request.form if part.filename is None}
            return self._pictures(fields)
        if route in openai_audio.ROUTES:
            return openai_audio.ROUTES[route](request)
        if route == ("GET", "/models"):
            return Answer(self.fixture("models.json"))
        if route[1].startswith("/files/"):
            return Answer(picture(), content_type="image/png")
        return self.error(404, request)

    def error(self, status: int, request: Received) -> Answer:
        kind, param, code, message = _ERRORS[status]
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        body = {"error": {"message": message.format(key=key), "type": kind, "param": param, "code": code}}
        headers = {"retry-after": "17"} if status == 429 else {}
        return Answer(json.dumps(body).encode(), status=status, headers=headers)

    def error_frames(self, request: Received) -> list[bytes]:
        error = {"message": "The model is overloaded.", "type": "server_error", "param": None, "code": None}
        return [b"data: " + json.dumps({"error": error}).encode() + b"\n\n"]

    def _chat(self, body: dict[str, Any]) -> Answer:
        name = chat_fixture(body)
        if not body.get("stream"):
            schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
            return Answer(in_shape(self.fixture(f"{name}.json"), schema))
        frames = self.fixture_frames(f"{name}.sse")
        usage = [frame for frame in frames if b'"choices":[]' in frame]
        words = [frame for frame in frames if frame not in usage and b"[DONE]" not in frame]
        if (body.get("stream_options") or {}).get("include_usage"):
            words += usage
        end = next(number for number, frame in enumerate(words) if b'"finish_reason":"' in frame)
        return Answer(content_type=SSE, frames=words[:end], end_frames=[*words[end:], b"data: [DONE]\n\n"])

    def _completion(self, body: dict[str, Any]) -> Answer:
        """Legacy completions, as vLLM and llama.cpp have them."""
        head = {"id": "cmpl-7", "object": "text_completion", "created": 1_760_000_000, "model": body["model"]}
        usage = {"prompt_tokens": 82, "completion_tokens": 17, "total_tokens": 99}
        words = [body["prompt"]] if body.get("echo") else []
        words += ["海上生明月。", "The moon rises over the sea."]
        ending = {"index": 0, "logprobs": None, "finish_reason": "stop"}
        if not body.get("stream"):
            choice = {**ending, "text": "".join(words)}
            return Answer(json.dumps({**head, "choices": [choice], "usage": usage}).encode())
        rows: list[dict[str, Any]] = [
            {**head, "choices": [{**ending, "text": word, "finish_reason": None}]} for word in words
        ]
        rows.append({**head, "choices": [{**ending, "text": ""}]})
        if (body.get("stream_options") or {}).get("include_usage"):
            rows.append({**head, "choices": [], "usage": usage})
        frames = [b"data: " + json.dumps(row).encode() + b"\n\n" for row in rows]
        return Answer(content_type=SSE, frames=frames, end_frames=[b"data: [DONE]\n\n"])

    def _pictures(self, fields: dict[str, Any]) -> Answer:
        width, height = _size(fields.get("size"))
        as_url = fields.get("response_format") == "url"
        row: dict[str, Any] = (
            {"url": f"{self.base_url}/files/picture.png"}
            if as_url
            else {"b64_json": picture_base64(width, height)}
        )
        if fields.get("model") == "dall-e-3":
            row["revised_prompt"] = f"A detailed view of {fields.get('prompt')}"
        body: dict[str, Any] = {"created": 1_760_000_000, "data": [row] * int(fields.get("n") or 1)}
        if not as_url:
            body["usage"] = {
                "total_tokens": 1120,
                "input_tokens": 64,
                "output_tokens": 1056,
                "input_tokens_details": {"text_tokens": 12, "image_tokens": 52},
            }
        return Answer(json.dumps(body).encode())


def chat_fixture(body: dict[str, Any]) -> str:
    """Which recorded answer fits: a tool call when tools are offered, until their results are there."""
    if "reason" in str(body.get("model")) or body.get("reasoning_effort"):
        return "chat-reasoning"
    if body.get("tools") and body["messages"][-1]["role"] != "tool":
        return "chat-tools"
    return "chat-text"


def embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """Vectors that differ by text, the same every time."""
    inputs = body["input"] if isinstance(body["input"], list) else [body["input"]]
    size = body.get("dimensions") or 8
    rows = []
    for index, text in enumerate(inputs):
        vector = vector_of(str(text), size)
        packed = base64.b64encode(struct.pack(f"<{size}f", *vector)).decode()
        value = packed if body.get("encoding_format") == "base64" else vector
        rows.append({"object": "embedding", "index": index, "embedding": value})
    count = sum(len(str(text)) for text in inputs)
    return {
        "object": "list",
        "model": body["model"],
        "data": rows,
        "usage": {"prompt_tokens": count, "total_tokens": count},
    }


def vector_of(text: str, size: int) -> list[float]:
    """Multiples of 1/128, which 32-bit floats hold exactly."""
    digest = hashlib.shake_128(text.encode()).digest(size)
    return [(byte - 128) / 128 for byte in digest]


def _size(value: Any) -> tuple[int, int]:
    if isinstance(value, str) and "x" in value:
        width, height = value.split("x")
        return int(width), int(height)
    return 64, 64
