"""Text that any database and any JSON reader can hold."""

from __future__ import annotations

from huahua.kit.text import storable as clean

__all__ = ["TextCleaner", "clean", "shorten"]


class TextCleaner:
    """`clean` for a stream: a surrogate pair may be cut between two pieces."""

    def __init__(self) -> None:
        self._high = ""

    def feed(self, piece: str) -> str:
        piece, self._high = self._high + piece, ""
        if piece and "\ud800" <= piece[-1] <= "\udbff":
            piece, self._high = piece[:-1], piece[-1]
        return clean(piece)


def shorten(text: str, limit: int) -> str:
    """On one line and at most `limit` characters, with an ellipsis where something was cut."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
