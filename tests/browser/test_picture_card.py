"""What one can do with a picture in a conversation."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import (
    answer,
    ask,
    cards,
    composer,
    conversation_id,
    expect_loaded,
    expect_status,
    say,
)
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.simulators.faults import Fault


@pytest.fixture(scope="module")
def config(config: dict[str, Any]) -> dict[str, Any]:
    """With a painter that takes every wish and never paints."""
    idle = {
        "name": "idle-easel",
        "provider": "studio",
        "model": f"fail-{Fault.SLOW_FIRST_BYTE}",
        "tasks": ["painting"],
    }
    return config | {"models": [*config["models"], idle]}


def painted(page: Page, words: str = "paint a red boat on a lake") -> Locator:
    page.goto("/")
    ask(page, words)
    card = cards(answer(page)).first
    expect_loaded(card.locator("img").last)
    card.hover()
    return card


def test_redo_and_vary_put_new_pictures_below_and_keep_the_first(
    page: Page, person: Person, shots: Shots
) -> None:
    card = painted(page)
    [first] = person.pictures()
    card.get_by_test_id("picture-redo").click()
    expect(cards(page)).to_have_count(2)
    expect(page.get_by_test_id("picture-progress")).to_have_count(0)
    card.hover()
    card.get_by_test_id("picture-vary").click()
    expect(cards(page)).to_have_count(3)
    expect(page.get_by_test_id("picture-progress")).to_have_count(0)
    expect_loaded(cards(page).last.locator("img").last)
    shots.everywhere(page, "redone-and-varied")
    varied, redone, kept = person.pictures()
    assert kept["id"] == first["id"]
    assert redone["prompt"] == first["prompt"]
    assert redone["seed"] != first["seed"]
    assert {redone["source_id"], varied["source_id"]} == {first["id"]}
    assert {picture["conversation_id"] for picture in (varied, redone)} == {conversation_id(page)}
    page.reload()
    expect(cards(page)).to_have_count(3)


def test_a_recipe_is_read_locked_edited_and_painted_again(page: Page, person: Person, shots: Shots) -> None:
    card = painted(page)
    [first] = person.pictures()
    card.get_by_test_id("picture-recipe").click()
    recipe = page.get_by_test_id("recipe")
    expect(recipe.get_by_test_id("recipe-prompt")).to_have_value(first["prompt"])
    expect(recipe.get_by_test_id("recipe-enriched").locator("ins").first).to_be_visible()
    shots.everywhere(page, "recipe")
    recipe.get_by_test_id("recipe-prompt").fill("a red boat and a yellow duck on a lake")
    recipe.get_by_role("button", name="Lock “duck”").click()
    expect(recipe.get_by_role("button", name="Unlock “duck”")).to_have_attribute("aria-pressed", "true")
    recipe.get_by_test_id("recipe-repaint").click()
    expect(recipe).to_have_count(0)
    expect(cards(page)).to_have_count(2)
    expect(page.get_by_test_id("picture-progress")).to_have_count(0)
    expect_loaded(cards(page).last.locator("img").last)
    second, kept = person.pictures()
    assert kept["id"] == first["id"]
    assert second["prompt"] == "a red boat and a yellow duck on a lake"
    assert second["locked"] == ["duck"]
    assert "duck" in second["enriched_prompt"]
    assert second["source_id"] == first["id"]


def test_a_picture_is_used_as_reference(page: Page, person: Person) -> None:
    card = painted(page)
    [first] = person.pictures()
    card.get_by_test_id("picture-reference").click()
    expect(page.get_by_test_id("attachment")).to_have_count(1)
    expect(composer(page)).to_be_focused()
    ask(page, "add a white bird")
    expect(page.get_by_test_id("message-user").last.locator("img")).to_be_visible()
    expect(cards(answer(page))).to_have_count(1)
    asked = person.messages()[-2]
    assert [picture["id"] for picture in asked["attachments"]] == [first["id"]]
    newest = person.pictures()[0]
    assert newest["source_id"] == first["id"]
    assert "bird" in newest["prompt"]


def test_change_asks_for_the_change_in_words(page: Page, person: Person) -> None:
    card = painted(page)
    [first] = person.pictures()
    card.get_by_test_id("picture-edit").click()
    expect(composer(page)).to_have_attribute("placeholder", "Say what to change in this picture")
    ask(page, "make it winter")
    newest = person.pictures()[0]
    assert newest["source_id"] == first["id"]
    assert "winter" in newest["prompt"]


def test_a_picture_is_downloaded_in_full_size(page: Page, person: Person) -> None:
    card = painted(page)
    [first] = person.pictures()
    with page.expect_download() as waiting:
        card.get_by_test_id("picture-download").click()
    download = waiting.value
    assert download.suggested_filename.endswith((".png", ".webp", ".jpg"))
    data = download.path().read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (first["width"], first["height"])
    assert data == person.api.get(first["urls"]["original"]).content


def test_the_full_view_opens_turns_and_closes_by_keyboard(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/")
    ask(page, "paint two different fishes, 2 pictures")
    expect(cards(answer(page))).to_have_count(2)
    cards(answer(page)).first.get_by_role("button", name="Open full view").click()
    viewer = page.get_by_test_id("picture-viewer")
    expect(viewer).to_contain_text("1 / 2")
    expect_loaded(viewer.get_by_test_id("viewer-stage").locator("img").last)
    shots.everywhere(page, "full-view")
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("2 / 2")
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)


def test_words_that_cannot_be_drawn_are_named(page: Page, person: Person, shots: Shots) -> None:
    card = painted(page, "paint a cat with a saxophone and a theodolite")
    [picture] = person.pictures()
    assert "theodolite" in picture["unmet"]
    expect(answer(page).get_by_test_id("unmet")).to_contain_text("theodolite")
    card.get_by_test_id("picture-recipe").click()
    expect(page.get_by_test_id("recipe")).to_contain_text("theodolite")
    shots.take(page, "unmet")


def test_painting_is_stopped(page: Page, person: Person) -> None:
    page.goto("/")
    page.get_by_test_id("paint-toggle").click()
    page.get_by_test_id("paint-model").click()
    page.get_by_role("menuitem", name="idle-easel").click()
    say(page, "a city at night")
    expect(page.get_by_test_id("picture-progress")).to_be_visible()
    page.get_by_test_id("stop-painting").click()
    expect(page.get_by_test_id("picture-error")).to_contain_text("Painting was stopped.")
    expect_status(page, "done")
    [slot] = person.messages()[-1]["pictures"]
    assert slot["status"] == "cancelled"
    assert person.pictures() == []
    expect(page.get_by_test_id("picture-progress")).to_have_count(0)


def test_the_paint_switch_paints_words_that_do_not_ask_for_it(page: Page, person: Person) -> None:
    page.goto("/")
    page.get_by_test_id("paint-toggle").click()
    page.get_by_test_id("paint-style").click()
    page.get_by_role("menuitem", name="Ink wash").click()
    ask(page, "bamboo in the rain")
    expect(cards(answer(page))).to_have_count(1)
    [picture] = person.pictures()
    assert picture["style"] == "ink"
    assert "bamboo" in picture["prompt"]
