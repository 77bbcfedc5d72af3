"""The record of one finished call, whatever came of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price

GIB = 1024**3
CLIENT_CLOSED = 499
"""Status of a call whose client went away (nginx's convention)."""


class UsageLine(msgspec.Struct, frozen=True, gc=False):
    """`status` is the HTTP status the caller got; times in whole milliseconds from the call's start.

    One is made for every call, so it is a msgspec struct, which takes a third of the time of a frozen dataclass.
    """

    request_id: str
    """Made by this server for this call alone: two lines with one id count once."""
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
    cost_micros: int = 0
    currency: str | None = None
    """None where the model has no price."""
    price: Price | None = None
    """The price in force when the call was made."""
    route_reason: str = ""
    cache: str = "off"
    """`hit`, `semantic`, `miss` or `off`."""
    attempts: int = 1
    """Upstreams that were asked for this call."""
    team_id: str | None = None
    """Whose call it was, where the key is a team's."""
    project_id: str | None = None
    wallet_id: str | None = None
    """That pays; None where nobody does."""
    lease_id: str | None = None
    """Out of which the money was held."""
    charge_micros: int = 0
    """What the wallet pays, in its own currency."""
    broken: str = ""
    """How a stream that broke off was charged: `delivered`, `finished` or `free`; empty where none did."""
    vendor_micros: int | None = None
    """What the vendor takes for it; None where nobody said what that costs."""
    vendor_currency: str | None = None
    picture: str = ""
    """Size and quality of its pictures, as the price knows them: `1024x1024/high`."""


def merge_usage(seen: Usage | None, new: Usage) -> Usage:
    """What several events of one stream say together: vendors repeat running counts.

    The buckets of a prompt belong together, and so do those of a reply: an early event may count cached tokens as
    fresh ones, and the larger of each bucket would then count them twice. So the event with the larger sum wins for
    each side, with equal sums the one that knows more than fresh input and plain output. The order of events does not
    matter.
    """
    if seen is None:
        return new
    prompt = new if _prompt(new) >= _prompt(seen) else seen
    reply = new if _reply(new) >= _reply(seen) else seen
    return Usage(
        input_tokens=prompt.input_tokens,
        cache_read_tokens=prompt.cache_read_tokens,
        cache_write_tokens=prompt.cache_write_tokens,
        output_tokens=reply.output_tokens,
        reasoning_tokens=reply.reasoning_tokens,
        images=max(seen.images, new.images),
        characters=max(seen.characters, new.characters),
        audio_seconds=max(seen.audio_seconds, new.audio_seconds),
        cache_write_1h_tokens=prompt.cache_write_1h_tokens,
        audio_input_tokens=prompt.audio_input_tokens,
        audio_output_tokens=reply.audio_output_tokens,
        pages=max(seen.pages, new.pages),
        inference_ms=max(seen.inference_ms, new.inference_ms),
        memory_gib_ms=max(seen.memory_gib_ms, new.memory_gib_ms),
    )


def _prompt(usage: Usage) -> tuple[int, ...]:
    return (
        usage.prompt_tokens,
        usage.prompt_tokens - usage.input_tokens,
        usage.cache_read_tokens,
        usage.cache_write_1h_tokens,
        usage.audio_input_tokens,
    )


def _reply(usage: Usage) -> tuple[int, ...]:
    return usage.completion_tokens, usage.completion_tokens - usage.output_tokens, usage.reasoning_tokens


def add_usage(total: Usage, more: Usage) -> Usage:
    """The sum of each bucket, of replies that are counted one by one."""
    return Usage(*(getattr(total, name) + getattr(more, name) for name in Usage.__struct_fields__))


def gib_ms(size_bytes: int, milliseconds: int) -> int:
    """Memory times time as `Usage.memory_gib_ms` counts it, rounded up."""
    return -(-size_bytes * milliseconds // GIB)
