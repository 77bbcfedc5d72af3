"""Google Vertex AI: Gemini's models and Claude's, and the token endpoint that a service account asks.

https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference and RFC 7523 for the token.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.openai import vector_of
from tests.simulators.server import Answer, Received, Simulator

PROJECT, REGION, MAIL = "huahua-tests", "europe-west4", "painter@huahua-tests.iam.gserviceaccount.com"


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TokenSimulator(Simulator):
    """Gives a token for a signed assertion, after looking at its signature and its claims."""

    vendor = "google-token"

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    @property
    def token(self) -> str:
        return f"ya29.simulated-{self.given}"

    def answer(self, request: Received) -> Answer:
        form = parse_qs(request.body.decode())
        assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        head, claims, signature = form["assertion"][0].split(".")
        private_key().public_key().verify(
            _decode(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        told: dict[str, Any] = json.loads(_decode(claims))
        assert (told["iss"], told["aud"]) == (MAIL, "https://oauth2.googleapis.com/token")
        assert "cloud-platform" in told["scope"]
        self.given += 1
        body = {"access_token": self.token, "expires_in": 3599, "token_type": "Bearer"}
        return Answer(json.dumps(body).encode())

    def error(self, status: int, request: Received) -> Answer:
        body = {"error": "invalid_grant", "error_description": "Invalid grant: account not found"}
        return Answer(json.dumps(body).encode(), status=status)

    def error_frames(self, request: Received) -> list[bytes]:
        raise AssertionError("tokens are not streamed")

    def account(self) -> str:
        """The JSON file of a service account, as Google makes it."""
        pem = private_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps(
            {
                "type": "service_account",
                "project_id": PROJECT,
                "private_key_id": "k1",
                "private_key": pem.decode(),
                "client_email": MAIL,
                "client_id": "1",
                "token_uri": f"{self.address}/token",
            },
            indent=2,
        )


class _WithTokens(Simulator):
    """A simulator with a token endpoint beside it, on a port of its own."""

    publisher: str

    def __init__(self) -> None:
        super().__init__()
        self.tokens = TokenSimulator()

    async def start(self) -> None:
        await super().start()
        await self.tokens.start()

    async def stop(self) -> None:
        await super().stop()
        await self.tokens.stop()

    @property
    def root(self) -> str:
        return f"/v1/projects/{PROJECT}/locations/{REGION}/publishers/{self.publisher}"

    def is_proven(self, request: Received) -> bool:
        return request.headers.get("authorization") == f"Bearer {self.tokens.token}"

    def listed(self, request: Received, names: list[str]) -> Answer | None:
        """A page of models, where it is asked for: all but the last one, then that."""
        if (request.method, request.path) != ("GET", f"/v1beta1/publishers/{self.publisher}/models"):
            return None
        assert request.headers["x-goog-user-project"] == PROJECT
        is_first = "pageToken" not in request.query
        page = names[:-1] if is_first else names[-1:]
        rows = [{"name": f"publishers/{self.publisher}/models/{name}"} for name in page]
        body: dict[str, Any] = {"publisherModels": rows}
        return Answer(json.dumps(body | ({"nextPageToken": "p/2="} if is_first else {})).encode())


class VertexSimulator(_WithTokens, GeminiSimulator):
    vendor = "vertex"
    fixtures = "gemini"
    publisher = "google"
    prefix = ""

    def answer(self, request: Received) -> Answer:
        if not self.is_proven(request):
            return self.error(401, request)
        if (page := self.listed(request, ["gemini-2.5-flash", "gemini-embedding-001"])) is not None:
            return page
        if not request.path.startswith(self.root + "/models/"):
            return self.error(404, request)
        if request.path.endswith("embedding-001:predict"):
            return Answer(json.dumps(_embed(request.json)).encode())
        path = request.path.replace(self.root, "/v1beta")
        return GeminiSimulator.answer(
            self, Received(request.method, path, request.query, request.headers, request.body)
        )

    def error(self, status: int, request: Received) -> Answer:
        answer = super().error(status, request)
        token = request.headers.get("authorization", "")
        return Answer(answer.body.replace(b"{key}", token.encode()), status=status)


class VertexClaudeSimulator(_WithTokens, AnthropicSimulator):
    vendor = "vertex-claude"
    fixtures = "anthropic"
    publisher = "anthropic"

    def model_of(self, request: Received) -> str | None:
        return request.path.rpartition("/")[2].partition(":")[0]

    def answer(self, request: Received) -> Answer:
        if not self.is_proven(request):
            return self.error(401, request)
        if (page := self.listed(request, ["claude-sonnet-4-5", "claude-haiku-4-5"])) is not None:
            return page
        verb = request.path.rpartition(":")[2]
        body = request.json
        stream = body.get("stream") is True
        if verb != ("streamRawPredict" if stream else "rawPredict") or "model" in body:
            return self.error(400, request)
        if body["anthropic_version"] != "vertex-2023-10-16" or "anthropic-version" in request.headers:
            return self.error(400, request)
        return AnthropicSimulator.answer(
            self, Received("POST", "/v1/messages", {}, request.headers, request.body)
        )


def _embed(body: dict[str, Any]) -> dict[str, Any]:
    assert len(body["instances"]) == 1, "Gemini's embedding model takes one text a call"
    text = body["instances"][0]["content"]
    values = vector_of(text, body["parameters"].get("outputDimensionality", 8))
    return {
        "predictions": [{"embeddings": {"values": values, "statistics": {"token_count": len(text)}}}],
        "metadata": {"billableCharacterCount": len(text)},
    }


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
