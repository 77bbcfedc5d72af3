"""The administrator connects an account with two keys, makes a route, sees its plan, and studies a failure."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import ScriptedUpstream
from tests.running_server import RunningServer

SENTENCE = "Name three rivers"


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


def call(server: RunningServer, secret: str, text: str) -> httpx.Response:
    body = {"model": "quick", "messages": [{"role": "user", "content": text}]}
    return httpx.post(
        f"{server.url}/v1/chat/completions",
        json=body,
        headers={"authorization": f"Bearer {secret}", "x-huahua-cache": "on"},
        timeout=60,
        trust_env=False,
        verify=False,
    )


def test_two_keys_a_route_its_plan_and_a_failure(
    page: Page, person: Person, server: RunningServer, upstream: ScriptedUpstream, shots: Shots
) -> None:
    add_account(page, upstream, shots)
    [stored] = [row for row in person.get("/api/admin/providers")["items"] if row["name"] == "river"]
    assert (stored["more_keys"], stored["timeout_s"], stored["max_concurrency"]) == (1, 60, 8)
    assert upstream.second_key not in str(stored)
    swift = next(row for row in stored["models"] if row["model"] == "swift")
    assert (swift["context_tokens"], swift["max_concurrency"], swift["quality"]) == (32_000, 4, {"code": 0.7})

    make_route(page)
    plan = explain(page)
    expect(plan.locator("li")).to_have_count(4)  # two models with two keys each
    shots.take(page, "plan")

    secret = person.post("/api/keys", {"name": "program"})["secret"]
    upstream.script(SENTENCE, "Nile, Yangtze, Rhine.")
    answers = [call(server, secret, SENTENCE) for _ in range(2)]
    assert [answer.headers["x-huahua-cache"] for answer in answers] == ["miss", "hit"]
    upstream.break_on("Name a lake", 500)
    failed = call(server, secret, "Name a lake")
    assert failed.status_code in (502, 503), failed.text

    page.goto("/settings/incidents")
    case = page.get_by_test_id("case").first
    expect(case).to_contain_text("quick")
    expect(case).to_contain_text("The caller got an error")
    expect(page.get_by_test_id("upstream-river/swift").first).to_be_visible()
    cache = page.get_by_test_id("cache")
    expect(cache).to_contain_text("From the cache 1")
    assert upstream.key not in page.content()
    shots.take(page, "incidents")
    page.get_by_test_id("cache-clear").click()
    page.get_by_test_id("confirm-clear-cache").click()
    expect(cache).to_contain_text("0 answers")


def add_account(page: Page, upstream: ScriptedUpstream, shots: Shots) -> None:
    page.goto("/settings/models")
    page.get_by_test_id("provider-add").click()
    page.get_by_test_id("preset-other").click()
    form = page.get_by_test_id("provider-form")
    form.get_by_test_id("provider-name").fill("river")
    form.get_by_test_id("provider-url").fill(upstream.base_url)
    form.get_by_test_id("provider-key").fill(upstream.key)
    form.get_by_test_id("provider-private").click()
    form.get_by_test_id("provider-advanced").click()
    form.get_by_test_id("key-add").click()
    form.get_by_test_id("key-more").fill(upstream.second_key)
    form.get_by_test_id("provider-timeout").fill("60")
    form.get_by_test_id("provider-places").fill("8")
    for model in ("swift", "deep"):
        form.get_by_test_id("model-own").fill(model)
        form.get_by_test_id("model-own-add").click()
    choice = form.get_by_test_id("model-choice").filter(has_text="swift")
    choice.get_by_test_id("model-open").click()
    choice.get_by_test_id("model-advanced").click()
    choice.get_by_test_id("model-context").fill("32000")
    choice.get_by_test_id("model-places").fill("4")
    choice.get_by_test_id("model-quality-code").fill("70")
    shots.everywhere(page, "advanced")
    form.get_by_test_id("provider-save").click()
    expect(page.get_by_test_id("provider-river")).to_contain_text("swift")


def make_route(page: Page) -> None:
    page.goto("/settings/routing")
    page.get_by_test_id("route-add").click()
    form = page.get_by_test_id("route-form")
    form.get_by_test_id("route-name").fill("quick")
    weight = form.get_by_test_id("route-weight-cost")
    weight.fill("2.5")
    weight.press("Tab")
    expect(form.get_by_role("slider", name="Cost")).to_have_attribute("aria-valuenow", "2.5")
    members = form.get_by_label("Members")
    for name in ("swift", "deep"):
        members.fill(name)
        members.press("Enter")
    page.get_by_test_id("route-save").click()
    expect(page.get_by_test_id("route-row").filter(has_text="quick")).to_contain_text("swift · deep")


def explain(page: Page) -> Locator:
    page.get_by_test_id("route-text").fill(SENTENCE)
    page.get_by_label("Model", exact=True).fill("quick")
    page.get_by_title("quick").click()
    page.get_by_test_id("route-explain").click()
    return page.get_by_test_id("route-plan")


def test_stored_keys_are_counted_and_removed_unseen(
    page: Page, person: Person, upstream: ScriptedUpstream
) -> None:
    keys = {"api_key": upstream.key, "more_api_keys": ["sk-lent-0123", "sk-lent-4567"]}
    body = {"name": "lake", "kind": "openai", "base_url": upstream.base_url, "allow_private": True, **keys}
    person.post("/api/admin/providers", body)
    page.goto("/settings/models")
    page.get_by_test_id("provider-lake").get_by_test_id("provider-edit").click()
    form = page.get_by_test_id("provider-form")
    form.get_by_test_id("provider-advanced").click()
    rows = form.get_by_test_id("key-stored")
    expect(rows).to_have_count(2)
    assert "sk-lent" not in page.content()
    rows.first.get_by_role("button", name="Remove key 2").press("Enter")
    expect(rows.first).to_contain_text("removed when you save")
    form.get_by_test_id("provider-save").click()
    expect(form).to_have_count(0)
    [stored] = [row for row in person.get("/api/admin/providers")["items"] if row["name"] == "lake"]
    assert stored["more_keys"] == 1
