"""Why a call cost what it cost: from its line alone, with the price that was in force. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from huahua.billing.prices.domain.reprice import FROM_CACHE
from huahua.billing.prices.domain.resolve import Rates
from huahua.gateway.domain.api import MILLION, UNITS, Part, Price, UsageRecord
from huahua.kit.clock import iso

_COUNTED_IN = {"second": "ms", "memory": "GiB·ms"}
"""Where the count is finer than the unit of the price."""


def explain(
    record: UsageRecord,
    book: Mapping[str, Any] | None,
    *,
    rates: Rates,
    vendor: bool,
    mode: str | None = None,
    corrected_micros: int | None = None,
) -> dict[str, Any]:
    """`book` is the version that the price came from; `vendor`: with what the vendor takes, for operators. `mode`: of
    the entry's tiers; `corrected_micros`: by which the month's correction changed the wallet, once it is booked."""
    price = record.price
    parts = price.parts(record.usage, duration_ms=record.latency_ms, kind=record.picture) if price else []
    full = price.cost(record.usage, duration_ms=record.latency_ms, kind=record.picture) if price else 0
    exact = sum(part.millionths for part in parts)
    terms = price.terms if price else None
    return {
        "request_id": record.request_id,
        "created_at": iso(record.created_at),
        "user_id": record.user_id,
        "key_id": record.key_id,
        "model": record.model,
        "provider": record.provider,
        "upstream_model": record.upstream_model,
        "task": record.task,
        "status": record.status,
        "error_code": record.error_code,
        "route_reason": record.route_reason,
        "cache": record.cache,
        "picture": record.picture or None,
        "currency": record.currency,
        "parts": [_part(part, record) for part in parts],
        "sum_micros": _decimal(exact),
        "rounded_micros": full,
        "cost_micros": record.cost_micros,
        "outcome": _outcome(record, price, full),
        "book": dict(book) if book else None,
        "entry": terms.entry or None if terms else None,
        "tier": {"number": terms.tier, "above": terms.above, "mode": mode} if terms and terms.entry else None,
        "month": _month(record, corrected_micros) if mode == "volume" else None,
        "factors": [{"what": what, "factor": number} for what, number in terms.factors] if terms else [],
        "longer_prompt_above": _above(price, record) if price else None,
        "vendor": _vendor(record, rates) if vendor else None,
    }


def _month(record: UsageRecord, corrected_micros: int | None) -> dict[str, Any]:
    return {"month": f"{record.created_at:%Y-%m}", "corrected_micros": corrected_micros}


def _part(part: Part, record: UsageRecord) -> dict[str, Any]:
    return {
        "name": part.name,
        "count": part.count,
        "counted_in": _COUNTED_IN.get(part.name),
        "price_micros": part.price,
        "unit": UNITS[part.name],
        "micros": _decimal(part.millionths),
        "kind": record.picture or None if part.name == "picture" else None,
    }


def _outcome(record: UsageRecord, price: Price | None, full: int) -> str:
    """`charged` (the sum, rounded up), `no_price`, `free` (nothing was used, or it costs nothing), `failed` (and so
    nothing), `from_cache` (a part of the price, or nothing)."""
    if price is None:
        return "no_price"
    if record.cache in FROM_CACHE:
        return "from_cache"
    if record.cost_micros == full:
        return "charged" if full else "free"
    return "failed" if record.status >= 400 else "charged"


def _above(price: Price, record: UsageRecord) -> int | None:
    reached = [above for above, _ in price.longer if record.usage.prompt_tokens > above]
    return reached[-1] if reached else None


def _vendor(record: UsageRecord, rates: Rates) -> dict[str, Any]:
    taken = record.vendor_micros
    cost = taken if not taken else rates.micros(taken, record.vendor_currency)
    paid = rates.micros(record.cost_micros, record.currency or rates.currency)
    return {
        "amount_micros": record.vendor_micros,
        "currency": record.vendor_currency,
        "margin_micros": None if cost is None or paid is None else paid - cost,
        "margin_currency": rates.currency,
    }


def _decimal(millionths: int) -> str:
    """Micros with their fraction, exactly."""
    return format((Decimal(millionths) / MILLION).normalize(), "f")
