"""Routing and Incidents when nothing is there, and when everything is there at once and has a long name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import Person
from tests.browser.shots import PHONE, Shots, show
from tests.browser.test_accessibility import FITS, LOCALES, NARROW, serious

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
        assert serious(page) == [], scheme
    shots.everywhere(page, step)
    page.set_viewport_size({"width": NARROW, "height": 2400})
    page.wait_for_function(FITS, arg=NARROW)
    shots.take(page, f"{step}-narrow")
