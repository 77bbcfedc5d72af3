"""Pages of a list by keyset: a cursor is the sort key of the last item, opaque to clients."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
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


def decode_moment(cursor: str) -> tuple[datetime, str]:
    """Of a list that is sorted by a time and an id.

    Raises:
        BadCursor: it is not one of ours.
    """
    moment, item_id = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), item_id
    except (ValueError, OverflowError) as fault:
        raise BadCursor("the cursor is not one that this server made") from fault
