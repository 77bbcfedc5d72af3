"""Price books and reports as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from huahua.billing.prices.books import Preview
from huahua.billing.prices.domain.book import Entry, Window
from huahua.billing.prices.domain.reprice import Sum
from huahua.billing.prices.domain.resolve import Rates
from huahua.billing.prices.domain.warnings import Warning_
from huahua.billing.prices.shapes import ContentBody
from huahua.billing.prices.store import BookRow
from huahua.billing.prices.views import Listed
from huahua.gateway.api import UNITS, Margin, Price
from huahua.kit.clock import iso

MAX_ROWS = 500


def summary_json(row: BookRow, now: datetime, current: BookRow | None = None) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "state": _state(row, now, current),
        "note": row.note,
        "revision": row.revision,
        "entries": len(row.content["entries"]),
        "effective_at": _iso(row.effective_at),
        "created_by": row.created_by,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "published_by": row.published_by,
        "published_at": _iso(row.published_at),
    }


def book_json(
    row: BookRow,
    now: datetime,
    current: BookRow | None,
    content: ContentBody,
    warnings: Iterable[Warning_],
    unmatched: list[str],
) -> dict[str, Any]:
    return {
        **summary_json(row, now, current),
        "content": content.document(),
        "units": UNITS,
        "warnings": _warnings(warnings),
        "unmatched": unmatched,
    }


def preview_json(book_id: str, preview: Preview) -> dict[str, Any]:
    repricer = preview.repricer
    models = _largest(repricer.by_model)
    return {
        "book_id": book_id,
        "first": iso(preview.first),
        "until": iso(preview.until),
        "lines": preview.lines,
        "whole": preview.whole,
        "currency": repricer.book.rates.currency,
        "total": _sum("", repricer.total),
        "models": models,
        "customers": _largest(repricer.by_customer),
        "losers": [row["name"] for row in models if row["loses"]],
        "warnings": _warnings(preview.warnings),
        "unmatched": preview.unmatched,
    }


def margins_json(first: date, until: date, margins: Sequence[Margin], rates: Rates) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {}
    total = _margin_row("")
    for margin in margins:
        name = " · ".join(margin.key)
        row = rows.setdefault(name, _margin_row(name))
        for each in (row, total):
            _add_margin(each, margin, rates)
    found = [_closed(row) for row in rows.values()]
    found.sort(key=lambda row: (-row["revenue_micros"], row["name"]))
    return {
        "first": first.isoformat(),
        "until": until.isoformat(),
        "currency": rates.currency,
        "total": _closed(total),
        "rows": found[:MAX_ROWS],
    }


def list_json(listed: Iterable[Listed]) -> dict[str, Any]:
    return {"items": [_listed(one) for one in listed], "units": UNITS}


def _listed(one: Listed) -> dict[str, Any]:
    price, entry = one.found.price, one.entry
    assert price is not None
    terms = price.terms
    return {
        "model": one.row.name,
        "provider": one.row.provider,
        "price": _price(price),
        "tier": terms.tier if terms else 0,
        "until": iso(one.found.until),
        "factors": [{"what": what, "factor": number} for what, number in terms.factors] if terms else [],
        "tiers": _tiers(entry),
        "hours": [_window(window) for window in entry.windows] if entry else [],
    }


def _price(price: Price) -> dict[str, Any]:
    return {name: value for name, value in price.as_json().items() if name != "terms"}


def _tiers(entry: Entry | None) -> list[dict[str, Any]]:
    if entry is None or entry.tiers is None:
        return []
    tiers = entry.tiers
    return [
        {"above": above, "unit": tiers.unit, "mode": tiers.mode, "price": _price(price)}
        for above, price in [(0, entry.price), *((step.above, step.price) for step in tiers.steps)]
    ]


def _window(window: Window) -> dict[str, Any]:
    return {
        "zone": window.zone,
        "from": f"{window.start // 60:02}:{window.start % 60:02}",
        "until": f"{window.end // 60:02}:{window.end % 60:02}",
        "days": sorted(window.days),
        "factor": str(window.factor),
    }


def _state(row: BookRow, now: datetime, current: BookRow | None) -> str:
    if row.state != "published" or row.effective_at is None:
        return row.state
    if row.effective_at > now:
        return "scheduled"
    return "in_force" if current is None or current.id == row.id else "past"


def _warnings(warnings: Iterable[Warning_]) -> list[dict[str, str]]:
    return [{"code": one.code, "entry": one.entry, "field": one.field} for one in warnings]


def _largest(sums: dict[str, Sum]) -> list[dict[str, Any]]:
    found = [_sum(name, one) for name, one in sums.items()]
    return sorted(found, key=lambda row: (-max(row["old_micros"], row["new_micros"]), row["name"]))[:MAX_ROWS]


def _sum(name: str, one: Sum) -> dict[str, Any]:
    return {
        "name": name,
        "calls": one.calls,
        "old_micros": one.old_micros,
        "new_micros": one.new_micros,
        "difference_micros": one.new_micros - one.old_micros,
        "vendor_micros": one.vendor_micros,
        "cost_unknown_calls": one.cost_unknown,
        "unpriced_calls": one.unpriced,
        "margin_micros": None if one.cost_unknown else one.new_micros - one.vendor_micros,
        "loses": one.new_micros < one.vendor_micros,
    }


def _margin_row(name: str) -> dict[str, Any]:
    counts = ("calls", "revenue_micros", "vendor_micros", "cost_unknown_calls", "unconverted_calls")
    return {"name": name, **dict.fromkeys(counts, 0)}


def _add_margin(row: dict[str, Any], margin: Margin, rates: Rates) -> None:
    row["calls"] += margin.calls
    revenue = rates.micros(margin.cost_micros, margin.currency) if margin.cost_micros else 0
    vendor = rates.micros(margin.vendor_micros, margin.vendor_currency) if margin.vendor_micros else 0
    if revenue is None or vendor is None:
        row["unconverted_calls"] += margin.calls
        return
    row["revenue_micros"] += revenue
    row["vendor_micros"] += vendor
    row["cost_unknown_calls"] += margin.unknown


def _closed(row: dict[str, Any]) -> dict[str, Any]:
    known = not row["cost_unknown_calls"] and not row["unconverted_calls"]
    return {
        **row,
        "margin_micros": row["revenue_micros"] - row["vendor_micros"] if known else None,
        "loses": row["revenue_micros"] < row["vendor_micros"],
    }


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
