"""The administrator sees where a sentence would go, edits a score, and makes a route."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.shots import Shots

SENTENCE = "Write a Python function that reverses a list"


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


@pytest.fixture
def provider(person: Person) -> Iterator[str]:
    """Two models that are never called; gone afterwards, because they take part in `auto`."""
    name = f"route-{person.email[:6]}"
    body = {
        "name": name,
        "kind": "openai",
        "base_url": "https://upstream.invalid/v1",
        "models": [
            {"model": "thrifty", "name": f"{name}-thrifty", "price": {"input": 100_000, "output": 100_000}},
            {"model": "gifted", "name": f"{name}-gifted", "price": {"input": 9_000_000, "output": 9_000_000}},
        ],
    }
    person.post("/api/admin/providers", body)
    yield name
    person.api.delete(f"/api/admin/providers/{name}").raise_for_status()


def test_a_route_has_a_rule_of_the_cache(page: Page, person: Person, provider: str, shots: Shots) -> None:
    page.goto("/settings/routing")
    page.get_by_test_id("route-add").click()
    form = page.get_by_test_id("route-form")
    form.get_by_test_id("route-name").fill(f"{provider}-kept")
    form.get_by_test_id("route-advanced").click()
    form.get_by_test_id("cache-ttl").fill("60")
    form.get_by_test_id("cache-everyone").click()
    shots.everywhere(page, "route-cache")
    form.get_by_test_id("route-save").click()
    expect(form).to_be_hidden()
    [route] = [one for one in person.get("/api/admin/routes")["items"] if one["name"] == f"{provider}-kept"]
    assert (route["cache"]["ttl_s"], route["cache"]["scope"], route["cache"]["use"]) == (60, "everyone", None)
    person.api.delete(f"/api/admin/routes/{route['name']}").raise_for_status()


def test_a_sentence_a_score_and_a_route(page: Page, provider: str) -> None:
    page.goto("/settings/routing")
    cell = page.get_by_label(f"{provider}/gifted, Code")
    cell.fill("97")
    cell.press("Enter")
    expect(page.locator(f"[data-own]:has(input[aria-label='{provider}/gifted, Code'])")).to_be_visible()

    page.get_by_test_id("route-add").click()
    page.get_by_test_id("route-name").fill(f"{provider}-best")
    form = page.get_by_test_id("route-form")
    form.get_by_label("Chosen by").press("ArrowDown")
    page.get_by_title("Quality").click()
    page.get_by_test_id("route-save").click()
    expect(form).to_be_hidden()
    row = page.get_by_test_id("route-row").filter(has_text=f"{provider}-best")
    expect(row).to_contain_text("Quality")

    page.get_by_test_id("route-text").fill(SENTENCE)
    page.get_by_label("Model", exact=True).fill(f"{provider}-best")
    page.get_by_title(f"{provider}-best").click()
    page.get_by_test_id("route-explain").click()
    plan = page.get_by_test_id("route-plan")
    expect(plan).to_contain_text("Code")
    expect(plan.locator("li").first).to_contain_text(f"{provider}-gifted")
    expect(plan.locator("li").first).to_contain_text("score 0.97")

    row.get_by_test_id("route-delete").click()
    page.get_by_role("button", name="Delete").last.click()
    expect(row).to_have_count(0)
