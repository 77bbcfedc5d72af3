"""Azure OpenAI: https://learn.microsoft.com/azure/ai-foundry/openai/reference

Both forms: a folder for each deployment with a dated `api-version`, and the undated `/openai/v1`.
"""

from __future__ import annotations

import json
import re

from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import Answer, Received

KEY = re.compile(r"\S{8,}")
VERSION = "2024-10-21"
_DEPLOYMENT = re.compile(r"/openai/deployments/([^/]+)(/.+)")
_CATEGORIES = ("hate", "self_harm", "sexual", "violence")
_SAFE = {name: {"filtered": False, "severity": "safe"} for name in _CATEGORIES}
_PROMPT_CHUNK = {
    "choices": [],
    "created": 0,
    "id": "",
    "model": "",
    "object": "",
    "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": _SAFE}],
}
BLOCKED_WORDS = "how to harm"


class AzureSimulator(OpenAISimulator):
    """`dated` deployments; every stream begins with a chunk about the prompt's filtering."""

    vendor = "azure"
    fixtures = "openai"
    prefix = ""

    def answer(self, request: Received) -> Answer:
        path = self._checked_path(request)
        if path is None:
            return self.error(404, request)
        if not KEY.fullmatch(request.headers.get("api-key", "")) or "authorization" in request.headers:
            return self.error(401, request)
        if BLOCKED_WORDS in request.body.decode(errors="replace"):
            return Answer(json.dumps(_blocked()).encode(), status=400)
        answer = super().answer(Received(request.method, path, request.query, request.headers, request.body))
        if answer.frames is not None:
            answer.frames.insert(0, b"data: " + json.dumps(_PROMPT_CHUNK).encode() + b"\n\n")
        return answer

    def model_of(self, request: Received) -> str | None:
        found = _DEPLOYMENT.fullmatch(request.path)
        return found[1] if found else super().model_of(request)

    def error(self, status: int, request: Received) -> Answer:
        key = request.headers.get("api-key", "")
        shapes = {
            401: ("401", f"Access denied due to invalid subscription key {key} or wrong API endpoint."),
            404: ("DeploymentNotFound", "The API deployment for this resource does not exist."),
            429: ("429", "Requests have exceeded the token rate limit. Please retry after 17 seconds."),
        }
        if status not in shapes:
            return super().error(status, request)
        code, message = shapes[status]
        headers = {"retry-after": "17"} if status == 429 else {}
        body = json.dumps({"error": {"code": code, "message": message}}).encode()
        return Answer(body, status=status, headers=headers)

    def _checked_path(self, request: Received) -> str | None:
        """The path as OpenAI names it; None for what Azure does not have."""
        if request.query.get("api-version") != VERSION:
            return None
        if request.path == "/openai/models":
            return "/models"
        found = _DEPLOYMENT.fullmatch(request.path)
        return found[2] if found else None


class AzureV1Simulator(AzureSimulator):
    """The undated form, which refuses an `api-version`."""

    vendor = "azure-v1"

    def _checked_path(self, request: Received) -> str | None:
        if request.query or not request.path.startswith("/openai/v1/"):
            return None
        return request.path.removeprefix("/openai/v1")


def _blocked() -> dict[str, object]:
    result = {**_SAFE, "violence": {"filtered": True, "severity": "high"}}
    return {
        "error": {
            "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management "
            "policy. Please modify your prompt and retry.",
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result},
        }
    }
