"""The answer being written: every event goes to the run's log and into the draft alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huahua.chat.domain.conversation import Message, ToolRecord
from huahua.chat.domain.draft import Draft
from huahua.chat.domain.language import Lang
from huahua.chat.domain.painting import PaintingRef
from huahua.chat.domain.prompts import STEP_TITLES
from huahua.chat.domain.text import TextCleaner
from huahua.jobs.api import RunContext


class Answer:
    """`message` is its row; `paintings` and `calls` are what that row holds by now."""

    def __init__(self, context: RunContext, message: Message, lang: Lang) -> None:
        self.message = message
        self.lang = lang
        self.draft = Draft()
        self.paintings: list[PaintingRef] = []
        self.calls: list[ToolRecord] = []
        self._context = context
        self._text, self._reasoning = TextCleaner(), TextCleaner()
        self._paragraph_due = False

    @property
    def has_text(self) -> bool:
        return self.draft.has_text

    async def emit(self, type: str, data: dict[str, Any]) -> None:
        self.draft.apply(type, data)
        await self._context.emit(type, data)

    async def say(self, text: str) -> None:
        text = self._text.feed(text)
        if text and self._paragraph_due:
            text, self._paragraph_due = "\n\n" + text.lstrip(), False
        if text:
            await self.emit("text.delta", {"text": text})

    async def think(self, text: str) -> None:
        if text := self._reasoning.feed(text):
            await self.emit("reasoning.delta", {"text": text})

    def begin_paragraph(self) -> None:
        """What is said next stands apart from what was said before."""
        self._paragraph_due = self.has_text

    async def step(self, id: str, kind: str, state: str, detail: str = "", **more: str) -> None:
        """Tell of a step; the same id again changes its state."""
        title = STEP_TITLES[kind][self.lang]
        await self.emit(
            "step", {"id": id, "kind": kind, "state": state, "title": title, "detail": detail, **more}
        )

    async def painting_began(self, ref: PaintingRef, step_id: str) -> None:
        await self.emit("picture.pending", ref.to_json())
        await self.step(f"{step_id}.paint", "paint", "started", painting_run_id=ref.painting_run_id)

    def with_painting(
        self, ref: PaintingRef, call: ToolRecord
    ) -> tuple[Sequence[PaintingRef], Sequence[ToolRecord]]:
        """What the message holds once this painting is part of it."""
        return [*self.paintings, ref], [*self.calls, call]
