"""Somebody whose room for pictures is used up is told so in their language, and led to where some is made."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.chat import answer, ask
from tests.browser.people import Person
from tests.browser.shots import Shots


@pytest.fixture(scope="module")
def config(config: dict[str, Any]) -> dict[str, Any]:
    return config | {"painting": {"storage_mb": 1}}


def used_up(person: Person) -> None:
    """Two files of half a MiB fit; a small painting that follows them goes over."""
    for seed in (1, 2):
        out = io.BytesIO()
        pixels = np.random.default_rng(seed).integers(0, 256, (400, 400, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(out, "PNG")
        file = {"file": (f"{seed}.png", out.getvalue(), "image/png")}
        person.api.post("/api/uploads", files=file).raise_for_status()
    person.paint("山间的小亭")


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_whoever_has_no_room_left_is_led_to_where_it_is_made(
    page: Page, person: Person, shots: Shots
) -> None:
    used_up(person)
    page.goto("/paint")
    page.get_by_test_id("studio-prompt").fill("湖上的红船")
    page.get_by_test_id("studio-paint").last.click()
    room = page.get_by_test_id("make-room")
    expect(room).to_be_visible()
    shots.everywhere(page, "refused")
    room.click()
    storage = page.get_by_test_id("storage")
    expect(storage.get_by_test_id("storage-used-up")).to_contain_text("空间已用完")
    shots.everywhere(page, "used-up")

    # A picture of the list and back: the list is still there. Closed, it is no part of the address any more.
    storage.get_by_test_id("storage-row").first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/gallery/img_"))
    page.go_back()
    row = storage.get_by_test_id("storage-row")
    expect(row).to_have_count(3)
    row.first.get_by_role("button").click()
    page.get_by_test_id("confirm-delete").click()
    expect(row).to_have_count(2)
    expect(storage.get_by_test_id("storage-used-up")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(storage).to_have_count(0)
    expect(page).to_have_url(re.compile("/gallery$"))


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_the_conversation_says_so_in_chinese(page: Page, person: Person) -> None:
    used_up(person)
    page.goto("/")
    ask(page, "画一只猫")
    expect(answer(page)).to_contain_text("删掉一些")
    expect(answer(page)).not_to_contain_text("delete")


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_an_avatar_that_was_kept_is_not_called_unsaved(page: Page, person: Person) -> None:
    used_up(person)
    page.goto("/avatars")
    page.get_by_test_id("avatar-words").fill("戴圆框眼镜的短发女孩")
    expect(page.get_by_test_id("avatar-step")).to_have_count(1)
    page.get_by_test_id("avatar-make").click()
    alert = page.get_by_role("alert").filter(has_text="空间")
    expect(alert).to_be_visible()
    expect(alert).not_to_contain_text("还没有保存")
