"""What a rewritten prompt adds to and takes from the written one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’-][^\W_]+)*|\s+|.", re.DOTALL)
"""One Han or kana character, one word, a run of spaces, or one sign."""


@dataclass(frozen=True, slots=True)
class Change:
    kind: Literal["same", "added", "removed"]
    text: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """In reading order; `same` and `added` joined are `after`, `same` and `removed` joined are `before`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Change("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(Change("removed", "".join(old[a:b])))
        if d > c:
            found.append(Change("added", "".join(new[c:d])))
    return tuple(found)
