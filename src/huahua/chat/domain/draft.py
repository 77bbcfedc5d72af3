"""An answer while it is written: made of the run's events, and of nothing else.

The turn applies every event that it emits, so that replaying the log of a run whose process died gives
exactly what the followers saw. States: running → done, failed, cancelled or interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huahua.chat.domain.conversation import MessageStatus
from huahua.chat.domain.modelling import JsonObject
from huahua.chat.domain.painting import PaintingRef

_ALLOWED = {
    MessageStatus.RUNNING: frozenset(MessageStatus) - {MessageStatus.RUNNING},
    # A stopping server cancels the handler first and says only afterwards that nobody asked for it.
    MessageStatus.CANCELLED: frozenset({MessageStatus.INTERRUPTED}),
}


def may_become(old: MessageStatus, new: MessageStatus) -> bool:
    """Whether a message may go from one state to another; what has ended otherwise stays as it is."""
    return new in _ALLOWED.get(old, frozenset())


def earlier_states(new: MessageStatus) -> list[MessageStatus]:
    """The states from which a message may become `new`."""
    return [old for old in MessageStatus if may_become(old, new)]


class Draft:
    """Text, reasoning, steps, paintings and usage of an answer so far."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._steps: dict[str, JsonObject] = {}
        self.paintings: list[PaintingRef] = []
        self.usage: JsonObject | None = None

    @property
    def text(self) -> str:
        return "".join(self._text)

    @property
    def reasoning(self) -> str:
        return "".join(self._reasoning)

    @property
    def steps(self) -> list[JsonObject]:
        return list(self._steps.values())

    @property
    def has_text(self) -> bool:
        return any(piece and not piece.isspace() for piece in self._text)

    def apply(self, type: str, data: Mapping[str, Any]) -> None:
        """Take in one event of a chat run; events of other types change nothing."""
        if type == "text.delta":
            self._text.append(data["text"])
        elif type == "reasoning.delta":
            self._reasoning.append(data["text"])
        elif type == "step":
            self._steps[data["id"]] = dict(data)
        elif type == "picture.pending":
            self.paintings.append(
                PaintingRef(data["painting_run_id"], data["prompt"], data["count"], data["aspect"])
            )
        elif type == "usage":
            self.usage = dict(data)

    def unfinished_steps(self) -> list[JsonObject]:
        """Steps of this run that are still `started`; painting goes on by itself and is not among them."""
        return [
            step for step in self._steps.values() if step["state"] == "started" and step["kind"] != "paint"
        ]
