"""The second step of the pipeline: the written prompt becomes a richer one."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.gateway.api import Caller, GatewayError
from huahua.painting.domain.locks import with_locked
from huahua.painting.domain.spec import PaintSpec
from huahua.painting.errors import EnrichmentFailed
from huahua.painting.ports import Enricher, EnrichmentWish, Models
from huahua.painting.service.order import Order

BY_RULES = "rules"


@dataclass(frozen=True, slots=True)
class Enriched:
    """`by` is `rules` or the model that wrote it; `note` says why the written prompt was kept."""

    prompt: str
    by: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Enrichment:
    """Rules for engines of this machine and where no language model is connected, else the model."""

    models: Models
    rules: Enricher
    model: Enricher

    async def enrich(self, order: Order, caller: Caller, request_id: str) -> Enriched:
        """Locked words are in the result whoever wrote it. Never fails: then it is the written prompt."""
        spec = order.spec
        language_model = None if order.builtin else self._language_model(spec, caller)
        wish = EnrichmentWish(
            prompt=spec.prompt,
            seed=spec.seed or 0,
            style=spec.style,
            locked=spec.locked,
            tone=order.brand.tone if order.brand is not None else "",
            model=language_model or "",
            caller=caller,
            request_id=request_id,
        )
        by, enricher = (BY_RULES, self.rules) if language_model is None else (language_model, self.model)
        try:
            richer = await enricher.enrich(wish)
        except EnrichmentFailed as fault:
            return Enriched(with_locked(spec.prompt, spec.locked), by, fault.message)
        return Enriched(with_locked(richer, spec.locked), by)

    def _language_model(self, spec: PaintSpec, caller: Caller) -> str | None:
        """The dialogue model to ask, None when it is one of this machine."""
        name = spec.dialogue_model or self.models.defaults().dialogue
        try:
            info = self.models.model(caller, name)
        except GatewayError:
            return None
        return None if info.builtin else name
