"""Models of this machine, put together: who paints, and which folders he may open."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from huahua.boot.settings import Settings
from huahua.gateway.api import ProviderConfig
from huahua.painting.domain.batching import BatchPolicy
from huahua.painting.engines.diffusers.folders import FolderRules
from huahua.painting.engines.diffusers.painter import DiffusersPainter
from huahua.painting.engines.diffusers.painters import Painters, PaintersConfig
from huahua.painting.engines.diffusers.process import painter_environment


@dataclass(frozen=True, slots=True)
class LocalPainting:
    painters: Painters
    make: Callable[[ProviderConfig], DiffusersPainter]


def build_local_painting(settings: Settings) -> LocalPainting:
    local = settings.local
    batching = BatchPolicy(
        local.batch_wait_ms / 1_000, local.batch, round(local.batch_megapixels * 1_000_000)
    )
    painters = Painters(
        PaintersConfig(painter_environment(os.environ, hub=local.hub), local.idle_s, batching)
    )
    rules = FolderRules(
        allowed=tuple(local.folders or [settings.data_dir / "models"]),
        hub=local.hub,
        pickle=local.pickle,
        extra=(local.adapters or settings.data_dir / "adapters",),
    )
    return LocalPainting(painters, lambda config: DiffusersPainter(config, painters, rules))
