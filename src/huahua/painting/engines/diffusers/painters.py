"""The painters of this machine: one for each device, because two pipelines on one device only make each other wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from huahua.painting.domain.batching import BatchPolicy
from huahua.painting.engines.diffusers.process import PainterProcess, Runner
from huahua.painting.engines.diffusers.queueing import PainterQueue

_FIRST = "first"
_NAMES_OF_THE_FIRST = ("auto", "cuda", "cuda:0", "mps")
"""They all mean the same one, unless `auto` finds more memory free elsewhere."""


@dataclass(frozen=True, slots=True)
class PaintersConfig:
    """`environment` is the painters'; `idle_s`: how long a painter keeps its models when nobody asks."""

    environment: Mapping[str, str] = field(default_factory=dict)
    idle_s: float = 300.0
    batching: BatchPolicy = field(default_factory=BatchPolicy)


class Painters:
    """Lazily started; `close` ends them all."""

    def __init__(
        self, config: PaintersConfig | None = None, runner: Callable[[], Runner] | None = None
    ) -> None:
        self._config = config or PaintersConfig()
        self._runner = runner or (lambda: PainterProcess(self._config.environment))
        self._queues: dict[str, PainterQueue] = {}

    def queue(self, device: str) -> PainterQueue:
        """The one before the painter of this device, as the settings name it."""
        name = _FIRST if device in _NAMES_OF_THE_FIRST else device
        if name not in self._queues:
            config = self._config
            self._queues[name] = PainterQueue(self._runner(), config.batching, idle_s=config.idle_s)
        return self._queues[name]

    async def close(self) -> None:
        await asyncio.gather(*(queue.close() for queue in self._queues.values()))
