"""AWS Bedrock by its Converse API. Callers speak Anthropic's dialect to it, whose blocks Converse follows."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import quote

import msgspec

from huahua.gateway.domain.calls import (
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    JsonObject,
    StreamEvent,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import NotSupported, UpstreamBroken
from huahua.gateway.outcomes import plain
from huahua.gateway.ports import Progress
from huahua.gateway.providers._aws import signer_for
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S, exchange, messages
from huahua.gateway.providers._faults import broken, read_vendor_error, vendor_error
from huahua.gateway.wire.bedrock import converse_request
from huahua.gateway.wire.bedrock_reply import (
    ERROR_STATUS,
    EVENTS,
    ConverseStream,
    NotAConverseReply,
    decode,
    read_reply,
)
from huahua.gateway.wire.event_stream import MEDIA_TYPE, EventMessage, EventStreamBroken, EventStreamParser
from huahua.infra.http import Outbound

_JSON = "application/json"
_MAX_PAGES = 20


class BedrockProvider:
    """Port `Provider`; the outbound client is shared and stays open."""

    dialect = Dialect.ANTHROPIC

    def __init__(self, config: ProviderConfig, outbound: Outbound) -> None:
        self.name = config.name
        self._config = config
        self._outbound = outbound
        self._signer = signer_for(config.api_key, config.region)
        self._own_headers = {name.lower(): value for name, value in config.headers.items()}
        self._runtime = config.base_url.rstrip("/") or _host("bedrock-runtime", config.region)
        self._control = self._runtime.replace("//bedrock-runtime", "//bedrock", 1)

    async def chat(self, call: ChatCall) -> ChatReply:
        url, body = self._call(call, "converse")
        reply = await exchange(
            self._outbound, self._config, "POST", url, await self._headers("POST", url, body), body
        )
        try:
            message, usage = read_reply(reply, call.model, f"msg_{call.request_id}")
        except NotAConverseReply as fault:
            raise broken(self._config, str(fault)) from fault
        return ChatReply(Dialect.ANTHROPIC, message, usage)

    async def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        url, body = self._call(call, "converse-stream")
        headers = await self._headers("POST", url, body)
        parser = EventStreamParser(EVENTS)
        source = messages(self._outbound, self._config, url, headers, body, parser, MEDIA_TYPE)
        events = ConverseStream(call.model, f"msg_{call.request_id}")
        try:
            async with aclosing(source):
                async for message in source:
                    self._raise_error(message)
                    for event in events.feed(message):
                        yield event
        except (EventStreamBroken, NotAConverseReply) as fault:
            raise broken(self._config, f"broke its stream: {fault}") from fault
        except UpstreamBroken:
            # Cut after the stop reason: everything that was to say has arrived.
            if not events.ended:
                raise
        if not events.ended:
            raise broken(self._config, "ended its stream without an end mark")
        for event in events.close():
            yield event

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        raise NotSupported("Embeddings of Bedrock are not offered here.", param="model")

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        raise NotSupported("Pictures of Bedrock are not offered here.", param="model")

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return None

    async def list_models(self) -> list[str]:
        """Models that can be called by their own id, then the account's inference profiles."""
        listed = await self._get("/foundation-models")
        rows = listed.get("modelSummaries")
        if not isinstance(rows, list):
            raise broken(self._config, "answered JSON that is not a list of models")
        found = [row.get("modelId") for row in rows if _is_callable(row)]
        token = ""
        for _ in range(_MAX_PAGES):
            page = await self._get(
                "/inference-profiles" + (f"?nextToken={quote(token, safe='')}" if token else "")
            )
            profiles = page.get("inferenceProfileSummaries")
            found += [row.get("inferenceProfileId") for row in profiles or () if isinstance(row, dict)]
            token = str(page.get("nextToken") or "")
            if not token:
                break
        return [name for name in found if isinstance(name, str)]

    async def close(self) -> None:
        """Nothing of its own to close."""

    def _call(self, call: ChatCall, verb: str) -> tuple[str, bytes]:
        body = msgspec.json.encode(converse_request(call.model, plain(call.body)))
        return f"{self._runtime}/model/{quote(call.model, safe='')}/{verb}", body

    async def _get(self, path: str) -> JsonObject:
        url = self._control + path
        reply = await exchange(
            self._outbound,
            self._config,
            "GET",
            url,
            await self._headers("GET", url, b""),
            timeout_s=LIST_TIMEOUT_S,
        )
        try:
            return decode(reply)
        except NotAConverseReply as fault:
            raise broken(self._config, str(fault)) from fault

    async def _headers(self, method: str, url: str, body: bytes) -> dict[str, str]:
        proof = await self._signer.headers(method, url, _JSON, body)
        return {"content-type": _JSON, **self._own_headers, **proof}

    def _raise_error(self, message: EventMessage) -> None:
        kind = message.error
        if kind is not None:
            said = read_vendor_error(message.payload)
            raise vendor_error(self._config, ERROR_STATUS.get(kind, 500), said)


def _host(service: str, region: str) -> str:
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://{service}.{region}.{domain}"


def _is_callable(row: object) -> bool:
    """Models that are offered only through a profile cannot be called by their own id."""
    return isinstance(row, dict) and "ON_DEMAND" in (row.get("inferenceTypesSupported") or ["ON_DEMAND"])
