"""The page in a real Chromium: bytes of the first load as sent, and time until one can sign in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, Response, sync_playwright

from bench.measures.stage import ADMIN, HuaHua, Row, median

NAMES = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
ROUNDS = 3


def rows() -> list[Row]:
    if CHROMIUM is None:
        return [Row("page", "not measured: no Chromium found")]
    with tempfile.TemporaryDirectory() as name:
        server = HuaHua(Path(name))
        with server.serving(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            address = f"http://127.0.0.1:{server.port}"
            sign_in, chat, weights = [], [], []
            for _ in range(ROUNDS):
                page = browser.new_context(locale="en-US").new_page()
                sent = _count_bytes(page)
                sign_in.append(_until_usable(page, address, "email"))
                page.get_by_test_id("email").fill(ADMIN["HUAHUA_ADMIN_EMAIL"])
                page.get_by_test_id("password").fill(ADMIN["HUAHUA_ADMIN_PASSWORD"])
                page.get_by_test_id("submit").click()
                page.get_by_test_id("composer-input").wait_for()
                page.wait_for_load_state("networkidle")
                weights.append(sum(sent) / 1000)
                chat.append(_until_usable(page, address, "composer-input"))
                page.context.close()
            browser.close()
    return [
        Row("page weight until the chat is open, compressed", f"{median(weights):.0f} kB", "under 500 kB"),
        Row("time until one can sign in, empty cache", f"{median(sign_in):.2f} s"),
        Row("time until one can write, signed in", f"{median(chat):.2f} s"),
    ]


def _count_bytes(page: Page) -> list[int]:
    sent: list[int] = []

    def note(response: Response) -> None:
        if "/assets/" in response.url or response.request.resource_type in {
            "document",
            "stylesheet",
            "script",
        }:
            sent.append(int(response.headers.get("content-length", 0)))

    page.on("response", note)
    return sent


def _until_usable(page: Page, address: str, test_id: str) -> float:
    page.goto(address, wait_until="commit")
    page.get_by_test_id(test_id).wait_for()
    elapsed: float = page.evaluate("performance.now()")
    return elapsed / 1000
