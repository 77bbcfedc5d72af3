"""The painting studio: paint, mask, repaint, compare, make larger, enlarge, stop, reload; on desktop and phone."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.chat import expect_message
from tests.browser.people import Person
from tests.browser.shots import Shots

PIXEL = """([x, y]) => {
    const canvas = document.querySelector('[data-testid=studio-canvas] canvas');
    const scale = canvas.width / canvas.clientWidth;
    return [...canvas.getContext('2d').getImageData(x * scale, y * scale, 1, 1).data].join(' ');
}"""
DRAWN = (
    """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""
)
DROP = """([target, name, type, data]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, {type}));
    for (const kind of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: transfer}));
}"""


def canvas(page: Page) -> Locator:
    return page.get_by_test_id("studio-canvas")


def middle(page: Page) -> tuple[float, float]:
    box = canvas(page).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pixel(page: Page) -> str:
    """The colour in the middle of the canvas, which is drawn a frame after the page knows of it."""
    page.evaluate(DRAWN)
    box = canvas(page).bounding_box()
    assert box is not None
    return str(page.evaluate(PIXEL, [box["width"] / 2, box["height"] / 2]))


def open_studio(page: Page, person: Person, words: str = "a red boat on a lake") -> str:
    """The studio with a picture on its canvas; the picture's id."""
    (picture_id,) = person.paint(words, seed=5)
    page.goto("/paint")
    page.get_by_test_id("studio-recent").first.click()
    expect(canvas(page)).to_have_attribute("data-ready", "true")
    return picture_id


def scribble(page: Page, reach: float = 60) -> None:
    x, y = middle(page)
    page.mouse.move(x - reach, y)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.move(x + reach, y, steps=4)
    page.mouse.up()


def paint(page: Page, words: str | None = None) -> None:
    if words is not None:
        page.get_by_test_id("studio-prompt").fill(words)
    page.get_by_test_id("studio-paint").last.click()


def file_of(person: Person, picture: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(person.api.get(picture["urls"]["original"]).raise_for_status().content))


def test_words_become_pictures_one_by_one(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/paint")
    expect(page.get_by_test_id("studio-empty")).to_be_visible()
    shots.everywhere(page, "empty")
    expect(page.get_by_test_id("studio-hint")).to_contain_text("Say first what to paint.")
    page.get_by_test_id("studio-prompt").fill("a stone bridge in the rain")
    page.get_by_test_id("studio-enrich").click()
    offer = page.get_by_test_id("studio-offer")
    expect(offer.locator("ins").first).to_be_visible()
    page.get_by_text("Locked words").click()
    shots.take(page, "enriched")
    page.get_by_test_id("studio-take-offer").click()
    expect(page.get_by_test_id("studio-prompt")).to_have_value(re.compile("a stone bridge in the rain.+"))
    page.get_by_test_id("style-ink").click()
    page.get_by_test_id("studio-width").fill("384")
    page.get_by_test_id("studio-height").fill("256")
    page.get_by_test_id("studio-count").get_by_text("3", exact=True).click()
    page.get_by_test_id("studio-dice").click()
    seed = int(page.get_by_test_id("studio-seed").input_value())
    paint(page)
    cells = page.get_by_test_id("studio-cell")
    expect(cells).to_have_count(3)
    expect(page.locator("[data-testid=studio-cell][data-state=done]")).to_have_count(3)
    shots.everywhere(page, "three")
    painted = person.pictures()
    assert [(one["style"], one["width"], one["height"]) for one in painted] == [("ink", 384, 256)] * 3
    assert {one["seed"] for one in painted} == {seed, seed + 1, seed + 2}
    page.get_by_test_id("studio-open").first.click()
    expect(canvas(page)).to_have_attribute("data-ready", "true")
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Change the picture")


def test_a_region_is_masked_repainted_and_compared(page: Page, person: Person, shots: Shots) -> None:
    source = open_studio(page, person)
    before = pixel(page)
    scribble(page)
    masked = pixel(page)
    assert masked != before
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Repaint the region")
    shots.everywhere(page, "mask")
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("studio-redo")).to_be_enabled()
    page.wait_for_function(f"(at) => ({PIXEL})(at) === '{before}'", arg=centre(page))
    page.keyboard.press("Control+Shift+z")
    page.wait_for_function(f"(at) => ({PIXEL})(at) === '{masked}'", arg=centre(page))
    canvas(page).focus()
    page.keyboard.press("i")
    page.wait_for_function(f"(at) => ({PIXEL})(at) === '{before}'", arg=centre(page))
    page.keyboard.press("Control+z")
    page.reload()
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Repaint the region")
    expect(canvas(page)).to_have_attribute("data-ready", "true")
    page.wait_for_function(f"(at) => ({PIXEL})(at) === '{masked}'", arg=centre(page))

    paint(page, "a yellow bird")
    slider = page.get_by_test_id("compare-slider")
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_value("49")
    shots.everywhere(page, "compare")
    newest, old = person.pictures()[:2]
    assert (newest["source_id"], old["id"], newest["recipe"]["masked"]) == (source, source, True)
    changed = ImageChops.difference(
        file_of(person, newest).convert("RGB"), file_of(person, old).convert("RGB")
    )
    box = changed.getbbox()
    assert box is not None, "something was painted"
    assert box[1] > 0 and box[3] < newest["height"], "and only where the mask is"
    page.get_by_test_id("compare-keep").click()
    expect(canvas(page)).to_have_attribute("data-ready", "true")
    expect(page.get_by_test_id("studio-undo")).to_be_disabled()


def centre(page: Page) -> list[float]:
    box = canvas(page).bounding_box()
    assert box is not None
    return [box["width"] / 2, box["height"] / 2]


def test_the_other_tools_draw_masks_too(page: Page, person: Person, shots: Shots) -> None:
    open_studio(page, person)
    before = pixel(page)
    x, y = middle(page)
    for tool in ("rectangle", "lasso"):
        page.get_by_test_id(f"tool-{tool}").click()
        page.mouse.move(x - 80, y - 60)
        page.mouse.down()
        for to in ((80, -60), (80, 60), (-80, 60)) if tool == "lasso" else ((80, 60),):
            page.mouse.move(x + to[0], y + to[1], steps=3)
        page.mouse.up()
        page.mouse.move(x, y + 300)
        page.wait_for_function(f"(at) => ({PIXEL})(at) !== '{before}'", arg=centre(page))
        page.get_by_test_id("tool-eraser").click()
        scribble(page)
        page.mouse.move(x, y + 300)
        page.wait_for_function(f"(at) => ({PIXEL})(at) === '{before}'", arg=centre(page))
        page.get_by_test_id("studio-clear").click()
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Change the picture")
    page.get_by_test_id("brush-settings").click()
    shots.take(page, "brush")
    page.keyboard.press("Escape")
    canvas(page).focus()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Repaint the region")
    zoom = page.get_by_test_id("studio-zoom")
    at_first = zoom.inner_text()
    page.mouse.move(x, y)
    page.mouse.wheel(0, -240)
    expect(zoom).not_to_have_text(at_first)
    canvas(page).focus()
    page.keyboard.press("0")
    expect(zoom).to_have_text(at_first)


def test_a_picture_is_made_larger_by_its_edges_and_enlarged(page: Page, person: Person, shots: Shots) -> None:
    source = open_studio(page, person)
    page.get_by_test_id("tool-frame").click()
    zoom = int(page.get_by_test_id("studio-zoom").inner_text().split()[0]) / 100
    x, y = middle(page)
    edge = x + 384 * zoom / 2
    page.mouse.move(edge, y)
    page.mouse.down()
    page.mouse.move(edge + 128 * zoom, y, steps=4)
    page.mouse.up()
    right = page.get_by_test_id("extend-right")
    added = int(right.input_value())
    assert abs(added - 128) < 12
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Paint what is new")
    page.get_by_test_id("extend-top").fill("64")
    page.get_by_test_id("extend-top").blur()
    shots.everywhere(page, "larger")
    paint(page)
    expect(page.get_by_test_id("compare-slider")).to_be_visible()
    shots.take(page, "larger-compared")
    larger = person.pictures()[0]
    assert (larger["source_id"], larger["width"], larger["height"]) == (source, 384 + added, 256 + 64)
    inner = file_of(person, larger).convert("RGB").crop((8, 72, 376, 312))
    old = file_of(person, person.pictures()[1]).convert("RGB").crop((8, 8, 376, 248))
    assert ImageChops.difference(inner, old).getbbox() is None, "what was there stays as it was"

    page.get_by_test_id("studio-actions").click()
    page.get_by_role("menuitem", name="Enlarge ×2").click()
    expect(page.get_by_test_id("studio-compare")).to_be_visible()
    page.wait_for_function("() => document.querySelectorAll('[data-testid=studio-recent]').length === 3")
    assert person.pictures()[0]["width"] == 2 * larger["width"]
    page.get_by_test_id("compare-back").click()
    page.get_by_test_id("studio-actions").click()
    page.get_by_role("menuitem", name="Remove the background").click()
    expect(page.get_by_test_id("studio-compare")).to_be_visible()
    assert file_of(person, person.pictures()[0]).mode == "RGBA"


def test_a_painting_is_followed_over_a_reload_and_stopped(page: Page, person: Person) -> None:
    page.goto("/paint")
    page.get_by_test_id("studio-count").get_by_text("8", exact=True).click()
    paint(page, "a pagoda on a hill at night")
    expect(page.get_by_test_id("studio-progress")).to_contain_text(" of 8")
    page.reload()
    run = page.get_by_test_id("studio-run")
    expect(run).to_be_visible()
    expect(page.get_by_test_id("studio-cell")).to_have_count(8)
    expect(page.locator("[data-testid=studio-cell][data-state=done]").first).to_be_visible()
    expect(page.get_by_test_id("studio-run-thumb")).to_have_count(1)
    page.get_by_test_id("studio-cancel").click()
    expect(run).to_have_attribute("data-status", re.compile("cancelled|done"))
    assert len(person.pictures()) <= 8
    expect(page.get_by_test_id("studio-prompt")).to_have_value("a pagoda on a hill at night")


def test_two_tabs_keep_their_own(context: BrowserContext, page: Page, person: Person) -> None:
    open_studio(page, person)
    scribble(page)
    page.get_by_test_id("studio-prompt").fill("the first")
    other = context.new_page()
    other.goto("/paint")
    expect(other.get_by_test_id("studio-empty")).to_be_visible()
    other.get_by_test_id("studio-prompt").fill("the second")
    for tab, words in ((other, "the second"), (page, "the first")):
        tab.reload()
        expect(tab.get_by_test_id("studio-prompt")).to_have_value(words)
    expect(page.get_by_test_id("studio-undo")).to_be_enabled()
    expect(other.get_by_test_id("studio-empty")).to_be_visible()


def bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "type", "data", "words"),
    [
        (
            "cat.png",
            "image/png",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
            "SVG drawing",
        ),
        ("bomb.png", "image/png", bomb(), "64 million pixels"),
        ("song.jpg", "image/jpeg", b"ID3\x04 this is a song", "is not a PNG"),
        ("torn.png", "image/png", bomb()[:8] + b"\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10 torn", "was not opened"),
    ],
)
def test_hostile_files_are_refused(
    page: Page, person: Person, name: str, type: str, data: bytes, words: str
) -> None:
    page.goto("/paint")
    target = page.get_by_test_id("studio-empty").element_handle()
    page.evaluate(DROP, [target, name, type, base64.b64encode(data).decode()])
    expect_message(page, words)
    expect(page.get_by_test_id("studio-empty")).to_be_visible()
    assert person.pictures(origin="upload") == []


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_on_a_phone_one_paints_with_fingers(phone: Page, person: Person, shots: Shots) -> None:
    page = phone
    open_studio(page, person, "湖上的红船")
    before = pixel(page)
    touch = page.context.new_cdp_session(page)
    x, y = middle(page)

    def fingers(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": at[0], "y": at[1], "id": number} for number, at in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", (x - 50, y))
    fingers("touchMove", (x, y))
    fingers("touchMove", (x + 50, y))
    fingers("touchEnd")
    page.wait_for_function(f"(at) => ({PIXEL})(at) !== '{before}'", arg=centre(page))
    expect(page.get_by_test_id("studio-undo")).to_be_enabled()
    masked = pixel(page)
    page.get_by_test_id("studio-undo").tap()
    page.wait_for_function(f"(at) => ({PIXEL})(at) !== '{masked}'", arg=centre(page))
    zoom = page.get_by_test_id("studio-zoom")
    at_first = zoom.inner_text()
    fingers("touchStart", (x - 30, y))
    fingers("touchStart", (x - 30, y), (x + 30, y))
    fingers("touchMove", (x - 90, y), (x + 90, y))
    fingers("touchEnd")
    expect(zoom).not_to_have_text(at_first)
    expect(page.get_by_test_id("studio-undo")).to_be_disabled()
    fingers("touchStart", (x - 40, y))
    fingers("touchMove", (x + 40, y))
    fingers("touchEnd")
    expect(page.get_by_test_id("studio-undo")).to_be_enabled()
    assert float(page.get_by_test_id("studio-board").get_attribute("data-scale") or 0) == 1
    page.get_by_test_id("studio-settings").click()
    page.get_by_test_id("studio-prompt").fill("一只黄色的鸟")
    shots.take(page, "sheet")
    page.get_by_test_id("studio-paint").last.click()
    expect(page.get_by_test_id("compare-slider")).to_be_visible()
    shots.take(page, "compare-phone")
    assert person.pictures()[0]["recipe"]["masked"] is True
