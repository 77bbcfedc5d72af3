"""Settings → Usage: what calls cost by day, as a chart, a table and a file, and every call's line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.shots import PHONE, Shots, show
from tests.browser.test_accessibility import FITS, LOCALES, NARROW, RULES, serious
from tests.running_server import RunningServer

LONG = "a-model-in-a-far-region-with-a-name-that-nobody-would-choose"
COUNTS = {
    **{"input_tokens": 1200, "cache_read_tokens": 300, "cache_write_tokens": 0, "output_tokens": 450},
    **{"reasoning_tokens": 20, "images": 0, "characters": 0, "audio_seconds": 0},
}


def total(days_ago: int, number: int) -> dict[str, Any]:
    day = (datetime.now(UTC) - timedelta(days=days_ago)).date().isoformat()
    model = LONG if number == 0 else f"model-{number}"
    cost = {"amount_micros": 90_000 * (number + 1) * (days_ago % 7 + 1), "currency": "USD"}
    return {
        **COUNTS,
        **{"day": day, "model": model, "key_id": None, "user_id": None, "calls": 40 - number, "failed": 1},
        "cost": cost,
    }


def line(number: int, **more: Any) -> dict[str, Any]:
    return {
        **COUNTS,
        **{
            "id": f"req_{number:032}",
            "user_id": "usr_1",
            "key_id": None,
            "model": LONG,
            "provider": "studio",
        },
        **{"upstream_model": "large", "dialect": "openai", "task": "dialogue", "status": 200},
        **{"error_code": None, "latency_ms": 812, "first_byte_ms": 90, "attempts": 1, "route_reason": "pool"},
        **{"cache": "off", "cost": {"amount_micros": 1234, "currency": "USD"}},
        **{"created_at": "2026-01-02T03:04:05.000Z"},
        **more,
    }


FULL = {
    "totals": [total(days_ago, number) for days_ago in range(20) for number in range(8)],
    "lines": {
        "items": [
            line(1, cache="hit"),
            line(2, status=502, error_code="upstream_error", cost={"amount_micros": 0, "currency": None}),
            line(3, images=8),
        ],
        "next_cursor": "more",
    },
}
NOTHING: dict[str, Any] = {"totals": [], "lines": {"items": [], "next_cursor": None}}


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


def open_with(page: Page, report: dict[str, Any]) -> None:
    page.route(
        "**/api/usage?*",
        lambda route: route.fulfill(content_type="application/json", body=json.dumps(report)),
    )
    page.goto("/settings/usage")
    expect(page.get_by_test_id("usage-chart")).to_be_visible()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("report", [FULL, NOTHING], ids=["full", "empty"])
def test_every_state_can_be_read(page: Page, report: dict[str, Any], shots: Shots) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    open_with(page, report)
    if report is FULL:
        expect(page.get_by_test_id("chart").locator("svg text").first).to_be_visible()
        page.get_by_test_id("usage-line").nth(1).click()
    for scheme in ("light", "dark"):
        show(page, scheme)
        assert serious(page, RULES[scheme]) == [], scheme
    step = f"usage-{'full' if report is FULL else 'empty'}"
    shots.everywhere(page, step)
    page.set_viewport_size({"width": NARROW, "height": 2400})
    page.wait_for_function(FITS, arg=NARROW)
    shots.take(page, f"{step}-narrow")


def test_the_chart_is_a_table_and_a_file_too(page: Page, tmp_path: Path) -> None:
    open_with(page, FULL)
    chart = page.get_by_test_id("usage-chart")
    chart.get_by_text("Table", exact=True).click()
    expect(chart.locator("tbody tr")).to_have_count(30)
    expect(chart.locator("thead th")).to_have_count(7)  # the day, five models, the others
    with page.expect_download() as download:
        chart.get_by_role("button", name="CSV").click()
    path = tmp_path / "usage.csv"
    download.value.save_as(path)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    money = sum(float(value) for row in rows[1:] for value in row[1:])
    assert round(money * 1_000_000) == sum(one["cost"]["amount_micros"] for one in FULL["totals"])  # type: ignore[index]


def test_calls_of_a_key_are_told_apart_from_those_of_the_page(
    page: Page, person: Person, server: RunningServer
) -> None:
    secret = person.post("/api/keys", {"name": "night job"})["secret"]
    body = {"model": "builtin/assistant", "messages": [{"role": "user", "content": "Hello"}]}
    headers = {"authorization": f"Bearer {secret}"}
    reply = httpx.post(
        f"{server.url}/v1/chat/completions",
        json=body,
        headers=headers,
        timeout=60,
        trust_env=False,
        verify=False,
    )
    assert reply.status_code == 200
    person.ask("Hello")
    page.goto("/settings/usage")
    expect(page.get_by_test_id("usage-line")).to_have_count(2)
    page.get_by_text("Calls", exact=True).nth(1).click()
    page.get_by_role("combobox", name="Told apart by").click()
    page.get_by_title("By key").click()
    chart = page.get_by_test_id("usage-chart")
    expect(chart).to_contain_text("night job")
    expect(chart).to_contain_text("On this page")
