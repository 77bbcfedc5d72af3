"""A brand is made, painted with, worn by an avatar and taken into finishing."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.chat import expect_loaded, saved
from tests.browser.people import Person
from tests.browser.shots import Shots

GREEN = (0, 200, 80)


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60">'
LOGO = _SVG + b'<path d="M0 0H120V60H0Z" fill="#00c850"/></svg>'
HOSTILE = _SVG + b"<script>alert(1)</script></svg>"


def test_a_brand_from_the_settings_to_pictures_and_avatars(page: Page, person: Person, shots: Shots) -> None:
    page.goto("/settings/brands")
    expect(page.get_by_text("No brand yet")).to_be_visible()
    page.get_by_test_id("brand-create").first.click()
    editor = page.get_by_role("dialog", name="New brand")
    editor.get_by_test_id("brand-save").click()
    expect(editor.get_by_text("Give the brand a name.")).to_be_visible()
    editor.get_by_test_id("brand-name").fill("Paper Boat")
    avatar = editor.get_by_test_id("brand-avatar")
    editor.get_by_test_id("brand-hex").nth(0).fill("#2a7f62")
    expect(avatar).to_have_attribute("src", re.compile("clothesColor=2a7f62"))
    editor.get_by_test_id("brand-tone").fill("calm")
    logo_file = editor.get_by_test_id("brand-logo-file")
    logo_file.set_input_files(files=[{"name": "bad.svg", "mimeType": "image/svg+xml", "buffer": HOSTILE}])
    editor.get_by_test_id("brand-save").click()
    refused = editor.get_by_role("alert")
    expect(refused).to_contain_text("Everything but the logo is saved. This SVG carries more than a drawing")
    shots.everywhere(page, "refused")
    logo_file.set_input_files(files=[{"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": LOGO}])
    expect(refused).to_have_count(0)
    editor.get_by_test_id("brand-mark-show").click()
    expect_loaded(avatar)
    shots.everywhere(page, "editor")
    with saved(page, "PUT", "api/brands/[^/]+/logo"):
        editor.get_by_test_id("brand-save").click()
    expect(editor).to_have_count(0)
    card = page.get_by_test_id("brand")
    expect(card).to_contain_text("Paper Boat")
    expect_loaded(card.get_by_test_id("brand-avatar"))
    shots.everywhere(page, "list")
    (brand,) = person.get("/api/brands")["items"]

    page.goto("/paint")
    page.get_by_test_id("studio-prompt").fill("a red boat on a lake")
    page.get_by_test_id("studio-width").fill("384")
    page.get_by_test_id("studio-height").fill("256")
    page.get_by_test_id("brand-choice").click()
    page.get_by_title("Paper Boat", exact=True).click()
    expect(page.get_by_test_id("brand-logo")).to_be_checked()
    page.get_by_test_id("brand-colours").check()
    shots.take(page, "studio")
    page.get_by_test_id("studio-paint").last.click()
    expect(page.locator("[data-testid=studio-cell][data-state=done]")).to_have_count(1)
    (picture,) = person.pictures()
    assert picture["recipe"]["brand"] == {
        "id": brand["id"],
        "name": "Paper Boat",
        "version": brand["version"],
        "words": "in green and red tones",
        "harmony": 0.5,
        "logo": True,
    }
    file = person.api.get(picture["urls"]["original"]).raise_for_status().content
    pixels = np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))
    assert (pixels[-20, -30] == GREEN).all(), "the logo in its corner"
    shots.take(page, "painted")

    page.goto("/avatars")
    preview = page.get_by_test_id("avatar-preview")
    expect(preview).to_have_attribute("src", re.compile(f"brand_id={brand['id']}"))
    expect_loaded(preview)
    drawn = person.api.get(str(preview.get_attribute("src"))).raise_for_status().text
    assert "#f4ead5" in drawn and "#2a7f62" in drawn
    shots.take(page, "avatar")

    _what_is_made_of_it(page, person, shots)

    page.goto(f"/gallery/{picture['id']}")
    page.get_by_test_id("viewer-finish").click()
    drawer = page.get_by_role("dialog", name="Finish")
    drawer.get_by_title("Palette").click()
    drawer.get_by_test_id("finish-logo").check()
    shots.take(page, "finishing")
    with saved(page, "POST", f"api/pictures/{picture['id']}/finish"):
        drawer.get_by_test_id("finish-keep").click()
    steps = person.pictures()[0]["recipe"]["finish"]
    assert [step["do"] for step in steps] == ["balance", "logo"]
    assert steps[0]["palette"] == ["#2a7f62", "#c2412d", "#f4ead5"]


def _what_is_made_of_it(page: Page, person: Person, shots: Shots) -> None:
    """A talking avatar and a pack of one that was drawn without the brand."""
    project = person.post("/api/avatars/projects", {"name": "alice", "spec": {"clothing": "hoodie"}})
    made = person.post(f"/api/avatars/projects/{project['id']}/candidates", {"step": 1, "count": 1})
    person.follow(made["run_id"])
    page.goto(f"/avatars/{project['id']}")
    use = page.get_by_test_id("use-picture")
    use.click()
    page.get_by_role("menuitem", name="Let it talk").click()
    talk = page.get_by_test_id("talk")
    expect(talk.get_by_test_id("brand-choice")).to_contain_text("Paper Boat")
    expect_loaded(talk.get_by_test_id("talk-look"))
    talk.get_by_test_id("talk-format").get_by_text("SVG").click()
    with page.expect_download() as download:
        talk.get_by_test_id("talk-file").click()
    told = Path(download.value.path()).read_text()
    assert "#f4ead5" in told and "#2a7f62" in told and "Paper Boat" in told
    shots.take(page, "talking")
    page.keyboard.press("Escape")
    expect(talk).to_have_count(0)

    use.click()
    page.get_by_role("menuitem", name="Character pack").click()
    drawer = page.get_by_test_id("pack")
    drawer.get_by_label("the brand’s own").check()
    drawer.get_by_test_id("pack-make").click()
    expect(drawer.get_by_test_id("pack-file")).to_be_visible()
    shots.everywhere(page, "pack")
    with page.expect_download() as download:
        drawer.get_by_test_id("pack-file").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert json.loads(archive.read("manifest.json"))["brand"]["name"] == "Paper Boat"
        ground = Image.open(io.BytesIO(archive.read("png/brand/512/happy.png"))).convert("RGB")
        sheet = Image.open(io.BytesIO(archive.read("contact-sheet.png"))).convert("RGB")
    pixels = np.asarray(ground)
    assert tuple(pixels[5, 5]) == (0xF4, 0xEA, 0xD5) and tuple(pixels[-30, -40]) == GREEN
    assert sheet.getpixel((20, 20)) == GREEN
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
