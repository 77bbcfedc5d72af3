"""The painter's own rules make the prompt richer, with words that the painter understands."""

from __future__ import annotations

from huahua.infra.workers import WorkerError, WorkerPool
from huahua.painting.errors import EnrichmentFailed
from huahua.painting.ports import EnrichmentWish

_TASK = "huahua.painting.engines.tasks:enriched"


class RuleEnricher:
    """Works in a worker process, where the painter's vocabulary is loaded already or soon will be."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def enrich(self, wish: EnrichmentWish) -> str:
        """The same wish gives the same prompt. Raises EnrichmentFailed when the worker died."""
        kwargs = {"prompt": wish.prompt, "style": wish.style, "seed": wish.seed, "locked": list(wish.locked)}
        try:
            richer: str = await self._workers.run(_TASK, kwargs, quick=True)
        except WorkerError as fault:
            raise EnrichmentFailed("The prompt was not enriched; yours is painted.") from fault
        return richer
