"""The gallery with much in it: collections, recipes dropped as files, storage, and fifty thousand pictures."""

from __future__ import annotations

import base64
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import expect_loaded
from tests.browser.fifty_thousand import COUNT, fill
from tests.browser.people import Person
from tests.browser.shots import DESKTOP, Shots
from tests.browser.test_gallery import THREE, hang, tiles
from tests.running_server import RunningServer

DROP = """([name, encoded]) => {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, {type: 'image/png'}));
    for (const type of ['dragenter', 'dragover', 'drop'])
        window.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""
SCROLL = """async (steps) => {
    const scroller = document.querySelector('[data-testid=gallery-scroller]');
    const gaps = [];
    let most = 0, last = performance.now();
    for (let step = 0; step < steps; step += 1) {
        scroller.scrollTop += 400;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        most = Math.max(most, scroller.querySelectorAll('*').length);
    }
    gaps.sort((one, other) => one - other);
    return {most, frames: gaps.length, median_ms: gaps[gaps.length >> 1], p95_ms: gaps[Math.floor(gaps.length * 0.95)]};
}"""
MOST_NODES = 4_000


def drop(page: Page, name: str, data: bytes) -> None:
    page.evaluate(DROP, [name, base64.b64encode(data).decode()])


def test_pictures_are_put_into_a_collection(page: Page, person: Person, shots: Shots) -> None:
    ids = hang(page, person)
    page.get_by_test_id("gallery-select").click()
    for words in THREE[:2]:
        tiles(page).filter(has_text=words).get_by_test_id("gallery-check").click()
    page.get_by_test_id("selection-collect").click()
    page.get_by_test_id("collection-name").fill("Water and roofs")
    shots.take(page, "collect")
    page.get_by_test_id("collection-create").click()
    expect(page.get_by_test_id("selection-bar")).to_have_count(0)
    made = person.get("/api/collections")["items"]
    assert [(each["name"], each["count"]) for each in made] == [("Water and roofs", 2)]

    page.get_by_test_id("filter-collection").click()
    page.get_by_role("menuitem", name=re.compile("Water and roofs")).click()
    expect(tiles(page)).to_have_count(2)
    expect(page.get_by_test_id("collection-bar")).to_contain_text("Water and roofs")
    expect_loaded(tiles(page).first.locator("img").last)
    shots.everywhere(page, "collection")
    page.get_by_test_id("gallery-select").click()
    tiles(page).filter(has_text=THREE[0]).get_by_test_id("gallery-check").click()
    page.get_by_test_id("selection-take-out").click()
    expect(tiles(page)).to_have_count(1)
    page.get_by_test_id("collection-delete").click()
    page.get_by_test_id("collection-delete-confirm").click()
    expect(tiles(page)).to_have_count(3)
    assert {picture["id"] for picture in person.pictures()} == set(ids.values())


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_dropped_file_is_painted_again_from_its_recipe(
    page: Page, person: Person, shots: Shots, locale: str
) -> None:
    (made,) = person.paint("a red boat on a lake", seed=11)
    file = person.api.get(f"/api/pictures/{made}/file").content
    page.goto("/gallery")
    expect(tiles(page)).to_have_count(1)
    drop(page, "boat.png", file)
    offer = page.get_by_test_id("recipe-offer")
    expect(offer).to_contain_text("a red boat on a lake")
    expect(offer).to_contain_text("384 × 256")
    shots.everywhere(page, "recipe")
    page.get_by_test_id("recipe-use").click()
    expect(offer).to_have_count(0)
    expect(tiles(page)).to_have_count(2)
    again = person.pictures()[0]
    assert again["seed"] == 11 and again["cached"]

    page.goto(f"/gallery/{again['id']}")
    expect(page.get_by_test_id("viewer-cached")).to_be_visible()
    expect(page.get_by_test_id("viewer-licence").first).to_contain_text("builtin/painter")
    shots.take(page, "shown-again")
    page.get_by_test_id("viewer-fresh").click()
    page.keyboard.press("Escape")
    expect(tiles(page)).to_have_count(3)
    assert not person.pictures()[0]["cached"]


def test_a_hostile_file_is_refused_and_nothing_is_kept(page: Page, person: Person) -> None:
    page.goto("/gallery")
    expect(page.get_by_test_id("gallery-empty")).to_be_visible()
    drop(page, "evil.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    expect(page.get_by_text("SVG files are not taken")).to_be_visible()
    assert person.pictures() == []


def test_storage_shows_the_largest_first(page: Page, person: Person, shots: Shots) -> None:
    hang(page, person)
    page.get_by_test_id("gallery-storage").click()
    expect(page.get_by_test_id("storage-row")).to_have_count(3)
    expect(page.get_by_test_id("storage")).to_contain_text("in 3 pictures")
    shots.everywhere(page, "storage")


def test_fifty_thousand_pictures_scroll(
    page: Page, person: Person, server: RunningServer, shots: Shots
) -> None:
    with ThreadPoolExecutor() as elsewhere:  # an event loop runs in this thread already
        elsewhere.submit(fill, server, person.get("/api/bootstrap")["user"]["id"]).result()
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto("/gallery")
    expect(page.get_by_test_id("month-rail")).to_be_visible()
    expect(tiles(page).first).to_be_visible()
    measured = page.evaluate(SCROLL, 120)
    if shots.folder is not None:
        (shots.folder / "scrolling.json").write_text(json.dumps(measured))
    assert measured["most"] < MOST_NODES
    shots.take(page, "fifty-thousand")
    assert person.get("/api/pictures/facets")["count"] == COUNT
    page.get_by_test_id("month-rail").get_by_role("button").nth(3).click()
    expect(page).to_have_url(re.compile(r"month=\d{4}-\d\d"))
    expect(tiles(page).first).to_be_visible()
