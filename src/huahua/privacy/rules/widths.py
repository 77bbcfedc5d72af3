"""How long a match of a pattern can be: so much of a stream has to wait, and no more."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]

from huahua.privacy.rules.lists import PATTERN_WINDOW

_READ_DIFFERENTLY = ("[[", "[:", "{,", "\\")
"""RE2 and Python mean different things by these, or may; of escapes only `_SAME` are looked into."""
_SAME = re.compile(r"\\[dDwWsSbB.*+?()\[\]{}|^$\-/\\]")


def longest_match(pattern: str) -> int:
    """Characters, `PATTERN_WINDOW` at most. That is also the answer for what has no end, as `a+`, and for what only RE2
    understands."""
    bare = _SAME.sub("", pattern)
    if any(sign in bare for sign in _READ_DIFFERENTLY):
        return PATTERN_WINDOW
    try:
        _, longest = _parser.parse(pattern).getwidth()
    except (re.error, RecursionError, OverflowError):
        return PATTERN_WINDOW
    return min(int(longest), PATTERN_WINDOW)
