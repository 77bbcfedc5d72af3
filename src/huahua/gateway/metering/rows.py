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

MAX_COUNT = 2**31 - 1
MAX_COST = 2**63 - 1

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
NAMES = (
    *TEXTS,
    *COUNTS,
    "status",
    "latency_ms",
    "first_byte_ms",
    "attempts",
    "cost_micros",
    "charge_micros",
    "vendor_micros",
    "price",
    "created_at",
)
"""The columns in the order of a row."""

Row = tuple[Any, ...]


def rows_of(lines: Sequence[UsageLine]) -> list[Row]:
    return [row_of(line) for line in lines]


def row_of(line: UsageLine) -> Row:
    """Every value within its column: providers report absurd counts and names, and a line that the database
    refuses would hold up every line after it. `created_at` is ISO 8601 in UTC, without a zone."""
    usage = line.usage
    counts: tuple[int, ...] = (
        usage.input_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        usage.images,
        usage.characters,
        usage.audio_seconds,
        usage.cache_write_1h_tokens,
        usage.audio_input_tokens,
        usage.audio_output_tokens,
        usage.pages,
        usage.inference_ms,
        usage.memory_gib_ms,
        line.status,
        line.latency_ms,
    )
    if max(counts) > MAX_COUNT:
        counts = tuple([min(count, MAX_COUNT) for count in counts])
    key_id, error, currency, first = line.key_id, line.error_code, line.currency, line.first_byte_ms
    return (
        line.request_id[:40],
        fitting(line.user_id, 40),
        None if key_id is None else fitting(key_id, 40),
        fitting(line.model, 200),
        fitting(line.provider, 100),
        fitting(line.upstream_model, 200),
        line.dialect,
        line.task,
        None if error is None else fitting(error, 60),
        None if currency is None else fitting(currency, 3),
        fitting(line.route_reason, 60),
        line.cache,
        line.wallet_id,
        line.lease_id,
        line.broken,
        line.team_id,
        line.project_id,
        line.vendor_currency,
        fitting(line.picture, 40),
        *counts,
        None if first is None else min(first, MAX_COUNT),
        line.attempts,
        min(line.cost_micros, MAX_COST),
        min(line.charge_micros, MAX_COST),
        None if line.vendor_micros is None else min(line.vendor_micros, MAX_COST),
        None if line.price is None else _price_text(line.price),
        _moment(line.created_at),
    )


def _moment(at: datetime) -> str:
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(" ", "microseconds")[:26]


@lru_cache(maxsize=4096)
def fitting(text: str, length: int) -> str:
    """The same few names come again and again."""
    return storable(text)[:length]


@lru_cache(maxsize=1024)
def _price_text(price: Price) -> str:
    return msgspec.json.encode(price.brief()).decode()
