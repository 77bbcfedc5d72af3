"""The button 'test': does this provider answer, with what models, and if not, what can one do?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from huahua.gateway.catalogue import check_provider
from huahua.gateway.domain.calls import ChatCall, Dialect, JsonObject, Task
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import (
    GatewayError,
    NotSupported,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from huahua.gateway.hints import hint_for, hint_for_code
from huahua.gateway.ports import Provider
from huahua.gateway.registry import Registry
from huahua.kit.ids import new_id

PATIENCE_S = 30.0
_ANSWERED_OR_DOWN = (UpstreamCredential, UpstreamLimited, UpstreamTimeout, UpstreamUnreachable)
"""Faults that another path would not mend."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`error` is (code, message, hint)."""

    ok: bool
    models: list[str]
    latency_ms: int
    error: tuple[str, str, str] | None = None


class Prober:
    """Tests a provider without saving it."""

    def __init__(
        self,
        registry: Registry,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._registry = registry
        self._monotonic = monotonic
        self._patience_s = patience_s

    async def test(self, config: ProviderConfig, model: str | None, task: Task = Task.DIALOGUE) -> Verdict:
        """List the models; with `model`, make the smallest possible call to it as well."""
        started = self._monotonic()
        models: list[str] = []
        error: tuple[str, str, str] | None = None
        try:
            if config.source == "page":
                config = check_provider(config)
            provider = self._registry.make_provider(config)
            try:
                async with asyncio.timeout(self._patience_s):
                    models = await self._models(provider, model)
                    if model:
                        await _smallest_call(provider, model, task)
            except TimeoutError as fault:
                raise UpstreamTimeout(f"No answer within {self._patience_s:g} s.") from fault
            finally:
                await provider.close()
        except GatewayError as fault:
            error = (fault.code, fault.message, hint_for(fault))
            if isinstance(fault, UpstreamError) and not isinstance(fault, _ANSWERED_OR_DOWN):
                error = await self._better_advice(config) or error
        latency_ms = round((self._monotonic() - started) * 1000)
        return Verdict(error is None, models, latency_ms, error)

    async def _better_advice(self, config: ProviderConfig) -> tuple[str, str, str] | None:
        """Where only `/v1` is missing: the usual slip with servers that speak OpenAI's protocol."""
        base_url = config.base_url.rstrip("/")
        if config.kind != "openai" or not base_url or urlsplit(base_url).path:
            return None
        provider = self._registry.make_provider(replace(config, base_url=f"{base_url}/v1"))
        try:
            async with asyncio.timeout(self._patience_s):
                await provider.list_models()
        except (GatewayError, TimeoutError):
            return None
        finally:
            await provider.close()
        message = f"No API answers at {base_url}, but one does at {base_url}/v1."
        return "base_url_incomplete", message, hint_for_code("base_url_incomplete")

    async def _models(self, provider: Provider, model: str | None) -> list[str]:
        try:
            return await provider.list_models()
        except NotSupported:
            if model is None:
                raise
            return []


async def _smallest_call(provider: Provider, model: str, task: Task) -> None:
    """One word in, at most a few tokens out. Painting costs money, so a painting model is only listed."""
    request_id = new_id("req")
    if task is Task.EMBEDDING:
        await provider.embed(ChatCall(request_id, model, {"model": model, "input": "ping"}))
        return
    if task is not Task.DIALOGUE:
        return
    body: JsonObject = {"model": model, "messages": [{"role": "user", "content": "ping"}]}
    if provider.dialect is Dialect.ANTHROPIC:
        body["max_tokens"] = 16
    else:
        # Reasoning models spend tokens before the first word; a smaller limit would be refused.
        body["max_completion_tokens"] = 64
    await provider.chat(ChatCall(request_id, model, body))
