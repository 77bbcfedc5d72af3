"""Usage lines as rows of the table. Runs in the writer's thread, so that the event loop pays for none of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from huahua.gateway.domain.price import Price
from huahua.gateway.domain.usage import UsageLine
from huahua.kit.text import storable

Row = tuple[Any, ...]
MAX_COUNT = 2**31 - 1
MAX_COST = 2**63 - 1
MAX_PRICES = 1024

TEXTS = {
    "request_id": 40,
    "user_id": 40,
    "key_id": 40,
    "model": 200,
    "provider": 100,
    "upstream_model": 200,
    "dialect": 20,
    "task": 20,
    "error_code": 60,
    "currency": 3,
    "route_reason": 60,
    "cache": 10,
    "wallet_id": 40,
    "lease_id": 40,
    "broken": 10,
    "team_id": 40,
    "project_id": 40,
    "vendor_currency": 3,
    "picture": 40,
}
"""Text columns and how many characters they hold."""
COUNTS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
    "characters",
    "audio_seconds",
    "cache_write_1h_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
    "pages",
    "inference_ms",
    "memory_gib_ms",
)
"""Columns of `Usage`."""
_PLAIN = (
    "request_id",
    "user_id",
    "key_id",
    "model",
    "provider",
    "upstream_model",
    "route_reason",
    "currency",
    "vendor_currency",
    "dialect",
    "task",
    "cache",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
    "status",
    "latency_ms",
    "first_byte_ms",
    "attempts",
    "cost_micros",
    "vendor_micros",
    "price",
    "created_at",
)
"""Columns that say something of every call."""
_PAID = ("wallet_id", "lease_id", "charge_micros")
_RARE = (
    "error_code",
    "broken",
    "team_id",
    "project_id",
    "picture",
    "characters",
    "audio_seconds",
    "cache_write_1h_tokens",
    "audio_input_tokens",
    "audio_output_tokens",
    "pages",
    "inference_ms",
    "memory_gib_ms",
)
NAMES = _PLAIN + _PAID + _RARE
"""The columns in the order of a row."""
_NOT_PAID: Row = (None, None, 0)
_NOTHING_RARE: Row = (None, "", None, None, "", 0, 0, 0, 0, 0, 0, 0, 0)
"""What the columns hold that a row leaves out: their defaults in the table."""


_price_texts: dict[int, tuple[Price, str]] = {}


def rows_of(lines: Sequence[UsageLine]) -> list[Row]:
    """Rows of one length. What lies behind their last value has its default in all of them: most calls are paid by no
    wallet and count few things, and a row of a third fewer values takes a third less time to write."""
    plain, paid, rare = list(map(_plain, lines)), list(map(_paid, lines)), list(map(_rare, lines))
    if any(part != _NOTHING_RARE for part in rare):
        return [one + two + three for one, two, three in zip(plain, paid, rare, strict=True)]
    if any(part != _NOT_PAID for part in paid):
        return [one + two for one, two in zip(plain, paid, strict=True)]
    return plain


def row_of(line: UsageLine) -> Row:
    """All columns. Every value is within its column: providers report absurd counts and names, and a line that the
    database refuses would hold up every line after it."""
    return _plain(line) + _paid(line) + _rare(line)


def _plain(line: UsageLine) -> Row:
    usage, first, vendor, cost = line.usage, line.first_byte_ms, line.vendor_micros, line.cost_micros
    counts: tuple[int, ...] = (
        usage.input_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        usage.images,
        line.status,
        line.latency_ms,
    )
    return (
        line.request_id[:40],
        *_fitting_names(
            line.user_id,
            line.key_id,
            line.model,
            line.provider,
            line.upstream_model,
            line.route_reason,
            line.currency,
            line.vendor_currency,
        ),
        line.dialect,
        line.task,
        line.cache,
        *_within(counts),
        None if first is None else min(first, MAX_COUNT),
        line.attempts,
        cost if cost < MAX_COST else MAX_COST,
        None if vendor is None else min(vendor, MAX_COST),
        None if line.price is None else _price_text(line.price),
        _moment(line.created_at),
    )


def _paid(line: UsageLine) -> Row:
    charge = line.charge_micros
    return line.wallet_id, line.lease_id, charge if charge < MAX_COST else MAX_COST


def _rare(line: UsageLine) -> Row:
    usage, error = line.usage, line.error_code
    return (
        None if error is None else fitting(error, 60),
        line.broken,
        line.team_id,
        line.project_id,
        fitting(line.picture, 40) if line.picture else "",
        *_within(
            (
                usage.characters,
                usage.audio_seconds,
                usage.cache_write_1h_tokens,
                usage.audio_input_tokens,
                usage.audio_output_tokens,
                usage.pages,
                usage.inference_ms,
                usage.memory_gib_ms,
            )
        ),
    )


def _within(counts: tuple[int, ...]) -> tuple[int, ...]:
    return counts if max(counts) <= MAX_COUNT else tuple([min(count, MAX_COUNT) for count in counts])


@lru_cache(maxsize=4096)
def _fitting_names(
    user_id: str,
    key_id: str | None,
    model: str,
    provider: str,
    upstream_model: str,
    route_reason: str,
    currency: str | None,
    vendor_currency: str | None,
) -> Row:
    """The same few come together again and again."""
    return (
        fitting(user_id, 40),
        None if key_id is None else fitting(key_id, 40),
        fitting(model, 200),
        fitting(provider, 100),
        fitting(upstream_model, 200),
        fitting(route_reason, 60),
        None if currency is None else fitting(currency, 3),
        vendor_currency,
    )


def _moment(at: datetime) -> str:
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    second = _second(at.year, at.month, at.day, at.hour, at.minute, at.second)
    return f"{second}.{at.microsecond:06}"


@lru_cache(maxsize=64)
def _second(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str:
    """The same for thousands of lines, and most of the work of `isoformat`."""
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"


@lru_cache(maxsize=4096)
def fitting(text: str, length: int) -> str:
    """The same few names come again and again."""
    return storable(text)[:length]


def _price_text(price: Price) -> str:
    """Found by the price's identity: it has dozens of fields, and hashing them takes as long as the rest of a row."""
    known = _price_texts.get(id(price))
    if known is None or known[0] is not price:
        if len(_price_texts) >= MAX_PRICES:
            _price_texts.clear()
        known = _price_texts[id(price)] = price, msgspec.json.encode(price.brief()).decode()
    return known[1]
