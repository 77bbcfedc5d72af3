"""Trained styles of those who ask: which there are, and which one a wish means."""

from __future__ import annotations

from dataclasses import replace

from huahua.chat.domain.modelling import Asker
from huahua.chat.domain.painting import PaintKind, PaintSpec
from huahua.chat.domain.trained import TrainedStyle, called, spoken
from huahua.chat.ports import TrainedStyles


class StyleShelf:
    """Empty until `open`: they are built after conversations. Guests see none: styles are their host's own."""

    def __init__(self) -> None:
        self._styles: TrainedStyles | None = None

    def open(self, styles: TrainedStyles) -> None:
        self._styles = styles

    async def of(self, asker: Asker) -> tuple[TrainedStyle, ...]:
        """Those that the asker may paint with: their own, then those of their teams."""
        if self._styles is None or asker.guest is not None:
            return ()
        return tuple(await self._styles.of(asker.user_id))

    async def chosen(self, asker: Asker, spec: PaintSpec) -> PaintSpec:
        """With the trained style that the wish names, unless it was given one. An avatar is drawn, not painted."""
        if spec.adapters or spec.kind is PaintKind.AVATAR:
            return spec
        styles = await self.of(asker)
        named = called(spec.style, styles)
        found = named or spoken(spec.words, styles)
        if found is None:
            return spec
        return replace(spec, adapters=(found.choice,), style=None if named else spec.style)
