"""What a conversation asks of the painter and knows about its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from huahua.chat.domain.modelling import JsonObject
from huahua.chat.domain.trained import StyleChoice


class PaintKind(StrEnum):
    PAINT = "paint"
    EDIT = "edit"
    AVATAR = "avatar"


@dataclass(frozen=True, slots=True)
class PaintSpec:
    """One wish for pictures.

    `words` are the user's own; `prompt` is the written prompt (for an edit: of the picture as it shall be,
    where the model wrote one, else empty); `instruction` says what to change in the picture `source_id`.
    `model` None means the default for painting;
    `dialogue_model` is the one that talks, and enriches the prompt. `aspect` is `W:H` such as `16:9`.
    """

    kind: PaintKind
    words: str
    prompt: str
    instruction: str = ""
    source_id: str | None = None
    style: str | None = None
    aspect: str | None = None
    count: int = 1
    negative: str = ""
    model: str | None = None
    dialogue_model: str | None = None
    adapters: tuple[StyleChoice, ...] = ()
    """Trained styles to paint with."""


@dataclass(frozen=True, slots=True)
class PaintingRef:
    """What a message keeps of a painting: enough to show a card before the painting can be asked."""

    painting_run_id: str
    prompt: str
    count: int = 1
    aspect: str | None = None

    def to_json(self) -> JsonObject:
        return {
            "painting_run_id": self.painting_run_id,
            "prompt": self.prompt,
            "count": self.count,
            "aspect": self.aspect,
        }

    @classmethod
    def from_json(cls, data: JsonObject) -> PaintingRef:
        return cls(data["painting_run_id"], data["prompt"], data["count"], data["aspect"])


@dataclass(frozen=True, slots=True)
class KnownPicture:
    """A picture that a sentence may mean: its id, or `run_…/1` while it is still being painted."""

    id: str
    prompt: str


Slot = dict[str, Any]
"""A PictureSlot as the page sees it: {painting_run_id, status, prompt, count, aspect, pictures, error}."""
PictureJson = dict[str, Any]
"""A Picture as the page sees it: {id, width, height, prompt, unmet, urls, …}."""
