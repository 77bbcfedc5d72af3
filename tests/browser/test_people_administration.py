"""What administrators and support do for and with other people: reading for help, limits of a team, the end of an
account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import saved
from tests.browser.people import PASSWORD, Person
from tests.browser.shots import Shots


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Nobody has signed in yet."""
    return context.new_page()


def _menu(page: Page, email: str) -> None:
    page.get_by_test_id("user-row").filter(has_text=email).get_by_test_id("user-more").click()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_support_reads_a_conversation_and_each_reading_is_audited(
    page: Page, make_person: Callable[..., Person], context: BrowserContext, shots: Shots, locale: str
) -> None:
    writer, helper = make_person("user", "Mo Li"), make_person("support", "Su Port")
    chief = make_person("administrator", "Ada")
    writer.ask("How do I fold a paper boat?")
    me = writer.get("/api/me")["id"]
    helper.enter(context)
    page.goto("/settings/users")
    _menu(page, writer.email)
    page.get_by_role("menuitem").click()
    panel = page.get_by_test_id("support-conversations")
    expect(page.get_by_test_id("support-agree")).to_be_visible()
    assert _readings(chief, me) == 0
    shots.everywhere(page, "support-agree")
    page.get_by_test_id("support-agree").click()
    expect(page.get_by_test_id("support-row")).to_have_count(1)
    assert _readings(chief, me) == 1
    page.get_by_test_id("support-row").click()
    expect(page.get_by_test_id("support-transcript").locator("li")).to_have_count(2)
    expect(panel).to_contain_text("How do I fold a paper boat?")
    shots.everywhere(page, "support-transcript")
    read = chief.get("/api/admin/audit", action="content.read")["items"]
    assert {one["subject"]["kind"] for one in read} == {"user", "conversation"}
    assert panel.locator("textarea, [contenteditable=true]").count() == 0


def _readings(chief: Person, user_id: str) -> int:
    found = chief.get("/api/admin/audit", action="content.read", subject_kind="user", subject=user_id)
    return len(found["items"])


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_an_account_is_deleted_after_its_address_is_typed(
    page: Page, make_person: Callable[..., Person], context: BrowserContext, shots: Shots
) -> None:
    leaver, chief = make_person("user", "Mo Li"), make_person("administrator", "Ada")
    leaver.post("/api/conversations", {})
    chief.enter(context)
    page.goto("/settings/users")
    _menu(page, leaver.email)
    page.get_by_role("menuitem").last.click()
    expect(page.get_by_test_id("held-data").locator("dd").first).to_have_text("1")
    submit = page.get_by_test_id("remove-submit")
    expect(submit).to_be_disabled()
    page.get_by_test_id("remove-confirm").fill(chief.email)
    expect(submit).to_be_disabled()
    page.get_by_test_id("remove-confirm").fill(leaver.email.upper())
    shots.everywhere(page, "delete-user")
    with saved(page, "DELETE", "api/users/[^/]+"):
        submit.click()
    expect(page.get_by_test_id("held-data")).to_have_count(0)
    assert leaver.api.get("/api/me").status_code == 401
    again = leaver.api.post("/api/session", json={"email": leaver.email, "password": PASSWORD})
    assert again.status_code == 401


def test_limits_of_a_team(
    page: Page,
    make_person: Callable[..., Person],
    new_context: Callable[[], BrowserContext],
    context: BrowserContext,
    shots: Shots,
) -> None:
    owner, chief = make_person("user", "Mo Li"), make_person("administrator", "Ada")
    team = owner.post("/api/teams", {"name": "Paper boats"})
    chief.enter(context)
    page.goto("/settings/users")
    row = page.get_by_test_id("all-teams-row").filter(has_text="Paper boats")
    row.get_by_test_id("team-limits").click()
    page.get_by_test_id("limit-requests").fill("30")
    with saved(page, "PUT", "api/admin/limits/[^/]+"):
        page.get_by_test_id("limits-save").click()
    assert chief.get(f"/api/admin/limits/{team['id']}")["requests_per_minute"] == 30
    row.scroll_into_view_if_needed()
    shots.everywhere(page, "teams-of-all")

    auditor, there = make_person("auditor", "Au Ditor"), new_context()
    auditor.enter(there)
    theirs = there.new_page()
    theirs.goto("/settings/users")
    expect(theirs.get_by_test_id("all-teams-row").first).to_be_visible()
    assert theirs.get_by_test_id("team-limits").count() == 0
    assert theirs.get_by_test_id("user-more").count() == 0
