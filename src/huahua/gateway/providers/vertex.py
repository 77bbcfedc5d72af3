"""Google Vertex AI: Gemini's models on its own wire, and Claude by `rawPredict`.

https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import msgspec

from huahua.gateway.domain.calls import ChatCall, EmbeddingReply
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.outcomes import plain
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S, exchange
from huahua.gateway.providers._faults import broken
from huahua.gateway.providers._google import GoogleTokens
from huahua.gateway.providers.anthropic import AnthropicProvider
from huahua.gateway.providers.gemini import GeminiProvider
from huahua.gateway.wire.gemini_embeddings import predict_requests, read_predictions
from huahua.gateway.wire.gemini_reply import NotAGeminiReply, decode
from huahua.infra.http import Outbound
from huahua.kit.side_by_side import side_by_side

CLAUDE_VERSION = "vertex-2023-10-16"
"""What Vertex wants in the body instead of a header: https://docs.anthropic.com/en/api/claude-on-vertex-ai"""
_MAX_PAGES = 20


class _Site:
    """Addresses and proof of one project in one region."""

    def __init__(self, config: ProviderConfig, outbound: Outbound, publisher: str) -> None:
        self._config = config
        self._outbound = outbound
        self._tokens = GoogleTokens(config, outbound)
        self._own_headers = {name.lower(): value for name, value in config.headers.items()}
        self._host = config.base_url.rstrip("/") or _host(config.region)
        self._publisher = publisher
        self.root = (
            f"{self._host}/v1/projects/{quote(config.project, safe=':')}/locations/{config.region}"
            f"/publishers/{publisher}"
        )

    async def headers(self) -> dict[str, str]:
        token = await self._tokens.token()
        return {
            "content-type": "application/json",
            "authorization": f"Bearer {token}",
            **self._own_headers,
        }

    async def list_models(self) -> list[str]:
        headers = {**await self.headers(), "x-goog-user-project": self._config.project}
        found: list[str] = []
        token = ""
        for _ in range(_MAX_PAGES):
            url = f"{self._host}/v1beta1/publishers/{self._publisher}/models?pageSize=100"
            url += f"&pageToken={quote(token, safe='')}" if token else ""
            reply = await exchange(
                self._outbound, self._config, "GET", url, headers, timeout_s=LIST_TIMEOUT_S
            )
            try:
                page = decode(reply)
            except NotAGeminiReply as fault:
                raise broken(self._config, str(fault)) from fault
            rows = page.get("publisherModels")
            if not isinstance(rows, list):
                raise broken(self._config, "answered JSON that is not a list of models")
            names = (row.get("name") for row in rows if isinstance(row, dict))
            found += [name.rpartition("/")[2] for name in names if isinstance(name, str)]
            token = str(page.get("nextPageToken") or "")
            if not token:
                break
        return found


class VertexProvider(GeminiProvider):
    """Port `Provider` for Gemini's models; the outbound client is shared and stays open."""

    def __init__(self, config: ProviderConfig, outbound: Outbound) -> None:
        super().__init__(replace(config, api_key=""), outbound)
        self._config = config
        self._site = _Site(config, outbound, "google")
        self._root = self._site.root

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        body = plain(call.body)
        requests = predict_requests(call.model, body)
        replies = await side_by_side(self._ask(call.model, "predict", request) for request in requests)
        try:
            return read_predictions(replies, call.model, body)
        except NotAGeminiReply as fault:
            raise broken(self._config, str(fault)) from fault

    async def list_models(self) -> list[str]:
        return await self._site.list_models()

    async def _proof(self) -> dict[str, str]:
        return await self._site.headers()


class VertexClaudeProvider(AnthropicProvider):
    """Port `Provider` for Claude; the outbound client is shared and stays open."""

    def __init__(self, config: ProviderConfig, outbound: Outbound) -> None:
        super().__init__(replace(config, api_key=""), outbound)
        self._config = config
        self._site = _Site(config, outbound, "anthropic")
        self.fast = None  # the address and the token change from call to call

    async def list_models(self) -> list[str]:
        return await self._site.list_models()

    async def _request(self, call: ChatCall, *, stream: bool) -> tuple[str, dict[str, str], bytes]:
        verb = "streamRawPredict" if stream else "rawPredict"
        url = f"{self._site.root}/models/{quote(call.model, safe='@-._~')}:{verb}"
        body = {**call.body, "anthropic_version": CLAUDE_VERSION, "stream": stream}
        body.pop("model", None)
        return url, await self._site.headers(), msgspec.json.encode(body)


def _host(region: str) -> str:
    return f"https://{'' if region == 'global' else region + '-'}aiplatform.googleapis.com"
