"""Make the pictures of the README and docs from a fresh server: `.venv/bin/python scripts/screenshots.py`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.running_server import ADMIN_EMAIL, ADMIN_PASSWORD, RunningServer  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PAINT_MS = 60_000


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    names = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder)) as server,
        sync_playwright() as web,
    ):
        browser = web.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = signed_in(browser, server.url, 1280, 800, "zh-CN", "light")
        shoot(page, "welcome-zh")
        say(page, "画一艘清晨湖上的红船，远处有山", pictures=1)
        say(page, "改成夜晚", pictures=2)
        shoot(page, "chat")
        page.goto(f"{server.url}/gallery")
        page.get_by_test_id("gallery-tile").first.wait_for()
        page.wait_for_load_state("networkidle")
        shoot(page, "gallery")
        phone = signed_in(browser, server.url, 390, 844, "en-US", "dark")
        say(phone, "paint a lighthouse by the sea at dusk, with seagulls", pictures=1)
        shoot(phone, "phone-dark")
        browser.close()


def signed_in(browser: Browser, url: str, width: int, height: int, locale: str, scheme: str) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=locale,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    page.get_by_test_id("email").fill(ADMIN_EMAIL)
    page.get_by_test_id("password").fill(ADMIN_PASSWORD)
    page.get_by_test_id("submit").click()
    page.get_by_test_id("composer-input").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def say(page: Page, words: str, *, pictures: int) -> None:
    """Say something and wait until the conversation shows this many painted pictures."""
    page.get_by_test_id("composer-input").fill(words)
    page.get_by_test_id("send").click()
    page.wait_for_function(
        """wanted => {
             const images = [...document.querySelectorAll('[data-testid="picture-card"] img')]
             return images.length === wanted && images.every(image => image.complete && image.naturalWidth > 300)
           }""",
        arg=pictures,
        timeout=PAINT_MS,
    )  # the blurred stand-in of each has gone by then
    page.wait_for_load_state("networkidle")
    page.evaluate("Promise.all([...document.images].map(image => image.decode()))")


def shoot(page: Page, name: str) -> None:
    page.mouse.move(5, 5)
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(
        file, optimize=True
    )


if __name__ == "__main__":
    main()
