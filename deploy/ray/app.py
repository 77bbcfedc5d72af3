"""Local models behind Ray Serve: `serve run deploy.ray.app:build` (see README.md beside this file)."""

from __future__ import annotations

import os
from pathlib import Path

from ray import serve
from ray.serve import Application
from starlette.requests import Request
from starlette.responses import Response

from huahua.gateway.api import ProviderConfig
from huahua.painting.domain.batching import BatchPolicy
from huahua.painting.engines.diffusers.folders import FolderRules
from huahua.painting.engines.diffusers.painter import DiffusersPainter
from huahua.painting.engines.diffusers.painters import Painters, PaintersConfig
from huahua.painting.engines.diffusers.process import painter_environment
from huahua.painting.engines.diffusers.serving import ImagesApi

KEY_VARIABLE = "HUAHUA_RAY_KEY"


class Studio:
    """One replica: one GPU, one painter's process, and the micro-batcher before it. Several models share its memory.
    The process ends with the replica, to whose socket it listens."""

    def __init__(self, models: str, folder: str, batch: int, wait_ms: int) -> None:
        environ = dict(os.environ)
        batching = BatchPolicy(wait_ms / 1_000, batch)
        painters = Painters(PaintersConfig(painter_environment(environ), batching=batching))
        rules = FolderRules(allowed=(Path(folder),))
        painter = DiffusersPainter(ProviderConfig("ray", "diffusers", models), painters, rules)
        self._api = ImagesApi(painter, environ.get(KEY_VARIABLE, ""))

    async def __call__(self, request: Request) -> Response:
        return await self._api.handle(request)


def build(args: dict[str, str]) -> Application:
    """`models` (the address of the models, `local:.`), `folder`, `batch`, `wait_ms`, `gpus` of a replica, `min` and
    `max` replicas."""
    batch = int(args.get("batch", "8"))
    deployment = serve.deployment(
        Studio,
        name="studio",
        # A whole batch waits while another one is painted; then the next replica starts.
        max_ongoing_requests=3 * batch,
        autoscaling_config={
            "min_replicas": int(args.get("min", "1")),
            "max_replicas": int(args.get("max", "4")),
            "target_ongoing_requests": batch,
        },
        ray_actor_options={"num_gpus": float(args.get("gpus", "1"))},
    )
    return deployment.bind(
        args.get("models", "local:."), args["folder"], batch, int(args.get("wait_ms", "50"))
    )
