"""The incremental splitter. Nothing is lost: what comes out, put together, is what went in.

Where it cuts depends on the text alone, not on the pieces in which the text arrived.
"""

from __future__ import annotations

import re
import unicodedata

from huahua.kit.sentences.blocks import Block, block_at, line_ends_block, line_is_outside
from huahua.kit.sentences.ends import ENDS, PAUSES, NeedMore, end_at, paired_in

MAX_CHARS = 280
MAX_BLOCK_CHARS = 16_000
_MARKS = frozenset(ENDS + "\n")
_BLANK_LINE = re.compile(r"\n[ \t]*\n[ \t]*$|^[ \t]*\n$")
_JOINERS = "\u200d\ufe0e\ufe0f"


class SentenceSplitter:
    """Feed it pieces of text in order, then `flush`. Each string that comes out is one sentence with the white space
    behind it, or one whole block of code or table.

    A sentence of more than `max_chars` characters is cut at its softest place, a block of more than `max_block_chars`
    at a line's end: the splitter holds little more than the larger of the two.
    """

    def __init__(self, *, max_chars: int = MAX_CHARS, max_block_chars: int = MAX_BLOCK_CHARS) -> None:
        self._max_chars = max_chars
        self._max_block_chars = max_block_chars
        self._text = ""
        self._at = 0
        """In running text: no sentence ends before. In a block: where the first line begins that was not looked at."""
        self._line = 0
        """Where the line of `_at` begins in the text; -1: before it."""
        self._block: Block | None = None
        self._first_line = False
        """Of a block, at `_at`."""
        self._decided = False
        """Whether a block begins here is known."""
        self._after_blank = True
        self._opened: dict[str, int] = {}
        """Quotes and marks of emphasis in the paragraph before the text."""

    def feed(self, piece: str) -> list[str]:
        """The sentences whose end has become certain."""
        self._text += piece
        return self._take(final=False)

    def flush(self) -> list[str]:
        """What is left. More may be fed; it begins a new sentence."""
        out = self._take(final=True)
        self._block, self._decided = None, False
        return out

    def _take(self, *, final: bool) -> list[str]:
        out = []
        try:
            while self._text:
                out.append(self._cut(self._next_end(final)))
        except NeedMore:
            pass
        return out

    def _next_end(self, final: bool) -> int:
        if not self._decided:
            if self._line == 0:
                self._block = block_at(self._text, after_blank=self._after_blank, final=final)
                self._first_line = self._block is not None
            self._decided = True
        if self._block is None:
            return self._end_of_sentence(final)
        return self._end_of_block(self._block, final)

    def _end_of_sentence(self, final: bool) -> int:
        text = self._text
        while self._at < min(len(text), self._max_chars):
            if text[self._at] in _MARKS:
                end = end_at(text, self._at, self._line, opened=self._opened, final=final)
                if end is not None:
                    return end
                if text[self._at] == "\n":
                    self._line = self._at + 1
            self._at += 1
        if len(text) > self._max_chars:
            return soft_end(text, self._max_chars)
        if final:
            return len(text)
        raise NeedMore

    def _end_of_block(self, block: Block, final: bool) -> int:
        text, limit = self._text, self._max_block_chars
        while True:
            newline = text.find("\n", self._at)
            line = text[self._at : newline] if newline >= 0 else text[self._at :]
            if not self._first_line and line_is_outside(block, line, final=final or newline >= 0):
                self._block = None
                if self._at:
                    return self._at
                self._decided = False
                return self._next_end(final)
            end = newline + 1 if newline >= 0 else len(text)
            if end > limit:
                return self._at or limit
            if newline < 0:
                if final:
                    return end
                raise NeedMore
            if not self._first_line and line_ends_block(block, line):
                self._block = None
                return end
            self._first_line = False
            self._at = end

    def _cut(self, end: int) -> str:
        piece, self._text = self._text[:end], self._text[end:]
        self._at = 0
        self._line = 0 if piece.endswith("\n") else -1
        self._decided = self._block is not None
        self._after_blank = _BLANK_LINE.search(piece) is not None
        if "\n\n" in piece:
            self._opened = {}
        for mark, count in paired_in(piece.rpartition("\n\n")[2]).items():
            self._opened[mark] = self._opened.get(mark, 0) + count
        return piece


def soft_end(text: str, limit: int) -> int:
    """Where to cut a sentence of more than `limit` characters: behind its last comma or the like, else behind its last
    space, but not before a third of it; else at the limit, where a character does not join the one before."""
    least = limit // 3
    for at in range(limit - 1, least, -1):
        if text[at] in PAUSES and (not text[at].isascii() or text[at + 1].isspace()):
            return at + 1 + (at + 1 < limit and text[at + 1].isspace())
    for at in range(limit - 1, least, -1):
        if text[at].isspace():
            return at + 1
    end = limit
    while end > least + 1 and (
        unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] == "\u200d"
    ):
        end -= 1
    return end
