"""The record of one finished call, whatever came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huahua.gateway.domain.calls import Usage

CLIENT_CLOSED = 499
"""Status of a call whose client went away (nginx's convention)."""


@dataclass(frozen=True, slots=True)
class UsageLine:
    """`status` is the HTTP status the caller got; times in whole milliseconds from the call's start."""

    request_id: str
    user_id: str
    key_id: str | None
    model: str
    provider: str
    upstream_model: str
    dialect: str
    task: str
    usage: Usage
    status: int
    error_code: str | None
    latency_ms: int
    first_byte_ms: int | None
    created_at: datetime


def merge_usage(seen: Usage | None, new: Usage) -> Usage:
    """The larger of each bucket: vendors repeat running counts on several events of one stream."""
    if seen is None:
        return new
    return Usage(
        input_tokens=max(seen.input_tokens, new.input_tokens),
        cache_read_tokens=max(seen.cache_read_tokens, new.cache_read_tokens),
        cache_write_tokens=max(seen.cache_write_tokens, new.cache_write_tokens),
        output_tokens=max(seen.output_tokens, new.output_tokens),
        reasoning_tokens=max(seen.reasoning_tokens, new.reasoning_tokens),
        images=max(seen.images, new.images),
    )
