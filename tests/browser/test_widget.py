"""A widget, from its owner's settings onto another site, where a visitor talks with it on a desktop and a phone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.browser.people import Person
from tests.browser.shots import PHONE, Scheme, Shots
from tests.running_server import RunningServer

SCHEMES: tuple[Scheme, ...] = ("dark", "light")
SHOP = """<!doctype html>
<html lang="{lang}" data-theme="light">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ink shop</title>
<style>div, iframe, button {{ background: lime; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #222; color: #eee; }} }}</style>
<h1>Ink shop</h1><p>Ink, paper and brushes.</p>
{line}
</html>
"""


class Shop(ThreadingHTTPServer):
    """Somebody else's site: a page with the line in it, which styles everything it can."""

    line = ""
    lang = "en"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shop = self.server
        assert isinstance(shop, Shop)
        page = SHOP.format(line=shop.line, lang=shop.lang).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_args: object) -> None:
        return


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop(("127.0.0.1", 0), _Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_bot_stands_on_another_site(
    page: Page, person: Person, context: BrowserContext, server: RunningServer, shop: Shop, shots: Shots
) -> None:
    # The owner makes it, and sees it as it is typed.
    page.goto("/settings/widgets")
    page.get_by_test_id("widget-create").dblclick()
    page.get_by_test_id("widget-name").fill("Brush")
    page.get_by_test_id("widget-greeting-en").fill("Welcome to the ink shop.")
    page.get_by_test_id("widget-paints").click()
    page.get_by_test_id("widget-face").first.click()
    preview = page.frame_locator('[data-testid="widget-preview"]')
    expect(preview.get_by_role("heading", name="Brush")).to_be_visible()
    expect(preview.get_by_text("Welcome to the ink shop.")).to_be_visible()
    page.get_by_test_id("widget-origins").fill(shop.url)
    page.get_by_test_id("widget-save").click()
    [widget] = person.get("/api/widgets")["items"]
    expect(page.get_by_test_id("widget-line")).to_contain_text(widget["id"])
    shop.line = page.get_by_test_id("widget-line").inner_text().strip()
    assert shop.line == f'<script src="{server.url}/widget.js" data-widget="{widget["id"]}" async></script>'
    shots.everywhere(page, "settings")

    # A visitor, in a browser of their own, on the other site.
    browser = context.browser
    assert browser is not None
    with browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}) as theirs:
        visitor = theirs.new_page()
        faults: list[str] = []
        visitor.on("pageerror", lambda fault: faults.append(str(fault)))
        _talk(visitor, shop, shots)
        _on_a_phone(visitor, shop, shots)

        # What was said is the owner's to read, apart from their own; and what is switched off goes away.
        assert person.conversations() == []
        page.reload()
        page.get_by_test_id("visitor-row").first.click()
        expect(page.get_by_test_id("support-transcript")).to_contain_text("hello")
        person.api.put(
            f"/api/widgets/{widget['id']}", json={"name": "Brush", "origins": [shop.url], "enabled": False}
        ).raise_for_status()
        with visitor.expect_console_message(lambda message: "is not shown here" in message.text):
            visitor.reload()
        expect(visitor.locator("[data-huahua]")).to_have_count(0)
        assert faults == []


def _inside(visitor: Page) -> Frame:
    """The widget's page; it stands in a closed shadow root, which only frames lead into."""
    expect(visitor.locator("[data-huahua]")).to_be_visible()
    return next(frame for frame in visitor.frames if "/widget/" in frame.url)


def _look(visitor: Page, shots: Shots, step: str) -> None:
    for scheme in SCHEMES:
        visitor.emulate_media(color_scheme=scheme)
        expect(_inside(visitor).locator(f'html[data-theme="{scheme}"]')).to_have_count(1)
        visitor.evaluate("(scheme) => { document.documentElement.dataset.theme = scheme }", scheme)
        shots.take(visitor, step)


def _talk(visitor: Page, shop: Shop, shots: Shots) -> None:
    visitor.goto(shop.url)
    frame = _inside(visitor)
    opener = frame.get_by_role("button", name="Open the chat with Brush")
    expect(opener).to_be_visible()
    _look(visitor, shots, "closed")
    opener.press("Enter")
    box = frame.get_by_role("textbox", name="Write a message")
    expect(box).to_be_focused()
    expect(frame.get_by_text("Welcome to the ink shop.")).to_be_visible()
    for text in ("hello", "paint a small red boat"):
        box.fill(text)
        box.press("Enter")
        expect(frame.get_by_role("button", name="Stop")).to_have_count(0)
    expect(frame.locator(".own")).to_have_count(2)
    picture = frame.get_by_alt_text("A picture that was painted for you")
    expect(picture).to_have_attribute("src", re.compile("^blob:"))
    _look(visitor, shots, "site")
    box.press("Escape")
    expect(opener).to_be_focused()


def _on_a_phone(visitor: Page, shop: Shop, shots: Shots) -> None:
    """The same visitor comes back to the Chinese page, on a small screen: what was said is there."""
    shop.lang = "zh-CN"
    visitor.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    visitor.goto(shop.url)
    frame = _inside(visitor)
    frame.get_by_role("button", name="打开与Brush的聊天").click()
    expect(frame.locator(".own")).to_have_count(2)
    expect(frame.get_by_alt_text("为你画的图")).to_have_attribute("src", re.compile("^blob:"))
    box = visitor.locator("[data-huahua]").bounding_box()
    assert box is not None and (box["width"], box["height"]) == PHONE
    _look(visitor, shots, "site")
    frame.get_by_role("button", name="开始新对话").click()
    expect(frame.locator(".own")).to_have_count(0)
    frame.get_by_role("button", name="关闭聊天").click()
    expect(frame.get_by_role("button", name="打开与Brush的聊天")).to_be_visible()
