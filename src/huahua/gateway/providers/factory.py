"""The adapter for a configured provider, by its kind."""

from __future__ import annotations

from collections.abc import Callable

from huahua.gateway.domain.models import KINDS, ProviderConfig
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.ports import Provider
from huahua.gateway.providers.anthropic import AnthropicProvider
from huahua.gateway.providers.bedrock import BedrockProvider
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.gemini import GeminiProvider
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.gateway.providers.vertex import VertexClaudeProvider, VertexProvider
from huahua.infra.http import Outbound


def provider_factory(outbound: Outbound, builtin: BuiltinProvider) -> Callable[[ProviderConfig], Provider]:
    """A factory for the registry. All adapters share `outbound` and none closes it."""

    def make(config: ProviderConfig) -> Provider:
        if config.kind in ("openai", "azure"):
            return OpenAIProvider(config, outbound)
        if config.kind == "anthropic":
            return AnthropicProvider(config, outbound)
        if config.kind == "gemini":
            return GeminiProvider(config, outbound)
        if config.kind == "bedrock":
            return BedrockProvider(config, outbound)
        if config.kind == "vertex":
            return VertexProvider(config, outbound)
        if config.kind == "vertex-claude":
            return VertexClaudeProvider(config, outbound)
        if config.kind == "builtin":
            return builtin
        raise InvalidRequest(
            f"'{config.kind}' is not a kind of provider; use {', '.join(KINDS)}.", param="kind"
        )

    return make
