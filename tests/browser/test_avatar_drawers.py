"""The drawers of a finished avatar, in a real browser: a pack, a talking avatar, three dimensions."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from huahua.avatars.three_d.check import check_model
from huahua.avatars.three_d.glb import packed
from tests.browser.people import Person
from tests.browser.shots import DESKTOP, PHONE, Shots, show
from tests.browser.test_accessibility import serious

LOOK = {
    "words": "戴圆框眼镜的短发女孩，微笑，蓝色卫衣",
    "spec": {
        "gender": "female",
        "hair_style": "short",
        "glasses": "round",
        "clothing": "hoodie",
        "expression": "happy",
    },
}
OVER = """() => [...document.querySelectorAll('.ant-drawer-section *')]
    .filter((one) => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => `${one.tagName}.${one.className}`).slice(0, 5)"""
WITHIN = """() => [...document.querySelectorAll('.ant-dropdown-menu-root')].filter((one) => one.offsetParent)
    .map((one) => one.getBoundingClientRect()).every((box) => box.top >= 0 && box.bottom <= innerHeight)"""
WIDE = (1280, 800)
FILES: dict[str, Callable[[bytes], object]] = {
    "SVG": lambda data: data.startswith(b"<svg") and b"prefers-reduced-motion" in data,
    "APNG": lambda data: b"acTL" in data and b"fcTL" in data,
    "Lottie": lambda data: json.loads(data)["layers"],
    "精灵图": lambda data: "sprites.json" in zipfile.ZipFile(io.BytesIO(data)).namelist(),
}


def looked_at(page: Page, shots: Shots, step: str) -> None:
    """A picture on a phone and on a desk, light and dark; nothing reaches out of the window, and axe
    finds nothing serious."""
    for width, height in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("dark", "light") if shots.folder else ():
            show(page, scheme)
            shots.take(page, step)
        assert page.evaluate(OVER) == []
        assert serious(page) == [], f"{step} at {width}"
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def opened(page: Page, button: Locator, item: str, drawer: str) -> Locator:
    button.click()
    chosen = page.get_by_role("menuitem", name=item)
    expect(chosen).to_be_visible()
    assert page.evaluate(WITHIN), "no part of the menu is out of the window"
    chosen.click()
    found = page.get_by_test_id(drawer)
    expect(found).to_be_visible()
    return found


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def closed(page: Page, drawer: Locator, back_to: Locator) -> None:
    """Escape closes it, and the focus is where it was."""
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(back_to).to_be_focused()


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_every_drawer_of_an_avatar(page: Page, person: Person, shots: Shots, tmp_path: Path) -> None:
    project = person.post("/api/avatars/projects", LOOK)
    made = person.post(f"/api/avatars/projects/{project['id']}/candidates", {"step": 1, "count": 1})
    person.follow(made["run_id"])
    person.post(
        f"/api/avatars/projects/{project['id']}/steps", {**LOOK, "parent": 1, "engine": "builtin/painter"}
    )
    made = person.post(
        f"/api/avatars/projects/{project['id']}/candidates", {"step": 2, "count": 1, "size": 256}
    )
    person.follow(made["run_id"])
    page.goto(f"/avatars/{project['id']}")
    cards = page.get_by_test_id("avatar-candidate")
    expect(cards).to_have_count(2)  # the painting above the drawing
    use = cards.last.get_by_test_id("use-picture")

    # A pack: many faces of the same person, in a ZIP.
    drawer = opened(page, use, "角色包", "pack")
    looked_at(page, shots, "pack")
    drawer.get_by_text("圆形").click()
    page.get_by_test_id("pack-make").click()
    expect(page.get_by_test_id("pack-same")).to_be_visible()
    looked_at(page, shots, "pack-ready")
    _, data = saved(page, page.get_by_test_id("pack-file"))
    archive = zipfile.ZipFile(io.BytesIO(data))
    told = json.loads(archive.read("manifest.json"))
    assert archive.testzip() is None and all(each["same_person"] for each in told["expressions"])
    assert {"png/transparent/512/sad.png", "png/light_blue/128-circle/happy.png"} <= set(archive.namelist())
    closed(page, drawer, use)

    # It talks: still for who wants no motion, and moving when asked to.
    drawer = opened(page, use, "让它说话", "talk")
    page.get_by_test_id("talk-words").fill("今天天气很好。Let's draw!")
    look = page.get_by_test_id("talk-look")
    expect(look).to_be_visible()
    expect(look).not_to_have_attribute("data-busy", "true")
    looked_at(page, shots, "talk")
    assert len({look.screenshot() for _ in range(4)}) == 1, "it stands still"
    page.get_by_test_id("talk-play").click()
    expect(look).to_have_attribute("data-moving", "true")
    first = look.screenshot()
    assert any(look.screenshot() != first for _ in range(20)), "it moves"
    for form, read in FILES.items():
        page.get_by_test_id("talk-format").get_by_text(form, exact=True).click()
        name, data = saved(page, page.get_by_test_id("talk-file"))
        assert read(data), name
    closed(page, drawer, use)

    # The picture that one is shown by.
    use.click()
    page.get_by_role("menuitem", name="设为我的头像").click()
    shown = page.get_by_test_id("account-menu").get_by_test_id("person-picture")
    expect(shown).to_have_js_property("naturalWidth", 256)

    # In three dimensions.
    own = page.get_by_test_id("use-drawing")
    drawer = opened(page, own, "三维形象", "model")
    view = page.get_by_test_id("model-view")
    expect(view).to_have_attribute("data-state", "ready")
    looked_at(page, shots, "model")
    view.screenshot(path=tmp_path / "view.png")
    colours = Image.open(tmp_path / "view.png").convert("RGB").quantize(64).getcolors() or []
    assert len(colours) > 16, "a head is drawn"
    name, glb = saved(page, page.get_by_test_id("model-file"))
    assert name.endswith(".glb") and check_model(glb)["vertices"] > 1_000
    hostile = tmp_path / "hostile.vrm"
    outside = {"asset": {"version": "2.0"}, "images": [{"uri": "http://127.0.0.1:9/x.png"}]}
    hostile.write_bytes(packed(outside, b""))
    page.get_by_test_id("model-upload").set_input_files(hostile)
    expect(page.get_by_test_id("model-refused")).to_contain_text("文件之外")
    looked_at(page, shots, "model-refused")
    assert person.get("/api/avatars/models")["items"] == []
    closed(page, drawer, own)

    # A painting: no mouth to move, and no other faces by a painter that cannot change them.
    use = cards.first.get_by_test_id("use-picture")
    drawer = opened(page, use, "角色包", "pack")
    expect(drawer).to_contain_text("不能修改表情")
    page.get_by_test_id("pack-make").click()
    expect(page.get_by_test_id("pack-ready")).to_be_visible()
    looked_at(page, shots, "pack-painted")
    _, data = saved(page, page.get_by_test_id("pack-file"))
    assert "png/painted/512/original.png" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    closed(page, drawer, use)
    use.click()
    expect(page.get_by_role("menuitem", name="只有矢量头像能说话")).to_be_disabled()
