"""The avatar studio as a new user would use it: describe, change, undo, take candidates, pick one, download."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.people import Person
from tests.browser.shots import Shots

GIRL = "戴圆框眼镜的短发女孩，微笑，蓝色卫衣，浅蓝色背景"


def words(page: Page) -> Locator:
    return page.get_by_test_id("avatar-words")


def chip(page: Page, field: str) -> Locator:
    return page.get_by_test_id(f"chip-{field}")


def steps(page: Page) -> Locator:
    return page.get_by_test_id("avatar-step")


def describe(page: Page, text: str, field: str) -> None:
    """Write a description and wait until it is read and kept."""
    words(page).fill(text)
    expect(chip(page, field)).to_be_visible()
    expect(page).to_have_url(re.compile("/avatars/apr_"))
    expect(steps(page)).to_have_count(1)


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_from_a_description_to_a_file(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/avatars")
    expect(page.get_by_test_id("avatars-empty")).to_be_visible()
    shots.everywhere(page, "empty")
    describe(page, GIRL, "glasses")
    expect(chip(page, "glasses")).to_contain_text("圆框眼镜")
    expect(chip(page, "clothing_color")).to_contain_text("蓝色")
    shots.everywhere(page, "described")

    # Two chips: one in its menu, one in the panel. The sentence follows.
    chip(page, "glasses").get_by_role("button").first.click()
    page.get_by_role("menuitem", name="墨镜").click()
    expect(words(page)).to_have_value(re.compile("墨镜"))
    expect(steps(page)).to_have_count(2)
    page.get_by_test_id("value-hair_color-red").click()
    expect(chip(page, "hair_color")).to_contain_text("红色")
    expect(steps(page)).to_have_count(3)

    words(page).press("Control+z")
    expect(chip(page, "hair_color")).to_have_count(0)
    expect(words(page)).to_have_value(re.compile("墨镜"))
    page.get_by_test_id("undo").click()
    expect(words(page)).to_have_value(GIRL)
    page.get_by_test_id("redo").click()
    expect(chip(page, "glasses")).to_contain_text("墨镜")
    page.reload()
    expect(chip(page, "glasses")).to_contain_text("墨镜")
    expect(steps(page)).to_have_count(3)

    page.get_by_test_id("avatar-make").click()
    cards = page.get_by_test_id("avatar-candidate")
    expect(cards).to_have_count(4)
    cards.nth(1).get_by_test_id("avatar-take").click()
    taken = page.locator("[data-testid=avatar-candidate][data-taken]")
    expect(taken.get_by_test_id("avatar-take")).to_contain_text("已选")
    cards.first.scroll_into_view_if_needed()
    shots.everywhere(page, "candidates")
    project = person.get("/api/avatars/projects")["items"][0]
    assert project["chosen_id"] in {picture["id"] for picture in person.pictures(origin="avatar")}

    taken.get_by_test_id("use-picture").click()
    with page.expect_download() as png:
        page.get_by_role("menuitem", name="PNG，256 像素").click()
    assert Image.open(io.BytesIO(png.value.path().read_bytes())).size == (256, 256)
    taken.get_by_test_id("use-picture").click()
    with page.expect_download() as svg:
        page.get_by_role("menuitem", name="SVG，任意大小").click()
    assert svg.value.path().read_text().startswith("<svg")


def test_a_locked_field_stays_while_words_change(page: Page, person: Person) -> None:
    page.goto("/avatars")
    describe(page, "a young man with sunglasses and a black hoodie", "glasses")
    chip(page, "glasses").get_by_role("button", name="Lock Glasses").click()
    expect(steps(page)).to_have_count(2)
    words(page).fill("an elderly woman with round glasses")
    expect(chip(page, "age")).to_contain_text("elderly")
    expect(chip(page, "glasses")).to_contain_text("sunglasses")
    expect(steps(page)).to_have_count(3)


def test_a_step_waits_for_a_server_that_reads_slowly(page: Page, person: Person) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        """What reads for the fields, not what looks for wishes that no field holds."""
        if "locked" in (route.request.post_data or "") and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/avatars/parse", hold)
    page.clock.install()
    page.goto("/avatars")
    with page.expect_request("**/api/avatars/parse"):
        words(page).fill("a girl with a green sweater")
        page.clock.run_for(2_000)  # long past the pause after which words are kept
    assert person.get("/api/avatars/projects")["items"] == []
    held[0].continue_()
    expect(steps(page)).to_have_count(1)
    page.reload()
    expect(chip(page, "clothing")).to_be_visible()


def test_a_second_tab_makes_a_branch_and_both_are_kept(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/avatars")
    describe(page, "a girl with a green sweater", "clothing")
    other = page.context.new_page()
    other.goto(page.url)
    expect(chip(other, "clothing")).to_be_visible()
    page.get_by_test_id("value-background-red").click()
    expect(steps(page)).to_have_count(2)
    other.get_by_test_id("value-background-blue").click()
    expect(steps(other)).to_have_count(2)
    page.bring_to_front()  # a page behind another one draws no frames, and is never ready for its picture
    page.reload()
    expect(steps(page)).to_have_count(3)
    shots.everywhere(page, "branches")
    opened = person.get(f"/api/avatars/projects/{page.url.rpartition('/')[2]}")
    assert [(step["parent"], step["spec"].get("background")) for step in opened["steps"]] == [
        (None, None),
        (1, "red"),
        (1, "blue"),
    ]


def test_hostile_words_are_only_words(page: Page) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto("/avatars")
    words(page).fill(
        "<script>alert(1)</script><img src=x onerror=alert(2)> a girl with a hat" + "啊" * 10_000
    )
    expect(chip(page, "gender")).to_be_visible()
    assert len(words(page).input_value()) <= 2_000
    expect(page.get_by_test_id("avatar-unmet")).to_contain_text("alert")
    expect(page.get_by_test_id("avatar-preview")).to_have_js_property("complete", True)
    assert page.locator("img[src='x']").count() == 0


def test_on_a_phone_the_preview_stays_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/avatars")
    describe(page, "a robot on a yellow background", "background")
    page.get_by_test_id("value-background-gradient").scroll_into_view_if_needed()
    expect(page.get_by_test_id("avatar-preview")).to_be_in_viewport(ratio=0.9)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
