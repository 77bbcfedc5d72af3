"""Price books for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from huahua.billing.prices.domain.factor import Factor, factor
from huahua.billing.prices.domain.resolve import Book, Rates, Row
from huahua.billing.prices.shapes import ContentBody
from huahua.gateway.domain.api import Usage, UsageRecord

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday; 20:00 in Shanghai."""
DOLLARS = Rates("USD", {"CNY": factor("0.14")})
ROW = Row("talk", "up", "gpt-4o")


def entry(**changes: Any) -> dict[str, Any]:
    price = {"currency": "USD", "input": 1_000_000, "output": 4_000_000}
    return {"model": "talk", "price": price, **changes}


def book(*entries: dict[str, Any], rates: Rates = DOLLARS, **groups: str) -> Book:
    body = ContentBody.model_validate({"entries": list(entries), "groups": groups})
    return Book("prb_1", body.content(), rates)


def record(**changes: Any) -> UsageRecord:
    fields: dict[str, Any] = {
        "request_id": "req_1",
        "user_id": "usr_a",
        "key_id": None,
        "model": "talk",
        "provider": "up",
        "upstream_model": "gpt-4o",
        "task": "dialogue",
        "usage": Usage(input_tokens=100, output_tokens=50),
        "status": 200,
        "error_code": None,
        "latency_ms": 1_000,
        "created_at": NOW,
        "cost_micros": 10,
        "currency": "USD",
        "price": None,
        "cache": "off",
        "route_reason": "only",
        "picture": "",
        "vendor_micros": None,
        "vendor_currency": None,
    }
    return UsageRecord(**{**fields, **changes})


__all__ = ["DOLLARS", "NOW", "ROW", "Factor", "book", "entry", "record"]
