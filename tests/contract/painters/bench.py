"""Each painter with its simulator, and what the suite has to know of both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from huahua.gateway.domain.calls import ImageReply, ImageRequest
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.painting import paint
from huahua.gateway.ports import Progress, Provider
from huahua.gateway.providers.gemini import GeminiProvider
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.gateway.providers.painters.a1111 import A1111Painter
from huahua.gateway.providers.painters.comfy_graph import load_workflows
from huahua.gateway.providers.painters.comfyui import ComfyPainter
from huahua.gateway.providers.painters.dashscope import DashScopePainter
from huahua.gateway.providers.painters.jobs import Pause
from huahua.gateway.providers.painters.provider import PaintingProvider
from huahua.gateway.providers.painters.replicate import ReplicatePainter
from huahua.gateway.providers.painters.stability import StabilityPainter
from huahua.infra.http import Outbound
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.openai import OpenAISimulator
from tests.simulators.painters.a1111 import A1111Simulator
from tests.simulators.painters.comfyui import ComfySimulator
from tests.simulators.painters.compatible import ArkSimulator, SiliconFlowSimulator, ZhipuSimulator
from tests.simulators.painters.dashscope import DashScopeSimulator
from tests.simulators.painters.replicate import ReplicateSimulator
from tests.simulators.painters.stability import StabilitySimulator
from tests.simulators.plugin import running
from tests.simulators.server import Simulator

SECRET = "sk-painters-own-secret-4711"


async def at_once(_seconds: float) -> None:
    """Instead of waiting; gives the simulator its turn."""
    await asyncio.sleep(0)


Make = Callable[[ProviderConfig, Outbound, Pause], Provider]


@dataclass(frozen=True)
class Entry:
    """`model` paints and edits, `masked` edits under a mask, `wide` is what it makes of 1600 x 900."""

    simulator: type[Simulator]
    make: Make
    model: str
    wide: tuple[int, int] | None
    masked: str | None = None
    kind: str = ""
    preset: str | None = None
    failing: int = 1
    """Requests that have to fail until the painting does."""


def _painting(painter: Callable[..., Any]) -> Make:
    return lambda config, outbound, pause: PaintingProvider(
        config.name, painter(config, outbound, pause=pause)
    )


def _stability(config: ProviderConfig, outbound: Outbound, _pause: Pause) -> Provider:
    return PaintingProvider(config.name, StabilityPainter(config, outbound))


def _compatible(config: ProviderConfig, outbound: Outbound, _pause: Pause) -> Provider:
    return OpenAIProvider(config, outbound)


def _comfyui(config: ProviderConfig, outbound: Outbound, pause: Pause) -> Provider:
    return PaintingProvider(config.name, ComfyPainter(config, outbound, load_workflows(), pause=pause))


ENTRIES: dict[str, Entry] = {
    "a1111": Entry(A1111Simulator, _painting(A1111Painter), "dream", (1600, 896), "dream"),
    "comfyui": Entry(ComfySimulator, _comfyui, "dream.safetensors", (1600, 896), "dream.safetensors"),
    "dashscope": Entry(
        DashScopeSimulator,
        _painting(DashScopePainter),
        "wan2.5-t2i-preview",
        (1440, 810),
        "wanx2.1-imageedit",
        preset="dashscope",
    ),
    "replicate": Entry(
        ReplicateSimulator, _painting(ReplicatePainter), "acme/dreamer", (1600, 896), "acme/dreamer"
    ),
    "stability": Entry(StabilitySimulator, _stability, "ultra", (128, 72), "ultra"),
    "openai": Entry(
        OpenAISimulator,
        _compatible,
        "gpt-image-1",
        (1536, 1024),
        "gpt-image-1",
        preset="openai",
    ),
    "zhipu": Entry(ZhipuSimulator, _compatible, "cogview-4", (1600, 896), preset="zhipu"),
    "ark": Entry(ArkSimulator, _compatible, "doubao-seedream-4-0-250828", (1600, 900), preset="ark"),
    "siliconflow": Entry(
        SiliconFlowSimulator, _compatible, "Kwai-Kolors/Kolors", (1280, 720), preset="siliconflow"
    ),
    "gemini": Entry(
        GeminiSimulator,
        lambda config, outbound, _pause: GeminiProvider(config, outbound),
        "gemini-2.5-flash-image",
        None,
    ),
}


@dataclass
class Bench:
    """One painter at its simulator."""

    name: str
    sim: Any
    outbound: Outbound
    entry: Entry
    config: ProviderConfig
    told: list[tuple[float, str, bytes | None]] = field(default_factory=list)
    pause: Pause = at_once

    @property
    def provider(self) -> Provider:
        return self.entry.make(self.config, self.outbound, self.pause)

    async def progress(self, fraction: float, stage: str, preview: bytes | None = None) -> None:
        self.told.append((fraction, stage, preview))

    async def paint(
        self, request: ImageRequest, model: str | None = None, progress: Progress | None = None
    ) -> ImageReply:
        return await paint(self.provider, model or self.entry.model, request, progress)

    def with_config(self, **changed: Any) -> Bench:
        return replace(self, config=replace(self.config, **changed))


def config_of(name: str, entry: Entry, sim: Simulator) -> ProviderConfig:
    return ProviderConfig(
        name="acme",
        kind=entry.kind or name,
        base_url=sim.base_url,
        api_key=SECRET,
        preset=entry.preset,
        allow_private=True,
        timeout_s=120.0,
        connect_timeout_s=60.0,
    )


async def benches(name: str) -> AsyncIterator[Bench]:
    """The engine of this name with its simulator, for a fixture."""
    entry, outbound = ENTRIES[name], Outbound()
    try:
        async for sim in running(entry.simulator()):
            yield Bench(name, sim, outbound, entry, config_of(name, entry, sim))
    finally:
        await outbound.close()
