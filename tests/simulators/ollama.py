"""Ollama: its OpenAI-compatible half, and `/api/tags`. https://github.com/ollama/ollama/blob/main/docs/api.md"""

from __future__ import annotations

import json

from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import FIXTURES, Answer, Received


class OllamaSimulator(OpenAISimulator):
    """Like OpenAI without keys; errors of its own API are a bare string."""

    def answer(self, request: Received) -> Answer:
        if (request.method, request.path) == ("GET", "/api/tags"):
            return Answer(self._ollama_fixture("tags.json"))
        if (request.method, request.path) == ("GET", "/v1/models"):
            return Answer(self._ollama_fixture("models.json"))
        return super().answer(request)

    def error(self, status: int, request: Received) -> Answer:
        if status != 404:
            return super().error(status, request)
        body = {"error": f"model '{request.model}' not found, try pulling it first"}
        return Answer(json.dumps(body).encode(), status=404)

    def _ollama_fixture(self, name: str) -> bytes:
        return (FIXTURES / "ollama" / name).read_bytes()
