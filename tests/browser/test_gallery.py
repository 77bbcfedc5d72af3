"""The gallery: find, star, look, pack, delete."""

from __future__ import annotations

import io
import json
import re
import zipfile

from playwright.sync_api import Locator, Page, expect

from tests.browser.chat import ask, cards, conversation_id, expect_loaded, new_chat, saved
from tests.browser.people import Person
from tests.browser.shots import Shots

THREE = ("a red boat on a lake", "two white cats on a roof", "bamboo in the rain")


def tiles(page: Page) -> Locator:
    return page.get_by_test_id("gallery-tile")


def hang(page: Page, person: Person) -> dict[str, str]:
    """Paint three pictures and open the gallery; ids by words."""
    ids = {words: person.paint(words)[0] for words in THREE}
    page.goto("/gallery")
    expect(tiles(page)).to_have_count(3)
    return ids


def test_an_empty_gallery_says_how_pictures_come_to_be(page: Page, shots: Shots) -> None:
    page.goto("/gallery")
    expect(page.get_by_test_id("gallery-empty")).to_contain_text("No pictures yet")
    shots.everywhere(page, "empty")


def test_search_and_filters_narrow_the_gallery(page: Page, person: Person, shots: Shots) -> None:
    hang(page, person)
    expect_loaded(tiles(page).first.locator("img").last)
    shots.everywhere(page, "three")
    page.get_by_test_id("gallery-search").fill("cats")
    expect(tiles(page)).to_have_count(1)
    expect(tiles(page)).to_contain_text("two white cats")
    expect(page).to_have_url(re.compile("q=cats"))
    page.reload()
    expect(tiles(page)).to_have_count(1)
    page.get_by_test_id("gallery-search").fill("giraffe")
    expect(page.get_by_test_id("gallery-nothing")).to_be_visible()
    shots.take(page, "nothing")
    page.get_by_role("button", name="Show all pictures").click()
    expect(tiles(page)).to_have_count(3)
    page.get_by_test_id("filter-upload").click()
    expect(page.get_by_test_id("gallery-nothing")).to_be_visible()
    page.get_by_test_id("filter-painted").click()
    expect(tiles(page)).to_have_count(3)


def test_a_star_is_kept_and_filters(page: Page, person: Person) -> None:
    ids = hang(page, person)
    boat = tiles(page).filter(has_text=THREE[0])
    boat.hover()
    with saved(page, "PATCH", f"api/pictures/{ids[THREE[0]]}"):
        boat.get_by_test_id("gallery-star").click()
    expect(boat.get_by_test_id("gallery-star")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("filter-starred").click()
    expect(tiles(page)).to_have_count(1)
    page.reload()
    expect(tiles(page)).to_have_count(1)
    expect(tiles(page)).to_contain_text(THREE[0])
    assert [picture["id"] for picture in person.pictures(starred=True)] == [ids[THREE[0]]]


def test_the_full_view_works_by_keyboard(page: Page, person: Person, shots: Shots) -> None:
    ids = hang(page, person)
    tiles(page).first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_test_id("picture-viewer")
    expect(viewer).to_contain_text("1 / 3")
    expect(page).to_have_url(re.compile(f"/gallery/{ids[THREE[2]]}"))
    expect(viewer.get_by_test_id("viewer-prompt")).to_contain_text(THREE[2])
    expect_loaded(viewer.get_by_test_id("viewer-stage").locator("img").last)
    shots.everywhere(page, "full-view")
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("2 / 3")
    page.keyboard.press("s")
    expect(viewer.get_by_role("button", name="Remove star")).to_be_visible()
    page.keyboard.press("+")
    expect(viewer.get_by_test_id("viewer-zoom")).to_have_text("150%")
    page.keyboard.press("i")
    expect(viewer.get_by_test_id("viewer-panel")).to_have_count(0)
    page.keyboard.press("Delete")
    page.get_by_test_id("confirm-delete").click()
    expect(viewer).to_contain_text("2 / 2")
    expect(page.get_by_test_id("confirm-delete")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(tiles(page)).to_have_count(2)
    left = {picture["id"] for picture in person.pictures()}
    assert left == {ids[THREE[0]], ids[THREE[2]]}
    assert person.api.get(f"/api/pictures/{ids[THREE[1]]}").status_code == 404


def test_chosen_pictures_are_packed_with_their_recipes(page: Page, person: Person, shots: Shots) -> None:
    ids = hang(page, person)
    page.get_by_test_id("gallery-select").click()
    for words in THREE[:2]:
        tiles(page).filter(has_text=words).get_by_test_id("gallery-check").click()
    expect(page.get_by_test_id("selection-count")).to_have_text("2 chosen")
    shots.everywhere(page, "chosen")
    with page.expect_download() as waiting:
        page.get_by_test_id("selection-zip").click()
    assert re.fullmatch(r"huahua-\d{4}-\d\d-\d\d\.zip", waiting.value.suggested_filename)
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        originals = [person.api.get(f"/api/pictures/{ids[words]}/file").content for words in THREE[:2]]
        held = [packed.read(name) for name in names]
        assert all(original in held for original in originals)
        recipes = [json.loads(packed.read(name)) for name in names if name.endswith(".json")]
    text = json.dumps(recipes)
    assert THREE[0] in text
    assert THREE[1] in text
    assert THREE[2] not in text


def test_chosen_pictures_are_deleted_after_a_question(page: Page, person: Person) -> None:
    ids = hang(page, person)
    page.get_by_test_id("gallery-select").click()
    page.get_by_test_id("selection-all").click()
    expect(page.get_by_test_id("selection-count")).to_have_text("3 chosen")
    tiles(page).filter(has_text=THREE[0]).get_by_test_id("gallery-check").click()
    expect(page.get_by_test_id("selection-count")).to_have_text("2 chosen")
    page.get_by_test_id("selection-delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete 2 pictures?")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(person.pictures()) == 3
    page.get_by_test_id("selection-delete").click()
    page.get_by_test_id("confirm-delete").click()
    expect(tiles(page)).to_have_count(1)
    assert [picture["id"] for picture in person.pictures()] == [ids[THREE[0]]]


def test_a_conversation_is_deleted_with_its_pictures_or_without(
    page: Page, person: Person, shots: Shots
) -> None:
    page.goto("/")
    ask(page, "paint a red boat")
    kept = conversation_id(page)
    new_chat(page)
    ask(page, "paint a blue fish")
    gone = conversation_id(page)
    assert gone != kept

    for id, with_pictures in ((gone, True), (kept, False)):
        page.goto(f"/c/{id}")
        expect_loaded(cards(page).locator("img").last)
        page.get_by_test_id("conversation-actions").click()
        page.get_by_role("menuitem", name="Delete").click()
        page.get_by_test_id("delete-pictures").set_checked(with_pictures)
        shots.take(page, "delete-conversation")
        page.get_by_test_id("confirm-delete").click()
        expect(page.get_by_test_id("greeting")).to_be_visible()
        assert person.api.get(f"/api/conversations/{id}").status_code == 404
    [left] = person.pictures()
    assert "boat" in left["prompt"]
    page.get_by_test_id("nav-gallery").click()
    expect(tiles(page)).to_have_count(1)
    expect(tiles(page)).to_contain_text("boat")


def test_a_picture_goes_from_the_gallery_into_a_message(page: Page, person: Person) -> None:
    ids = hang(page, person)
    tiles(page).filter(has_text=THREE[0]).get_by_role("link").click()
    page.get_by_test_id("viewer-reference").click()
    expect(page.get_by_test_id("attachment")).to_have_count(1)
    ask(page, "make it night")
    asked, answered = person.messages()
    assert [picture["id"] for picture in asked["attachments"]] == [ids[THREE[0]]]
    assert answered["pictures"][0]["pictures"][0]["source_id"] == ids[THREE[0]]
