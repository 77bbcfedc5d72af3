"""A text that comes in pieces, looked at as it comes."""

from __future__ import annotations

from collections.abc import Callable

from huahua.privacy.rules.lists import Hit
from huahua.privacy.rules.matcher import Matcher

OnHit = Callable[[Hit, str], None]
"""Hears of each hit, with the text in which its places count. May raise, which ends the text there."""


class Scanner:
    """Lets out what cannot become a finding any more. What has left cannot be called back: so the end of the text
    waits while it could be the beginning of a word, and the last part of it where patterns look."""

    def __init__(self, matcher: Matcher, on_hit: OnHit) -> None:
        self._matcher = matcher
        self._on_hit = on_hit
        self._held = ""
        self._before = ""

    def feed(self, piece: str) -> str:
        text = self._before + self._held + piece
        start = len(self._before)
        cut = max(start, self._matcher.unfinished(text))
        return self._leave(text, start, cut, whole=False)

    def close(self) -> str:
        text, start = self._before + self._held, len(self._before)
        return self._leave(text, start, len(text), whole=True)

    def _leave(self, text: str, start: int, cut: int, *, whole: bool) -> str:
        if cut > start or whole:
            for hit in self._matcher.hits(text):
                if start <= hit.start < cut:
                    self._on_hit(hit, text)
        self._held = text[cut:]
        out = text[start:cut]
        if out:
            self._before = text[max(0, cut - 1) : cut]
        return out
