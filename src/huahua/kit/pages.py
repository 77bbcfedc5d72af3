"""Pages of a list by keyset: a cursor is the sort key of the last item, opaque to clients."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


class BadCursor(ValueError):
    """The cursor was not made by this server."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    items: list[Item]
    next_cursor: str | None


def encode_cursor(*keys: str) -> str:
    return base64.urlsafe_b64encode("\x1f".join(keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parts: int) -> tuple[str, ...]:
    """The sort keys of a cursor.

    Raises:
        BadCursor: it is not one of ours.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as fault:
        raise BadCursor("the cursor is not one that this server made") from fault
    keys = tuple(raw.split("\x1f"))
    if len(keys) != parts or "\x00" in raw:
        raise BadCursor("the cursor is not one that this server made")
    return keys
