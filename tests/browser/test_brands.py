"""A brand is made, painted with, worn by an avatar and taken into finishing."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.chat import expect_loaded, saved
from tests.browser.people import Person
from tests.browser.shots import Shots

GREEN = (0, 200, 80)


def logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 60), GREEN).save(out, "PNG")
    return out.getvalue()


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
    editor.get_by_test_id("brand-logo-file").set_input_files(
        files=[{"name": "logo.png", "mimeType": "image/png", "buffer": logo()}]
    )
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
