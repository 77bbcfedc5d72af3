"""Balance, prices, orders and margins when nothing is there, and when everything is there and has a long name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import Person
from tests.browser.shots import PHONE, Shots, show
from tests.browser.test_accessibility import FITS, LOCALES, NARROW, RULES, serious

LONG = "a-model-in-a-far-region-with-a-name-that-nobody-would-choose"
AT = "2026-01-02T03:04:05.000Z"
PAGES = ("billing", "customers", "prices", "plans", "orders", "margins")
EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}


def usd(micros: int) -> dict[str, Any]:
    return {"amount_micros": micros, "currency": "USD"}


def order(number: int, **more: Any) -> dict[str, Any]:
    return {
        **{"id": f"ord_{number:026}", "provider": "alipay", "method": "page", "purpose": "top_up"},
        **{"status": "paid", "amount": usd(50_000_000), "credit": usd(50_000_000), "rate": None},
        **{"refunded": usd(0), "late": False, "test": False, "checkout": None, "refunds": []},
        **{"created_at": AT, "expires_at": AT, "paid_at": AT, "user_id": f"usr_{number:026}"},
        **{"wallet_id": f"wal_{number:026}", "payment_ref": "2026010222001", "confirmed_by": None},
        **{"flag": None, "by_hand": False},
        **more,
    }


CHECKOUT = {
    **{"kind": "transfer", "url": None, "qr": None, "parameters": None},
    **{"instructions": "Bank of Rivers\nIBAN XX00 0000 0000", "ref": "HH-7F3K-9Q"},
}
ORDERS = [
    order(1, provider="manual", status="pending", checkout=CHECKOUT, by_hand=True, test=True),
    order(2, flag="late", refunded=usd(10_000_000)),
    order(3, status="expired", provider="wechat"),
    order(4, status="failed", provider="stripe"),
]
PRICE = {
    **dict.fromkeys(("cache_read", "cache_write", "cache_write_1h", "reasoning"), None),
    **dict.fromkeys(("audio_input", "audio_output"), None),
    **dict.fromkeys(("second", "memory", "character", "sound", "page", "call"), 0),
    **{
        "currency": "USD",
        "input": 150_000,
        "output": 600_000,
        "picture": 40_000,
        "pictures": {},
        "longer": [],
    },
}
ENTRY = {
    **{"model": LONG, "provider": "", "price": PRICE, "cost": {**PRICE, "input": 100_000}, "source": ""},
    "tiers": {"mode": "graduated", "unit": "tokens", "steps": [{"above": 1_000_000, "price": PRICE}]},
    "windows": [
        {
            **{"zone": "Asia/Shanghai", "from": "00:30", "until": "08:30", "factor": "0.5"},
            **{"cost_factor": "1", "days": [0, 1, 2, 3, 4, 5, 6]},
        }
    ],
}


def book(state: str, number: int | None, **more: Any) -> dict[str, Any]:
    return {
        **{
            "id": f"pbk_{state}",
            "number": number,
            "state": state,
            "note": "Spring",
            "revision": 3,
            "entries": 2,
        },
        **{"effective_at": None if state == "draft" else AT, "created_by": None, "created_at": AT},
        **{"updated_at": AT, "published_by": None, "published_at": None},
        **more,
    }


DRAFT = book(
    "draft",
    None,
    content={
        "entries": [ENTRY, {**ENTRY, "model": "fast", "tiers": None, "windows": []}],
        "groups": {"school": "0.5"},
    },
    units={},
    warnings=[{"code": "below_cost", "entry": LONG, "field": "input"}],
    unmatched=["gone"],
)


def reckoned(name: str, **more: Any) -> dict[str, Any]:
    return {
        **{"name": name, "calls": 1200, "old_micros": 9_000_000, "new_micros": 7_500_000},
        **{"difference_micros": -1_500_000, "vendor_micros": 8_000_000, "cost_unknown_calls": 0},
        **{"unpriced_calls": 0, "margin_micros": -500_000, "loses": True},
        **more,
    }


PREVIEW = {
    **{"book_id": "pbk_draft", "first": AT, "until": AT, "lines": 1200, "whole": True, "currency": "USD"},
    **{"total": reckoned("all"), "models": [reckoned(LONG)], "customers": [reckoned("usr_1")]},
    **{"losers": [LONG], "warnings": [], "unmatched": []},
}


def margin(name: str, margin_micros: int | None = 40_000) -> dict[str, Any]:
    return {
        **{"name": name, "calls": 31, "revenue_micros": 120_000, "vendor_micros": 80_000},
        **{"cost_unknown_calls": 2, "unconverted_calls": 0, "margin_micros": margin_micros},
        "loses": (margin_micros or 0) < 0,
    }


def margins(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"first": AT, "until": AT, "currency": "USD", "total": margin("all"), "rows": rows}


def days(count: int) -> list[str]:
    today = datetime.now(UTC).date()
    return [(today - timedelta(days=day)).isoformat() for day in range(count)]


def wallet(number: int, **more: Any) -> dict[str, Any]:
    parts = dict.fromkeys(("available", "held", "money", "grants", "owed", "credit_limit"), usd(1_230_000))
    owner = {"kind": "team" if number % 2 else "user", "id": f"{LONG}-{number}"[:40]}
    return {**parts, "id": f"wal_{number:026}", "owner": owner, "created_at": AT, **more}


DRIFT = {
    **{"check": "balance", "subject": "wal_1", "expected": 5, "found": 4},
    "sentence": "wallet wal_1 shows 4 micros, and its entries sum to 5",
}
REPORT = {"at": AT, "holds": False, "counts": {}, "totals": {}, "drift": [DRIFT], "overdrawn": ["wal_2"]}
KINDS = ("usage", "credit", "grant", "debit", "expiry", "adjustment")
ENTRIES = [
    {
        **{"id": f"ltx_{number}", "number": number, "kind": kind, "source": "x", "memo": "", "calls": 31},
        **{"amount": usd((-1) ** number * 1_230_000), "balance": usd(9_000_000), "actor_id": None},
        "created_at": AT,
    }
    for number, kind in enumerate(KINDS)
]
BALANCE = {
    **{"amount_micros": 12_340_000, "currency": "USD", "limit_micros": None, "period": None},
    **{"held_micros": 10_000, "grants_micros": 5_000_000, "credit_limit_micros": 20_000_000},
    "wallet_id": "wal_1",
}
PLAN = {
    **{"id": "pln_1", "name": "Starter", "description": LONG, "state": "offered", "currency": "USD"},
    **{"fee_micros": 5_000_000, "every": "month", "included_micros": 2_000_000, "factor": "0.8"},
    **{"included": {"calls": 1000, "pictures": 20}, "credit_limit_micros": 9_000_000},
}
SUBSCRIPTION = {
    **{"id": "sub_1", "user_id": "usr_1", "plan_id": "pln_1", "plan_name": "Starter", "state": "past_due"},
    **{"currency": "USD", "fee_micros": 5_000_000, "every": "month", "included_micros": 2_000_000},
    **{"factor": "0.8", "credit_limit_micros": 0, "period_start": AT, "period_end": AT, "month_end": AT},
    **{"cancelled": False, "next_plan_id": None},
    "quotas": [
        {"unit": "calls", "included": 1000, "used": 812},
        {"unit": "pictures", "included": 20, "used": 20},
    ],
}
BATCH = {
    **{"id": "bat_1", "name": LONG, "amount_micros": 20_000_000, "currency": "USD", "count": 10, "used": 3},
    **{"expires_at": AT, "grant_days": None, "revoked_at": None, "created_by": None, "created_at": AT},
}
NOTICE = {"id": "ntc_1", "kind": "quota", "facts": {"percent": 80}, "created_at": AT, "read_at": None}


INVOICE = {
    **{"id": "inv_1", "number": "2026-000001", "user_id": "usr_1", "month": "2026-01", "currency": "USD"},
    **{"total_micros": 12_340_000, "due_micros": 2_340_000, "created_at": AT},
}
WISHES = {
    **{"low_balance_micros": 2_000_000, "top_up_below_micros": None, "top_up_micros": None},
    "currency": "USD",
    "letters": True,
}


def listed(*items: Any) -> dict[str, Any]:
    return {"items": list(items), "next_cursor": None}


METHODS = {
    **{"currency": "USD", "least": usd(1_000_000), "most": usd(1_000_000_000), "saved": []},
    "ways": [
        {
            **{"provider": "manual", "methods": [], "test": True, "saves": False},
            "currencies": [{"currency": "USD", "rate": "1", "digits": 2}],
        },
        {
            **{"provider": "alipay", "methods": ["page", "precreate"], "test": False, "saves": False},
            "currencies": [{"currency": "CNY", "rate": "0.14", "digits": 2}],
        },
    ],
}
FULL: dict[str, Any] = {
    "/api/billing/balance": BALANCE,
    "/api/billing/statement?*": listed(*ENTRIES),
    "/api/billing/subscription": {"subscription": SUBSCRIPTION, "order": []},
    "/api/billing/notices?*": listed(NOTICE),
    "/api/billing/invoices?*": listed(INVOICE),
    "/api/billing/wishes": WISHES,
    "/api/plans": listed(PLAN, {**PLAN, "id": "pln_2", "name": LONG}),
    "/api/admin/plans": listed(PLAN, {**PLAN, "id": "pln_2", "name": LONG, "state": "archived"}),
    "/api/admin/codes": listed(BATCH, {**BATCH, "id": "bat_2", "revoked_at": AT}),
    "/api/admin/billing/wallets*": listed(wallet(1), wallet(2)),
    "/api/admin/billing/audit": {"report": REPORT},
    "/api/billing/orders?*": {"items": ORDERS, "next_cursor": None},
    "/api/billing/payment-methods": METHODS,
    "/api/admin/billing/orders*": {"items": ORDERS, "next_cursor": None},
    "/api/admin/prices": {
        **{"current": book("in_force", 4), "scheduled": [book("scheduled", 5)], "drafts": [DRAFT]},
        **{"currency": "USD", "rates": {}, "units": {}},
    },
    "/api/admin/prices/books?*": {"items": [book("past", 3)], "next_cursor": None},
    "/api/admin/prices/books/pbk_draft": DRAFT,
    "/api/admin/prices/drafts/pbk_draft/preview?*": PREVIEW,
    "/api/admin/prices/margins?*by=day*": margins([margin(day) for day in days(12)]),
    "/api/admin/prices/margins?*by=model*": margins(
        [margin("fast"), margin(LONG, -30_000), margin("free", None)]
    ),
}
NOTHING: dict[str, Any] = {
    "/api/billing/balance": {**BALANCE, "amount_micros": 0, "grants_micros": 0},
    "/api/billing/statement?*": EMPTY,
    "/api/billing/subscription": {"subscription": None, "order": []},
    "/api/billing/notices?*": EMPTY,
    "/api/billing/invoices?*": EMPTY,
    "/api/billing/wishes": {**WISHES, "low_balance_micros": 0},
    "/api/plans": EMPTY,
    "/api/admin/plans": EMPTY,
    "/api/admin/codes": EMPTY,
    "/api/admin/billing/wallets*": EMPTY,
    "/api/admin/billing/audit": {"report": None},
    "/api/billing/orders?*": EMPTY,
    "/api/billing/payment-methods": {**METHODS, "ways": []},
    "/api/admin/billing/orders*": EMPTY,
    "/api/admin/prices": {
        **{"current": None, "scheduled": [], "drafts": [], "currency": "USD", "rates": {}, "units": {}}
    },
    "/api/admin/prices/books?*": EMPTY,
    "/api/admin/prices/margins?*": margins([]),
}


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


def answer_with(page: Page, answers: dict[str, Any]) -> None:
    def reply(body: Any) -> Callable[[Route], None]:
        return lambda route: route.fulfill(content_type="application/json", body=json.dumps(body))

    for path, body in answers.items():
        page.route(f"**{path}", reply(body))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("answers", [FULL, NOTHING], ids=["full", "empty"])
@pytest.mark.parametrize("name", PAGES)
def test_every_state_can_be_read(page: Page, name: str, answers: dict[str, Any], shots: Shots) -> None:
    answer_with(page, answers)
    step = f"{name}-{'full' if answers is FULL else 'empty'}"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"/settings/{name}")
    expect(page.get_by_test_id(f"{name}-page" if name == "orders" else name)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    for scheme in ("light", "dark"):
        show(page, scheme)
        assert serious(page, RULES[scheme]) == [], scheme
    shots.everywhere(page, step)
    page.set_viewport_size({"width": NARROW, "height": 2400})
    page.wait_for_function(FITS, arg=NARROW)
    shots.take(page, f"{step}-narrow")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_draft_can_be_read_and_reckoned(page: Page, shots: Shots, locale: str) -> None:
    answer_with(page, FULL)
    page.goto("/settings/prices")
    page.get_by_test_id("book-draft").get_by_test_id("open-book").click()
    expect(page.get_by_test_id("entries").locator("tbody tr")).to_have_count(2)
    page.get_by_test_id("preview").click()
    expect(page.get_by_test_id("preview-block").locator("table")).to_have_count(2)
    assert serious(page) == []
    shots.everywhere(page, "draft")
    page.get_by_test_id("entry-edit").first.click()
    page.get_by_test_id("entry-more").click()
    expect(page.get_by_test_id("price-cache_read")).to_be_visible()
    page.get_by_test_id("tier-mode").click()
    page.locator(".ant-select-item-option").nth(1).click()
    expect(page.get_by_test_id("tier-mode")).to_contain_text(
        "总量计价" if locale.startswith("zh") else "By the whole volume"
    )
    page.get_by_test_id("tier-mode").scroll_into_view_if_needed()
    assert serious(page) == []
    shots.everywhere(page, "entry")


@pytest.mark.parametrize("locale", LOCALES)
def test_how_to_pay_can_be_read(page: Page, shots: Shots) -> None:
    answer_with(page, FULL)
    page.goto("/settings/billing")
    expect(page.get_by_test_id("wishes-letters")).to_be_checked()
    page.get_by_test_id("wishes-letters").scroll_into_view_if_needed()
    shots.take(page, "letters")
    page.get_by_test_id("top-up").click()
    expect(page.get_by_test_id("top-up-amount")).to_be_visible()
    assert serious(page) == []
    shots.everywhere(page, "top-up")
