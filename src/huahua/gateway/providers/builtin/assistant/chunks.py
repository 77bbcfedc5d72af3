"""Cutting a finished text into pieces that stream like a model's tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Order matters: Markdown constructs that look broken when shown half come first, then words with the
# space that follows, then Han characters, then whatever is left.
_PIECE = re.compile(
    r"```[^\n]*\n?"  # a fence with its language
    r"|\[[^\]\n]{1,80}\]\([^)\s]{1,200}\)"  # a link
    r"|`[^`\n]{1,80}`[ \t]?"  # inline code
    r"|(?:\*\*|__)[^\s*_]{0,40}(?:\*\*|__)?[^\S\n]?"  # an emphasis mark with the word it touches
    r"|(?:^|(?<=\n))[^\S\n]*(?:[-*+]|\d{1,3}\.|#{1,6}|>|\|)[^\S\n]"  # list, heading, quote or table marker
    r"|[\u3400-\u9fff]{1,3}[，。！？；：、）》”]?"
    r"|[^\s\u3400-\u9fff*_`\[|]+[^\S\n]*"
    r"|\n+"
    r"|.",
    re.DOTALL,
)
_HAN_RUN = re.compile(r"^[\u3400-\u9fff]{2,3}")


def cut(text: str) -> Iterator[str]:
    """Yield words, groups of one to three Han characters and whole Markdown tokens, in order.

    The pieces joined equal `text`. The lengths of Han groups vary with their place, so that the stream
    does not tick like a clock, yet the same text is always cut the same way.
    """
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        piece = match.group() if match else text[at]
        run = _HAN_RUN.match(piece)
        if run:
            want = 1 + (at * 7 + ord(piece[0])) % 3
            if want < run.end():
                piece = piece[:want]
        yield piece
        at += len(piece)
