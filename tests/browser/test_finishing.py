"""Finishing a picture: looked at while it is changed, kept beside its source, taken away as a file."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.chat import expect_loaded, saved
from tests.browser.people import Person
from tests.browser.shots import Shots


def test_a_picture_is_cut_into_a_circle_and_kept(page: Page, person: Person, shots: Shots) -> None:
    source = person.paint("a red boat on a lake")[0]
    page.goto(f"/gallery/{source}")
    page.get_by_test_id("viewer-finish").click()
    drawer = page.get_by_role("dialog", name="Finish")
    keep = drawer.get_by_test_id("finish-keep")
    expect(keep).to_be_disabled()
    drawer.get_by_title("Circle").click()
    drawer.get_by_title("Neutral").click()
    look = drawer.get_by_test_id("finish-look")
    expect(look).to_have_attribute("src", re.compile("^blob:"))
    expect_loaded(look)
    shots.everywhere(page, "drawer")
    drawer.get_by_text("Hold to see the original").dispatch_event("pointerdown")
    expect(look).not_to_have_attribute("src", re.compile("^blob:"))
    drawer.get_by_text("Hold to see the original").dispatch_event("pointerup")
    with page.expect_download() as taken:
        drawer.get_by_test_id("finish-file").click()
    file = Image.open(io.BytesIO(taken.value.path().read_bytes()))
    assert file.format == "PNG" and file.width == file.height
    assert file.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
    with saved(page, "POST", f"api/pictures/{source}/finish"):
        keep.click()
    expect(drawer).to_have_count(0)
    expect(page).not_to_have_url(re.compile(source))
    made, first = person.pictures()
    assert first["id"] == source and made["source_id"] == source
    assert [step["do"] for step in made["recipe"]["finish"]] == ["balance", "shape"]
