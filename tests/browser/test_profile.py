"""Language, appearance, password, sessions, and people of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import composer, expect_message, saved
from tests.browser.people import Person
from tests.browser.shots import Shots

NOTHING_LEFT = """([before, allowed]) => !document.body.innerText.split('\\n')
    .some((line) => before.includes(line.trim()) && !allowed.includes(line.trim()))"""


def lines(page: Page) -> set[str]:
    """Every line of text on the page."""
    return {line.strip() for line in page.locator("body").inner_text().splitlines() if line.strip()}


def choose_chinese(page: Page) -> None:
    with saved(page, "PATCH", "api/me"):
        page.get_by_test_id("profile-language").get_by_text("中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_language_changes_the_whole_page_and_stays(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/settings/profile")
    expect(page.get_by_test_id("settings-profile")).to_have_text("Profile")
    expect(page.get_by_test_id("session-row").first).to_be_visible()
    english = lines(page)
    choose_chinese(page)
    expect(page.get_by_test_id("nav-gallery")).to_have_attribute("aria-label", "画廊")
    expect(page.get_by_test_id("profile")).to_contain_text("外观")
    devices = set(page.get_by_test_id("session-row").locator("strong").all_inner_texts())
    same = {person.email, "M", "English", "中文"} | devices | {line for line in english if line.isdigit()}
    page.wait_for_function(NOTHING_LEFT, arg=[sorted(english), sorted(same)])
    assert "设置" in lines(page)
    shots.everywhere(page, "profile")
    assert person.get("/api/me")["locale"] == "zh-CN"
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.goto("/")
    expect(composer(page)).to_have_attribute("placeholder", re.compile("写点什么"))


def test_the_language_follows_one_to_another_device(
    page: Page, new_context: Callable[[], BrowserContext], person: Person
) -> None:
    page.goto("/settings/profile")
    choose_chinese(page)
    assert person.get("/api/me")["locale"] == "zh-CN"
    other = new_context()
    person.enter(other)
    elsewhere = other.new_page()
    elsewhere.goto("/")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-CN")


def test_dark_is_chosen_and_stays(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/settings/profile")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with saved(page, "PATCH", "api/me"):
        page.get_by_test_id("profile-theme").get_by_text("Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).not_to_have_css("background-color", paper)
    shots.take(page, "profile-dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_test_id("profile")).to_be_visible()
    assert person.get("/api/me")["theme"] == "dark"


def test_a_new_password_ends_other_sessions(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/settings/profile")
    page.get_by_test_id("password-current").fill("not my password")
    page.get_by_test_id("password-new").fill("eight paper boats")
    page.get_by_test_id("password-submit").click()
    expect(page.get_by_text("This is not your current password.")).to_be_visible()
    shots.take(page, "wrong-password")
    other = person.api.post("/api/session", json={"email": person.email, "password": person.password})
    assert other.status_code == 200
    page.get_by_test_id("password-current").fill(person.password)
    page.get_by_test_id("password-submit").click()
    expect_message(page, "Password changed")
    assert person.api.get("/api/me").status_code == 401
    page.reload()
    expect(page.get_by_test_id("profile")).to_be_visible()
    for password, status in ((person.password, 401), ("eight paper boats", 200)):
        form = {"email": person.email, "password": password}
        assert person.api.post("/api/session", json=form).status_code == status


def test_sessions_are_listed_and_ended(
    page: Page, new_context: Callable[[], BrowserContext], person: Person
) -> None:
    other = new_context()
    elsewhere = other.new_page()
    elsewhere.goto("/sign-in")
    elsewhere.get_by_test_id("email").fill(person.email)
    elsewhere.get_by_test_id("password").fill(person.password)
    elsewhere.get_by_test_id("submit").click()
    expect(composer(elsewhere)).to_be_visible()

    page.goto("/settings/profile")
    rows = page.get_by_test_id("session-row")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="This device")).to_have_count(1)
    page.get_by_test_id("session-end").click()
    expect(rows).to_have_count(1)
    assert len(person.get("/api/sessions")["items"]) == 1
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/sign-in"))
    assert person.get("/api/me")["email"] == person.email


def test_signing_out_leaves_nothing_behind(page: Page, person: Person) -> None:
    conversation = person.ask("what is 1 + 1?")["conversation"]
    page.goto(f"/c/{conversation['id']}")
    expect(page.get_by_test_id("conversation-item")).to_have_count(1)
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.goto(f"/c/{conversation['id']}")
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.get_by_test_id("conversation-item")).to_have_count(0)
    assert page.request.get("/api/conversations").status == 401


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_an_administrator_adds_a_person_who_signs_in(
    context: BrowserContext,
    new_context: Callable[[], BrowserContext],
    make_person: Callable[..., Person],
    shots: Shots,
) -> None:
    chief = make_person("administrator")
    chief.enter(context)
    page = context.new_page()
    page.goto("/settings/users")
    page.get_by_test_id("user-add").click()
    email = f"new-{chief.email}"
    page.get_by_test_id("user-email").fill(email)
    page.get_by_test_id("user-name").fill("新来的")
    shots.take(page, "add-person")
    page.get_by_test_id("user-submit").click()
    handover = page.get_by_test_id("user-handover").inner_text().split()
    assert handover[1] == email
    page.get_by_test_id("user-done").click()
    expect(page.get_by_test_id("user-row").filter(has_text=email)).to_be_visible()
    shots.everywhere(page, "people")

    theirs = new_context().new_page()
    theirs.goto("/sign-in")
    theirs.get_by_test_id("email").fill(email)
    theirs.get_by_test_id("password").fill(handover[2])
    theirs.get_by_test_id("submit").click()
    expect(theirs.get_by_test_id("greeting")).to_contain_text("新来的")
    [stored] = [user for user in chief.get("/api/users")["items"] if user["email"] == email]
    assert stored["role"] == "user"

    row = page.get_by_test_id("user-row").filter(has_text=email)
    row.get_by_test_id("user-disable").click()
    page.get_by_test_id("confirm-disable").click()
    expect(page.get_by_test_id("confirm-disable")).to_have_count(0)
    theirs.reload()
    expect(theirs).to_have_url(re.compile("/sign-in"))
