"""What a caller asks of the gateway itself, from the request's headers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from huahua.gateway.domain.ask import NO_CONTROLS, Controls
from huahua.gateway.domain.queueing import LANES, QueueWatch
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.http._asgi import RawHeaders

CACHE_WORDS = ("on", "off", "refresh", "semantic")
MAX_DEADLINE_S = 86_400.0
_LABEL = re.compile(r"[\w.-]{1,50}")


def read_controls(headers: RawHeaders) -> Controls:
    """Raises InvalidRequest, whose `param` is the header at fault. Unknown `x-huahua-*` headers are left alone."""
    found: dict[str, Any] = {}
    for name, value in headers:
        if name[:9] == b"x-huahua-":
            reader = _READERS.get(name)
            if reader is not None:
                field, read = reader
                found[field] = read(name.decode(), value.decode("latin-1").strip())
        elif name == b"cache-control":
            found |= _directives(value)
    return Controls(**found) if found else NO_CONTROLS


def _directives(value: bytes) -> dict[str, bool]:
    """`no-store` and `no-cache` (or `max-age=0`, which asks for the same) of RFC 9111, 5.2.1; others are for
    caches that are no model's."""
    words = {word.strip().lower().replace(b" ", b"") for word in value.split(b",")}
    found = {}
    if b"no-store" in words:
        found["no_store"] = True
    if b"no-cache" in words or b"max-age=0" in words:
        found["no_cache"] = True
    return found


def _one_of(words: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        word = value.lower()
        if word not in words:
            raise InvalidRequest(f"'{name}' must be one of {', '.join(words)}.", param=name)
        return word

    return read


def _label(name: str, value: str) -> str:
    if not _LABEL.fullmatch(value):
        raise InvalidRequest(
            f"'{name}' must be a word of at most 50 letters, digits, dots, dashes and underscores.",
            param=name,
        )
    return value


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= MAX_DEADLINE_S:
        raise InvalidRequest(
            f"'{name}' must be a number of seconds, above 0 and up to {MAX_DEADLINE_S:,.0f}.", param=name
        )
    return seconds


def _micros(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise InvalidRequest(f"'{name}' must be a whole number of millionths, 0 or more.", param=name)
    return int(value)


def _watch(name: str, value: str) -> QueueWatch:
    _one_of(("show",))(name, value)
    return QueueWatch()


_READERS: dict[bytes, tuple[str, Callable[[str, str], Any]]] = {
    b"x-huahua-cache": ("cache", _one_of(CACHE_WORDS)),
    b"x-huahua-priority": ("priority", _one_of(tuple(LANES))),
    b"x-huahua-queue": ("queue", _watch),
    b"x-huahua-deadline": ("deadline_s", _seconds),
    b"x-huahua-chunk": ("chunk", _one_of(("sentence",))),
    b"x-huahua-region": ("region", _label),
    b"x-huahua-data-class": ("data_class", _label),
    b"x-huahua-max-cost-micros": ("max_cost_micros", _micros),
}
