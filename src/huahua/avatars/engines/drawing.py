"""The port `Drawing`, right here in this process: a drawing takes about a millisecond."""

from __future__ import annotations

from typing import Any

from huahua.avatars.domain.matching import Match
from huahua.avatars.domain.options import Descriptor
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines import dicebear, library


class DicebearDrawing:
    def descriptor_of(self, style: str) -> Descriptor:
        return library.descriptor_of(style)

    def catalogue(self) -> list[dict[str, Any]]:
        return library.catalogue()

    def read_words(self, text: str, style: str | None) -> Match:
        return dicebear.read_words(text, style)

    def read_spec(self, spec: AvatarSpec, style: str | None) -> Match:
        return dicebear.read_spec(spec, style)

    def draw_svg(self, style: str, options: dict[str, Any], seed: str, size: int) -> str:
        return dicebear.draw_svg(style, options, seed, size)
