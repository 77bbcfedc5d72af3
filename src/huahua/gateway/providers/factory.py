"""The adapter for a configured provider, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from huahua.gateway.domain.models import KINDS, ProviderConfig
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.ports import Provider
from huahua.gateway.providers.anthropic import AnthropicProvider
from huahua.gateway.providers.bedrock import BedrockProvider
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.gemini import GeminiProvider
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.gateway.providers.painters.a1111 import A1111Painter
from huahua.gateway.providers.painters.comfy_graph import load_workflows
from huahua.gateway.providers.painters.comfyui import ComfyPainter
from huahua.gateway.providers.painters.port import Painter
from huahua.gateway.providers.painters.provider import PaintingProvider
from huahua.gateway.providers.painters.replicate import ReplicatePainter
from huahua.gateway.providers.painters.stability import StabilityPainter
from huahua.gateway.providers.vertex import VertexClaudeProvider, VertexProvider
from huahua.infra.http import Outbound

Maker = Callable[[ProviderConfig], Provider]


def provider_factory(
    outbound: Outbound,
    builtin: BuiltinProvider,
    comfyui_workflows: Path | None = None,
    others: Mapping[str, Maker] | None = None,
) -> Maker:
    """A factory for the registry. All adapters share `outbound` and none closes it. `comfyui_workflows` is the folder
    of the operator's own templates; `others` makes those of kinds that another area serves."""

    def painting(make_painter: Callable[[ProviderConfig, Outbound], Painter]) -> Maker:
        return lambda config: PaintingProvider(config.name, make_painter(config, outbound))

    def comfyui(config: ProviderConfig, outbound: Outbound) -> ComfyPainter:
        return ComfyPainter(config, outbound, load_workflows(comfyui_workflows))

    makers: dict[str, Maker] = {
        "openai": lambda config: OpenAIProvider(config, outbound),
        "azure": lambda config: OpenAIProvider(config, outbound),
        "anthropic": lambda config: AnthropicProvider(config, outbound),
        "gemini": lambda config: GeminiProvider(config, outbound),
        "bedrock": lambda config: BedrockProvider(config, outbound),
        "vertex": lambda config: VertexProvider(config, outbound),
        "vertex-claude": lambda config: VertexClaudeProvider(config, outbound),
        "a1111": painting(A1111Painter),
        "comfyui": painting(comfyui),
        "replicate": painting(ReplicatePainter),
        "stability": painting(StabilityPainter),
        "builtin": lambda _config: builtin,
        **(others or {}),
    }

    def make(config: ProviderConfig) -> Provider:
        maker = makers.get(config.kind)
        if maker is None:
            raise InvalidRequest(
                f"'{config.kind}' is not a kind of provider; use {', '.join(KINDS)}.", param="kind"
            )
        return maker(config)

    return make
