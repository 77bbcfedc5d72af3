"""The first visitor sets the product up with the printed code and lands in a conversation."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.shots import Shots
from tests.running_server import RunningServer

WORDS = {
    "zh-CN": {"title": "初次设置话画", "wrong": "重新", "ideas": "试试这些", "idea": "画"},
    "en-US": {
        "title": "Set up HuaHua",
        "wrong": "This code is wrong",
        "ideas": "Ideas to try",
        "idea": "Paint",
    },
}


@pytest.fixture
def server(tmp_path: Any) -> Any:
    """A server that nobody has set up, for this test alone."""
    with RunningServer(tmp_path, with_admin=False) as running:
        yield running


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_the_printed_code_leads_to_the_first_conversation(
    server: RunningServer, context: BrowserContext, locale: str, shots: Shots
) -> None:
    words = WORDS[locale]
    page = context.new_page()
    page.goto("/gallery")
    expect(page).to_have_url(f"{server.url}/setup")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if locale == "zh-CN" else "en")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["title"])
    expect(page.get_by_test_id("setup-code")).to_be_focused()
    shots.everywhere(page, "set-up")

    page.get_by_test_id("setup-code").fill("AAAA-AAAA")
    page.get_by_test_id("name").fill("林一")
    page.get_by_test_id("email").fill("lin@example.org")
    page.get_by_test_id("password").fill("seven paper boats")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("form-error")).to_be_visible()
    shots.take(page, "wrong-code")

    page.get_by_test_id("setup-code").fill(server.setup_code())
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("greeting")).to_contain_text("林一")
    expect(page.get_by_test_id("composer-input")).to_be_focused()
    ideas = page.get_by_role("list", name=words["ideas"]).get_by_test_id("idea")
    expect(ideas).to_have_count(4)
    expect(ideas.first).to_contain_text(words["idea"])
    shots.everywhere(page, "first-screen")

    ideas.first.click()
    expect(page.get_by_test_id("composer-input")).not_to_have_value("")
    expect(page.get_by_test_id("composer-input")).to_be_focused()

    me = context.request.get("/api/me").json()
    assert (me["email"], me["role"], me["name"]) == ("lin@example.org", "administrator", "林一")
    again = context.request.post(
        "/api/setup",
        data={"code": server.setup_code(), "email": "second@example.org", "password": "seven paper boats"},
        headers={"origin": server.url},
    )
    assert again.status in (403, 404, 409), again.text()
    assert context.request.get("/api/bootstrap").json()["setup_needed"] is False
