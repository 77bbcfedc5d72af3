"""Blocks of Markdown that stay whole: fenced and indented code, tables. Pure.

https://spec.commonmark.org/0.31.2/#fenced-code-blocks, https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from huahua.kit.sentences.ends import NeedMore

_PREFIX = r"[ \t]{0,16}(?:(?:[-*+]|\d{1,3}[.)]|>)[ \t]{1,4}){0,4}"
_UNDECIDED = re.compile(_PREFIX + r"(?:`{1,2}|~{1,2}|\d{1,3}[.)]?|[-*+>])?")
_FENCE = re.compile(_PREFIX + r"(`{3,40}|~{3,40})([^\n]*)(\n)?")
_TABLE = re.compile(r"[ \t]{0,16}\|")
_INDENTED = re.compile(r"(?: {4}|\t)[ \t]{0,16}(?![-*+][ \t]|\d{1,3}[.)][ \t])\S")
MAX_INFO = 200
"""Characters behind an opening fence."""


class Kind(StrEnum):
    FENCE = "fence"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    fence: str = ""
    """The marks that opened it."""


def block_at(text: str, *, after_blank: bool, final: bool) -> Block | None:
    """The block that begins with `text`, which begins with a line; None where it is running text.

    Raises NeedMore, but never when `final`.
    """
    if not final and _UNDECIDED.fullmatch(text):
        raise NeedMore
    if found := _FENCE.match(text):
        info = found[2]
        if (found[1][0] == "`" and "`" in info) or len(info) > MAX_INFO:
            return None  # code within a line
        if found[3] is None and not final:
            raise NeedMore
        return Block(Kind.FENCE, found[1])
    if _TABLE.match(text):
        return Block(Kind.TABLE)
    if after_blank and _INDENTED.match(text):
        return Block(Kind.CODE)
    return None


def line_ends_block(block: Block, line: str) -> bool:
    """Whether `block` ends with this whole line, which is not its first."""
    bare = line.strip(" \t>\r\n")
    mark = block.fence[:1]
    return block.kind is Kind.FENCE and len(bare) >= len(block.fence) and bare == mark * len(bare)


def line_is_outside(block: Block, line: str, *, final: bool) -> bool:
    """Whether this line, of which the beginning is there, follows `block` and is no part of it. Raises NeedMore."""
    if block.kind is Kind.FENCE:
        return False
    bare = line.lstrip(" \t")
    if not bare and not final:
        raise NeedMore
    if block.kind is Kind.TABLE:
        return not bare.startswith("|")
    return not (bare.strip() == "" or line.startswith(("    ", "\t")))
