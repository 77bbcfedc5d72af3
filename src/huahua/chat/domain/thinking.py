"""Reasoning that a model writes among its words: `<think>…</think>` at the beginning of an answer.

Servers that know their model send reasoning apart; llama.cpp, vLLM and relays without a parser for it, and
MiniMax, leave it in the text.
"""

from __future__ import annotations

from enum import Enum, auto

from huahua.chat.domain.modelling import ModelEvent, ReasoningDelta, TextDelta

OPEN, CLOSE = "<think>", "</think>"


class _At(Enum):
    START = auto()
    OPENED = auto()
    """Behind the opening tag, before the first thought."""
    THOUGHT = auto()
    AFTER = auto()
    """Behind the closing tag, before the first word."""
    TEXT = auto()


class ThinkingReader:
    """Sorts an answer's text as it arrives, in any pieces; holds back only what may be part of a tag."""

    def __init__(self) -> None:
        self._at = _At.START
        self._held = ""

    def feed(self, text: str) -> list[ModelEvent]:
        if self._at is _At.TEXT:
            return [TextDelta(text)]
        self._held += text
        events: list[ModelEvent] = []
        if self._at is _At.START:
            self._start()
        if self._at is _At.OPENED:
            self._held = self._held.lstrip()
            self._at = _At.THOUGHT if self._held else _At.OPENED
        if self._at is _At.THOUGHT:
            events += self._think()
        if self._at is _At.AFTER:
            self._held = self._held.lstrip()
            self._at = _At.TEXT if self._held else _At.AFTER
        if self._at is _At.TEXT and self._held:
            events.append(TextDelta(self._held))
            self._held = ""
        return events

    def close(self) -> list[ModelEvent]:
        """What is still held when the answer ends."""
        held, self._held = self._held, ""
        if not held:
            return []
        return [ReasoningDelta(held) if self._at is _At.THOUGHT else TextDelta(held)]

    def _start(self) -> None:
        begun = self._held.lstrip()
        if begun.startswith(OPEN):
            self._at, self._held = _At.OPENED, begun.removeprefix(OPEN)
        elif not OPEN.startswith(begun):
            self._at = _At.TEXT

    def _think(self) -> list[ModelEvent]:
        thought, tag, rest = self._held.partition(CLOSE)
        if tag:
            self._at, self._held = _At.AFTER, rest
        else:
            kept = next(n for n in range(len(CLOSE) - 1, -1, -1) if thought.endswith(CLOSE[:n]))
            self._held = thought[len(thought) - kept :]
            thought = thought[: len(thought) - kept]
        return [ReasoningDelta(thought)] if thought else []
