"""Making a prompt richer before anything is painted, to be looked at and changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from huahua.gateway.api import Caller
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.changes import Change, changes
from huahua.painting.domain.spec import PaintSpec, checked
from huahua.painting.errors import InvalidPainting
from huahua.painting.service.brands import Brands
from huahua.painting.service.enrich import Enrichment
from huahua.painting.service.keep import NewId
from huahua.painting.service.order import Order


@dataclass(frozen=True, slots=True)
class WrittenPrompt:
    """`model` is the language model to ask, None for the server's choice."""

    prompt: str
    style: str | None = None
    locked: tuple[str, ...] = ()
    model: str | None = None
    brand_id: str | None = None


@dataclass(frozen=True, slots=True)
class RicherPrompt:
    prompt: str
    changes: tuple[Change, ...]
    by: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Enriching:
    enrichment: Enrichment
    limits: PaintingLimits
    new_id: NewId
    brands: Brands

    async def enrich(self, user_id: str, role: str, wish: WrittenPrompt) -> RicherPrompt:
        """Raises InvalidPainting or BrandNotFound."""
        spec = PaintSpec(
            prompt=wish.prompt, style=wish.style, locked=wish.locked, dialogue_model=wish.model, enrich=True
        )
        spec = checked(spec, self.limits)
        if not spec.prompt:
            raise InvalidPainting("Say what to paint.", param="prompt")
        brand = None
        if wish.brand_id is not None:
            spec = replace(spec, brand_id=wish.brand_id)
            spec, brand = await self.brands.of_wish(
                user_id, spec, here=False, avatar=False, styled=spec.style is not None
            )
        order = Order(spec, role=role, builtin=False, avatar=False, brand=brand)
        found = await self.enrichment.enrich(order, Caller(user_id, role), self.new_id("req"))
        return RicherPrompt(found.prompt, changes(spec.prompt, found.prompt), found.by, found.note)
