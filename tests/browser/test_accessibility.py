"""Every page: nothing serious for axe, no sideways scrolling on a narrow phone, and all of it by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.chat import (
    answer,
    cards,
    composer,
    conversation_id,
    expect_loaded,
    expect_status,
)
from tests.browser.people import Person
from tests.browser.shots import DESKTOP, PHONE, Shots, show
from tests.browser.upstream import Pause, ScriptedUpstream
from tests.running_server import RunningServer

NARROW = 320
OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}
CONTRAST: dict[str, Any] = {
    **OPTIONS,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""The rules whose findings may differ from light to dark."""
RULES = {"light": OPTIONS, "dark": CONTRAST}
"""For a page that is looked at in both, one after the other: its structure and names are the same in the dark."""
FITS = "(width) => innerWidth === width && document.documentElement.scrollWidth <= width"
WIDER = """() => [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && element.offsetParent)
    .map((element) => `${element.tagName}.${element.className}`).slice(0, 5)"""
SETTLED = """(width) => innerWidth === width
    && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""
FOCUSED_ITEM = "document.activeElement.role === 'menuitem' ? document.activeElement.textContent : ''"
LOCALES = ("zh-CN", "en-US")
LOOKS = {
    "en-US": ((DESKTOP, "light", OPTIONS), (PHONE, "dark", OPTIONS)),
    "zh-CN": ((DESKTOP, "dark", CONTRAST), (PHONE, "light", OPTIONS)),
}
"""What is looked at in each language: colours differ by scheme alone, structure by size, names by language."""

PAGES = {
    "sign-in": "submit",
    "first-screen": "greeting",
    "conversation": "picture-card",
    "gallery": "gallery-tile",
    "viewer": "viewer-panel",
    "avatars": "avatar-candidate",
    "settings-profile": "session-row",
    "settings-keys": "key-row",
    "settings-models": "builtin",
    "settings-routing": "scores",
    "settings-users": "user-row",
    "settings-incidents": "incidents",
    "settings-doctor": "doctor-summary",
    "not-found": "",
}


def serious(page: Page, options: dict[str, Any] = OPTIONS) -> list[str]:
    """What axe finds serious or critical, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module")
def resident(server: RunningServer, administrator: httpx.Client) -> Person:
    """Somebody with something on every page; made once, because nothing here changes it."""
    person = Person.create(administrator, server.url, "resident@example.org", "administrator", "Wang Wei")
    look = {"words": "a girl with round glasses", "spec": {"gender": "female", "glasses": "round"}}
    avatar = person.post("/api/avatars/projects", {**look, "locked": ["glasses"]})
    made = person.post(f"/api/avatars/projects/{avatar['id']}/candidates", {"step": 1, "count": 2})
    person.follow(made["run_id"])
    conversation = person.ask("what is 12 * 12?")["conversation"]["id"]
    person.ask("paint a red boat on a lake with a theodolite", conversation)
    person.post("/api/keys", {"name": "Notebook"})
    return person


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everybody(
    context: BrowserContext, resident: Person, name: str, locale: str, shots: Shots
) -> None:
    page = context.new_page()
    if name != "sign-in":
        resident.enter(context)
    picture = resident.pictures()[0]["id"]
    address = {
        "sign-in": "/sign-in",
        "first-screen": "/",
        "conversation": f"/c/{resident.conversations()[0]['id']}",
        "viewer": f"/gallery/{picture}",
        "avatars": f"/avatars/{resident.get('/api/avatars/projects')['items'][0]['id']}",
        "not-found": "/nowhere",
    }.get(name, "/" + name.replace("-", "/"))
    page.goto(address)
    if PAGES[name]:
        expect(page.get_by_test_id(PAGES[name]).first).to_be_visible()
    else:
        expect(page.get_by_role("heading").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    problems: dict[str, list[str]] = {}
    shots.everywhere(page, name)
    for (width, height), scheme, rules in LOOKS[locale]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(SETTLED, arg=width)
        show(page, scheme)
        problems[f"{scheme} {width}"] = serious(page, rules)
    assert not any(problems.values()), problems
    page.set_viewport_size({"width": NARROW, "height": 640})
    try:
        page.wait_for_function(FITS, arg=NARROW)
    except PlaywrightTimeout:
        pytest.fail(f"wider than the window: {page.evaluate(WIDER)}")
    shots.take(page, f"{name}-narrow")


def test_signing_in_talking_stopping_and_going_elsewhere_by_keyboard(
    context: BrowserContext, make_person: Callable[..., Person], upstream: ScriptedUpstream, shots: Shots
) -> None:
    person, end = make_person(), Pause()
    upstream.script("by keyboard", "Typed words arrive.", end, "Never.")
    page = context.new_page()
    page.goto("/sign-in")
    expect(page.get_by_test_id("email")).to_be_focused()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()
    ring = page.evaluate("getComputedStyle(document.activeElement.closest('form')).borderColor")
    assert ring

    picker = page.get_by_test_id("model-picker")
    expect(picker).to_be_enabled()  # before it is there, the keys would pass it by
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "model-picker":
            break
    expect(picker).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").filter(has_text="storyteller")).to_be_visible()
    page.wait_for_function(f"() => ({FOCUSED_ITEM}) !== ''")
    for _ in range(12):
        if "storyteller" in page.evaluate(FOCUSED_ITEM):
            break
        # The menu moves the focus a frame after the key.
        before = page.evaluate_handle("document.activeElement")
        page.keyboard.press("ArrowDown")
        page.wait_for_function("(before) => document.activeElement !== before", arg=before)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("model-picker")).to_contain_text("storyteller")
    composer(page).focus()
    page.keyboard.type("answer by keyboard")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("Typed words arrive.")
    expect(composer(page)).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == "stop":
            break
    expect(page.get_by_test_id("stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect_status(page, "cancelled")
    expect(page.get_by_test_id("announcer")).to_contain_text("Answer stopped")
    assert person.messages(conversation_id(page))[-1]["status"] == "cancelled"
    end.go()

    page.keyboard.press("Control+k")
    palette = page.get_by_test_id("command-palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    shots.everywhere(page, "palette")
    assert serious(page) == []
    page.keyboard.type("gallery")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/gallery$"))
    expect(palette).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)


def test_the_end_of_an_answer_and_of_a_picture_is_announced(page: Page) -> None:
    page.goto("/")
    heard = page.get_by_test_id("announcer")
    expect(heard).to_have_attribute("aria-live", "polite")
    page.evaluate(
        """() => {
            window.heard = [];
            const announcer = document.querySelector('[data-testid=announcer]');
            new MutationObserver(() => window.heard.push(announcer.textContent))
                .observe(announcer, {childList: true, characterData: true, subtree: true});
        }"""
    )
    composer(page).fill("paint a blue fish")
    composer(page).press("Enter")
    expect(cards(answer(page))).to_have_count(1)
    expect_status(page, "done")
    page.wait_for_function("() => window.heard.some((words) => words.includes('Answer finished'))")
    page.wait_for_function("() => window.heard.some((words) => words.includes('The picture is finished'))")


def test_focus_is_kept_inside_dialogs_and_comes_back(page: Page, person: Person) -> None:
    person.ask("paint a blue fish")
    page.goto(f"/c/{person.conversations()[0]['id']}")
    card = cards(page).first
    expect_loaded(card.locator("img").last)
    opener = card.get_by_role("button", name="Open full view")
    opener.focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_test_id("picture-viewer")
    expect(viewer).to_be_focused()
    for _ in range(15):
        page.keyboard.press("Tab")
        assert viewer.evaluate("viewer => viewer.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_phone_reaches_everything(page: Page, person: Person, shots: Shots) -> None:
    person.ask("what is 12 * 12?")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/")
    page.get_by_test_id("pane-toggle").click()
    expect(page.get_by_test_id("conversation-item")).to_be_visible()
    shots.take(page, "sheet")
    page.get_by_test_id("conversation-item").get_by_role("link").click()
    expect(answer(page)).to_contain_text("144")
    expect(page.get_by_test_id("conversation-item")).to_be_hidden()
    page.get_by_test_id("nav-settings").click()
    expect(page.get_by_test_id("profile")).to_be_visible()
    page.get_by_test_id("nav-gallery").click()
    expect(page.get_by_test_id("gallery-empty")).to_be_visible()
    page.get_by_test_id("account-menu").click()
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()
