"""Anthropic: https://docs.anthropic.com/en/api/messages"""

from __future__ import annotations

import json
from typing import Any

from tests.simulators.server import SSE, Answer, Received, Simulator
from tests.simulators.shapes import in_shape

_ERRORS = {
    400: ("invalid_request_error", "messages: at least one message is required"),
    401: ("authentication_error", "invalid x-api-key: {key}"),
    402: ("billing_error", "There is an issue with your billing, account {key}."),
    403: ("permission_error", "Your API key {key} does not have permission to use this model."),
    404: ("not_found_error", "model: nope"),
    413: ("request_too_large", "Request exceeds the maximum size"),
    422: ("invalid_request_error", "temperature: out of range"),
    429: ("rate_limit_error", "This request would exceed your organization's rate limit."),
    500: ("api_error", "Internal server error (trace {key})"),
    503: ("overloaded_error", "Overloaded"),
}


class AnthropicSimulator(Simulator):
    """Messages (plain, streamed, tools, thinking) and models, two to a page."""

    vendor = "anthropic"

    def answer(self, request: Received) -> Answer:
        route = (request.method, request.path)
        if route == ("POST", "/v1/messages"):
            return self._messages(request.json)
        if route == ("GET", "/v1/models"):
            return Answer(self._models(request.query))
        return self.error(404, request)

    def error(self, status: int, request: Received) -> Answer:
        kind, message = _ERRORS[status]
        key = request.headers.get("x-api-key", "")
        body = {
            "type": "error",
            "error": {"type": kind, "message": message.format(key=key)},
            "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy",
        }
        headers = {"retry-after": "17"} if status == 429 else {}
        return Answer(json.dumps(body).encode(), status=status, headers=headers)

    def error_frames(self, request: Received) -> list[bytes]:
        error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
        return [b"event: error\ndata: " + json.dumps(error).encode() + b"\n\n"]

    def _messages(self, body: dict[str, Any]) -> Answer:
        name = "message-text"
        if (body.get("thinking") or {}).get("type") in ("enabled", "adaptive"):
            name = "message-thinking"
        elif body.get("tools") and not _has_results(body["messages"][-1]):
            name = "message-tools"
        if not body.get("stream"):
            schema = (body.get("output_config") or {}).get("format", {}).get("schema")
            return Answer(in_shape(self.fixture(f"{name}.json"), schema))
        *frames, end = self.fixture_frames(f"{name}.sse")
        return Answer(content_type=SSE, frames=frames, end_frames=[end])

    def _models(self, query: dict[str, str]) -> bytes:
        rows = self.fixture_json("models.json")["data"]
        ids = [row["id"] for row in rows]
        start = ids.index(query["after_id"]) + 1 if "after_id" in query else 0
        page = rows[start : start + 2]
        return json.dumps(
            {
                "data": page,
                "has_more": start + 2 < len(rows),
                "first_id": page[0]["id"],
                "last_id": page[-1]["id"],
            }
        ).encode()


def _has_results(message: dict[str, Any]) -> bool:
    content = message["content"]
    return isinstance(content, list) and any(block["type"] == "tool_result" for block in content)
