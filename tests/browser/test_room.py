"""Nothing is cut, crushed or fetched larger than it is shown, whatever the window's width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import answer, ask, choose_model, composer
from tests.browser.people import Person
from tests.browser.shots import Shots, show
from tests.browser.upstream import ScriptedUpstream

TABLET = {"width": 768, "height": 1024}
NARROW = {"width": 320, "height": 640}
LINE = 24
CHAIN = (
    "```mermaid\nflowchart LR\n" + "\n".join(f"  N{n}[Step {n}] --> N{n + 1}" for n in range(12)) + "\n```"
)
DIAGRAM_SCALE = "image => image.getBoundingClientRect().width / image.naturalWidth"


def test_the_field_grows_to_eight_lines(page: Page) -> None:
    page.goto("/")
    field = composer(page)
    for lines, height in ((1, LINE), (5, 5 * LINE), (12, 8 * LINE)):
        field.fill("\n".join(["line"] * lines))
        expect(field).to_have_css("height", f"{height}px")


def test_a_wide_diagram_is_scrolled_and_not_shrunk(page: Page, upstream: ScriptedUpstream) -> None:
    upstream.script("a long chain", CHAIN)
    page.set_viewport_size(NARROW)
    page.goto("/")
    choose_model(page, "storyteller")
    ask(page, "a long chain")
    drawing = answer(page).locator("figure img")
    expect(drawing).to_be_visible()
    assert drawing.evaluate(DIAGRAM_SCALE) > 0.8
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_people_can_be_told_apart_on_a_tablet(
    context: BrowserContext, make_person: Callable[..., Person], shots: Shots
) -> None:
    somebody = make_person("administrator", "Ouyang Nana")
    somebody.enter(context)
    page = context.new_page()
    page.set_viewport_size(TABLET)
    page.goto("/settings/users")
    row = page.get_by_test_id("user-row").filter(has_text="Ouyang Nana").filter(has_text="you")
    expect(row).to_be_visible()
    shots.take(page, "users")
    assert row.get_by_text("Ouyang Nana", exact=True).evaluate(
        "name => name.scrollWidth <= name.clientWidth + 1"
    )


def test_all_appearances_can_be_chosen_on_the_narrowest_phone(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/settings/profile")
    choices = page.get_by_test_id("profile-theme")
    expect(choices).to_be_visible()
    edge = choices.evaluate("element => element.getBoundingClientRect().right")
    card = choices.evaluate("element => element.parentElement.getBoundingClientRect().right")
    assert edge <= card


def test_a_question_before_deleting_can_be_read_in_the_dark(page: Page, person: Person, shots: Shots) -> None:
    conversation = person.ask("what is 3 * 4?")["conversation"]["id"]
    page.goto(f"/c/{conversation}")
    page.get_by_test_id("conversation-actions").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_test_id("confirm-delete")).to_be_visible()
    show(page, "dark")
    shots.take(page, "delete")
    found = Axe().run(page, context=".ant-modal", options={"runOnly": ["color-contrast"]})
    assert found.response["violations"] == []


@pytest.mark.parametrize(("ratio", "size"), [(1, "medium"), (4, "view")])
def test_a_tile_fetches_the_smallest_file_that_is_sharp(
    new_context: Callable[..., BrowserContext], person: Person, ratio: int, size: str
) -> None:
    person.paint("a lighthouse at dusk", width=1024, height=576)
    context = new_context(device_scale_factor=ratio)
    person.enter(context)
    page = context.new_page()
    page.goto("/gallery")
    tile = page.get_by_test_id("gallery-tile").locator("img[srcset]")
    expect(tile).to_have_js_property("complete", True)
    assert f"size={size}&" in tile.evaluate("image => image.currentSrc")
