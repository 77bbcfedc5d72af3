"""Text that any database, file and JSON reader can hold."""

from __future__ import annotations

import unicodedata

_NUL = "\x00"
NONCHARACTERS = dict.fromkeys(
    [*range(0xFDD0, 0xFDF0), *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF))]
)
"""For `str.translate`: what Unicode keeps for itself, and XML cannot hold."""
_CONTROLS = [code for code in range(0xA0) if (code < 0x20 or code > 0x7E) and not chr(code).isspace()]
_TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
"""Change the direction of the words around a name."""
_UNSEEN = [0x200B, 0x2060, 0xFEFF]
"""Joiners are no part of them: emoji need those."""
_UNNAMED = NONCHARACTERS | dict.fromkeys([*_CONTROLS, *_TURNING, *_UNSEEN])
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs without a shape."""


def storable(text: str) -> str:
    """Without NUL (PostgreSQL refuses it), surrogate pairs joined, lone surrogates as U+FFFD."""
    if _NUL in text:
        text = text.replace(_NUL, "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def shown_name(text: str) -> str:
    """A name as lists and files show it: on one line, without what plays tricks on them. Empty where nothing of it
    can be seen."""
    name = " ".join(storable(text).translate(_UNNAMED).split())
    seen = (unicodedata.category(letter)[0] in "LNPS" for letter in name if letter not in _FILLERS)
    return name if any(seen) else ""
