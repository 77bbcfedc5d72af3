"""Text that any database, file and JSON reader can hold."""

from __future__ import annotations

_NUL = "\x00"


def storable(text: str) -> str:
    """Without NUL (PostgreSQL refuses it), surrogate pairs joined, lone surrogates as U+FFFD."""
    if _NUL in text:
        text = text.replace(_NUL, "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
