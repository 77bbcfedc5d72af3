"""Routing and Incidents when nothing is there, and when everything is there at once and has a long name."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import Person
from tests.browser.shots import DESKTOP, PHONE, Shots, show
from tests.browser.test_accessibility import FITS, LOCALES, NARROW, RULES, serious

LONG = "a-provider-in-a-far-region-with-a-name-that-nobody-would-choose"
EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}
NO_CACHE = {
    "mode": "off",
    **dict.fromkeys(("entries", "bytes", "max_bytes", "evicted", "hits", "shared", "made", "hit_rate"), 0),
    "redis": None,
    "semantic": None,
}
CACHE = {
    **NO_CACHE,
    **{"mode": "on", "entries": 1200, "bytes": 41_000_000, "max_bytes": 67_108_864, "evicted": 31},
    **{"hits": 5210, "shared": 840, "made": 3300, "hit_rate": 0.647},
    "redis": {"away": True, "hits": 0, "misses": 0},
}
STATES = ("closed", "open", "half_open", "limited")
KINDS = ("refused", "limited", "credential", "unreachable", "timeout", "broken", "error")
TASKS = ("dialogue", "code", "creative", "translation", "reasoning", "vision", "painting")


def sample(number: int) -> dict[str, Any]:
    calls = 3 + number * 7 % 11
    times = {"p50_ms": 120 + number * 13 % 90, "p99_ms": 300 + number * 37 % 400}
    return {"calls": calls, "failures": number % 4, "running": 1} | (times if number % 9 else EMPTY_TIMES)


EMPTY_TIMES = {"p50_ms": None, "p99_ms": None}


def upstream_in(state: str, number: int) -> dict[str, Any]:
    return {
        **{"key": f"{LONG}/{number}", "provider": LONG, "model": f"{LONG}/large-{number}", "account": number},
        **{"state": state, "returns_in_s": None if state == "closed" else 4.5, "alarm": number == 2},
        **{"running": 3, "calls": 400, "failures": 31, "error_rate": 0.08, "weight": 0.5},
        **{"p50_ms": 140.0, "p99_ms": 12_400.0, "first_token_ms": 90.0, "rate_limit_left": 0.12},
        "trail": [sample(number) for number in range(60)],
    }


def case_of(kind: str, number: int) -> dict[str, Any]:
    return {
        **{"id": f"cas_{number:04}", "at": "2026-01-02T03:04:05Z", "request_id": f"req_{number // 2:032}"},
        **{"model": LONG, "upstream": f"{LONG}/large", "provider": LONG, "upstream_model": "large"},
        **{"attempt": number % 2 + 1, "kind": kind, "code": "upstream_timeout", "elapsed_ms": 30_000},
        **{"detail": f"https://{LONG}.example.org/v1/chat/completions said nothing", "next": None},
        **{
            "served_by": "studio/teller" if number % 4 == 1 else None,
            "visible": number == 6,
            "count": 1 + number,
        },
    }


ALARM = {"subject": f"{LONG}#2", "reason": "upstream_credential", "since": "2026-01-02T03:04:05Z"}
FULL: dict[str, Any] = {
    "health": {"upstreams": [upstream_in(state, n) for n, state in enumerate(STATES, 1)], "alarms": [ALARM]},
    "cache": CACHE,
    "cases": {"items": [case_of(kind, n) for n, kind in enumerate(KINDS)][::-1], "next_cursor": "more"},
    "scores": {
        "items": [
            {
                "key": f"{LONG}/large",
                "task": task,
                "score": 0.71,
                "base": 0.7,
                "given": None,
                "up": 12,
                "down": 3,
            }
            for task in TASKS
        ],
        "next_cursor": None,
    },
}
NOTHING: dict[str, Any] = {
    "health": {"upstreams": [], "alarms": []},
    "cache": NO_CACHE,
    "cases": EMPTY,
    "scores": EMPTY,
}


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


def answer_with(page: Page, answers: dict[str, Any]) -> None:
    """Lets the administrator's API say this; routes stay the server's own, which always has some."""

    def reply(body: Any) -> Callable[[Route], None]:
        return lambda route: route.fulfill(content_type="application/json", body=json.dumps(body))

    for name, body in answers.items():
        page.route(f"**/api/admin/{name}*", reply(body))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("answers", [FULL, NOTHING], ids=["full", "empty"])
@pytest.mark.parametrize("name", ["routing", "incidents"])
def test_every_state_can_be_read(page: Page, name: str, answers: dict[str, Any], shots: Shots) -> None:
    answer_with(page, answers)
    step = f"{name}-{'full' if answers is FULL else 'empty'}"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(f"/settings/{name}")
    expect(page.get_by_test_id(name)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    for scheme in ("light", "dark"):
        show(page, scheme)
        assert serious(page, RULES[scheme]) == [], scheme
    shots.everywhere(page, step)
    page.set_viewport_size({"width": NARROW, "height": 2400})
    page.wait_for_function(FITS, arg=NARROW)
    shots.take(page, f"{step}-narrow")


def open_incidents(page: Page, upstreams: list[dict[str, Any]]) -> None:
    answer_with(page, FULL | {"health": {"upstreams": upstreams, "alarms": []}})
    page.goto("/settings/incidents")
    expect(page.get_by_test_id("traffic")).to_be_visible()


def test_a_plot_is_read_with_arrow_keys(page: Page) -> None:
    one = upstream_in("closed", 1) | {"trail": [sample(4), sample(5)]}
    open_incidents(page, [one])
    plot = page.get_by_role("slider", name="Calls to all upstreams")
    plot.press("ArrowLeft")
    expect(plot).to_have_attribute("aria-valuenow", "58")
    words = f"{one['trail'][0]['calls']} calls"
    expect(plot).to_have_attribute("aria-valuetext", re.compile(rf"^\d\d:\d\d:\d\d · {words}$"))
    expect(page.get_by_test_id("traffic")).to_contain_text(words)
    plot.press("Home")
    expect(plot).to_have_attribute("aria-valuetext", re.compile("· 0 calls$"))
    page.get_by_test_id("upstreams-view").focus()
    expect(page.get_by_test_id("traffic")).to_contain_text("10 min ago")


def test_what_was_not_used_takes_one_line(page: Page) -> None:
    idle = upstream_in("closed", 2) | {"calls": 0, "failures": 0, "trail": [], "alarm": False}
    open_incidents(page, [upstream_in("closed", 1), idle])
    expect(page.get_by_test_id(f"upstream-{LONG}/1")).to_be_visible()
    expect(page.get_by_test_id(f"upstream-{LONG}/2")).to_be_hidden()
    page.get_by_text("1 not used yet").click()
    expect(page.get_by_test_id(f"upstream-{LONG}/2")).to_be_visible()


def test_many_upstreams_are_a_table_that_sorts(page: Page, shots: Shots) -> None:
    slow = upstream_in("closed", 7) | {"p50_ms": 9000.0}
    dumb = upstream_in("closed", 8) | {"p50_ms": None}
    rows = [upstream_in(STATES[n % 4], n) for n in range(10, 40)]
    open_incidents(page, [*rows, dumb, slow])
    table = page.get_by_test_id("upstream-table")
    expect(table.locator("tbody tr")).to_have_count(32)
    head = table.get_by_role("columnheader", name="Median")
    for order, first in (("descending", slow), ("ascending", rows[0]), ("none", None)):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", order)
        if first:
            median = table.locator("tbody tr").first.locator("td").nth(3)
            expect(median).to_have_text("9\u00a0s" if first is slow else "140\u00a0ms")
            expect(table.locator("tbody tr").last.locator("td").nth(3)).to_have_text("–")
    shots.everywhere(page, "upstream-table")
    assert serious(page) == []


def test_the_trails_can_be_taken_along(page: Page, tmp_path: Path) -> None:
    open_incidents(page, [upstream_in("closed", 1), upstream_in("open", 3)])
    with page.expect_download() as download:
        page.get_by_test_id("traffic-csv").click()
    download.value.save_as(tmp_path / "upstreams.csv")
    with (tmp_path / "upstreams.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 120
    assert {row["model"] for row in rows} == {f"{LONG}/large-1", f"{LONG}/large-3"}
    assert [int(row["calls"]) for row in rows[:2]] == [sample(0)["calls"], sample(1)["calls"]]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_chosen_model_can_be_read_in_its_menu(page: Page, shots: Shots) -> None:
    for size in (PHONE, DESKTOP):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto("/")
        page.get_by_test_id("model-picker").click()
        menu = page.get_by_role("menu")
        expect(menu.get_by_role("menuitem").filter(has_text="auto")).to_be_visible()
        for scheme in ("light", "dark"):
            show(page, scheme)
            assert serious(page, RULES[scheme]) == [], (size, scheme)
            shots.take(page, "picker")
