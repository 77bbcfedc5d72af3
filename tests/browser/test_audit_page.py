"""Settings → Audit: what happened can be found, read, verified and taken out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.shots import PHONE, Shots, show
from tests.browser.test_accessibility import FITS, LOCALES, NARROW, RULES, serious

LONG = "a-provider-in-a-far-region-with-a-name-that-nobody-would-choose"


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("auditor", "Ada")


@pytest.fixture(scope="module")
def history(administrator: httpx.Client) -> None:
    """What an administrator did before somebody looks."""
    row = {"name": LONG, "kind": "openai", "base_url": "http://127.0.0.1:9/v1", "allow_private": True}
    administrator.post("/api/admin/providers", json=row | {"api_key": "sk-one"}).raise_for_status()
    path = f"/api/admin/providers/{LONG}"
    change = {"api_key": "sk-two", "base_url": "http://127.0.0.1:9/v2", "timeout_s": 30}
    administrator.patch(path, json=change).raise_for_status()
    administrator.delete("/api/admin/cache").raise_for_status()
    for _ in range(2):
        administrator.post("/api/session", json={"email": "mallory@example.org", "password": "a guess"})


def answer(page: Page, path: str, body: Any) -> None:
    page.route(path, lambda route: route.fulfill(content_type="application/json", body=json.dumps(body)))


def opened(page: Page) -> None:
    page.goto("/settings/audit")
    expect(page.get_by_test_id("audit-entries")).to_be_visible()


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("locale", LOCALES)
def test_the_log_can_be_read_by_everybody(page: Page, shots: Shots) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    opened(page)
    page.get_by_test_id("audit-search").fill("base_url")
    entry = page.get_by_test_id("audit-entry").filter(has_text=LONG)
    expect(page.get_by_test_id("audit-entry")).to_have_count(2)
    entry.first.click()
    expect(page.get_by_test_id("audit-changes").locator("tbody tr")).to_have_count(3)
    page.get_by_test_id("audit-verify").click()
    expect(page.get_by_test_id("audit-verdict")).to_have_attribute("data-tone", "good")
    for scheme in ("light", "dark"):
        show(page, scheme)
        assert serious(page, RULES[scheme]) == [], scheme
    shots.everywhere(page, "audit-full")
    page.set_viewport_size({"width": NARROW, "height": 2400})
    page.wait_for_function(FITS, arg=NARROW)
    shots.take(page, "audit-full-narrow")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("audit-clear").click()
    expect(page.get_by_test_id("audit-entry").filter(has_text="example.org").first).to_be_visible()
    shots.everywhere(page, "audit-list")


@pytest.mark.parametrize("locale", LOCALES)
def test_an_empty_and_a_broken_log_say_so(page: Page, shots: Shots) -> None:
    answer(page, "**/api/admin/audit?*", {"items": [], "next_cursor": None})
    answer(page, "**/api/admin/audit", {"items": [], "next_cursor": None})
    fault = {"seq": 3, "kind": "changed"}
    place = {"seq": 2, "hash": "0" * 64}
    broken = {"holds": False, "entries": 2, "removed_through": 0, "last": place, "anchor": 9, "fault": fault}
    answer(page, "**/api/admin/audit/verify", broken)
    page.goto("/settings/audit")
    page.get_by_test_id("audit-verify").click()
    expect(page.get_by_test_id("audit-verdict")).to_have_attribute("data-tone", "bad")
    assert serious(page) == []
    shots.everywhere(page, "audit-empty")


@pytest.mark.usefixtures("history")
def test_entries_are_found_by_what_one_knows(page: Page) -> None:
    opened(page)
    page.get_by_role("combobox", name="Action").click()
    page.get_by_title("Sign-in failed").click()
    expect(page.get_by_test_id("audit-entry")).to_have_count(2)
    expect(page.get_by_test_id("audit-entry").first).to_contain_text("m…@example.org")
    page.get_by_test_id("audit-clear").click()
    page.get_by_test_id("audit-actor").fill("nobody-of-that-name")
    expect(page.get_by_text("No entry is like that")).to_be_visible()
    page.get_by_test_id("audit-actor").fill("admin@")
    entry = page.get_by_test_id("audit-entry").filter(has_text="Changed a provider")
    entry.click()
    changes = page.get_by_test_id("audit-changes")
    expect(changes).to_contain_text("http://127.0.0.1:9/v1")
    expect(changes).to_contain_text("Hidden")
    page.get_by_test_id("audit-only-subject").click()
    expect(page.get_by_test_id("audit-entry")).to_have_count(2)
    expect(page.get_by_test_id("audit-actor")).to_have_value("")
    page.get_by_label("To", exact=True).fill("2020-01-01")
    expect(page.get_by_text("No entry is like that")).to_be_visible()


@pytest.mark.usefixtures("history")
def test_the_log_is_taken_out_as_it_is_filtered(page: Page, tmp_path: Path) -> None:
    opened(page)
    page.get_by_test_id("audit-search").fill(LONG)
    expect(page.get_by_test_id("audit-entry")).to_have_count(2)
    page.get_by_test_id("audit-export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    path = tmp_path / download.value.suggested_filename
    assert path.name == "huahua-audit.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    # The export itself stands in it, for what was looked for stands there.
    assert [row["action"] for row in rows] == ["provider.created", "provider.changed", "audit.exported"]
    assert "sk-one" not in path.read_text("utf-8-sig")


def test_who_may_not_read_it_does_not_see_it(page: Page, person: Person, make_person: Any) -> None:
    other = make_person("support", "Sam")
    page.context.clear_cookies()
    other.enter(page.context)
    page.goto("/settings/profile")
    expect(page.get_by_test_id("settings-profile")).to_be_visible()
    expect(page.get_by_test_id("settings-audit")).to_have_count(0)
