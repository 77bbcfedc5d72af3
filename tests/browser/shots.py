"""Pictures of pages, kept for people to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

Size = tuple[int, int]
Scheme = Literal["light", "dark"]

DESKTOP: Size = (1440, 900)
PHONE: Size = (390, 844)
# A lazy picture out of sight is never loaded, so nobody waits for it.
READY = """() => document.fonts.status === 'loaded'
    && [...document.images].every((image) => image.complete || image.loading === 'lazy')"""
SHOWN = """(scheme) => {
    const root = document.documentElement;
    if (root.dataset.theme !== scheme) return false;
    const probe = document.createElement('span');
    probe.style.color = 'var(--ink)';
    root.append(probe);
    const ink = getComputedStyle(probe).color;
    probe.remove();
    const text = getComputedStyle(document.querySelector('.ant-app') ?? document.body).color;
    return text === ink && document.getAnimations().every((one) => !(one instanceof CSSTransition));
}"""


@dataclass(frozen=True, slots=True)
class Shots:
    """Writes `<folder>/<step>-<width>x<height>-<light|dark>-<zh|en>.png`, or nothing where `folder` is None."""

    folder: Path | None

    def take(self, page: Page, step: str) -> None:
        """The page as it is now."""
        if self.folder is None:
            return
        size = page.viewport_size or {"width": 0, "height": 0}
        scheme = page.evaluate("document.documentElement.dataset.theme")
        language = page.evaluate("document.documentElement.lang").split("-")[0]
        name = f"{step}-{size['width']}x{size['height']}-{scheme}-{language}.png"
        page.screenshot(path=self.folder / name, animations="disabled", caret="hide")

    def everywhere(self, page: Page, step: str) -> None:
        """The page as it is now, on a desktop and on a phone, light and dark. Leaves a light desktop."""
        if self.folder is None:
            return
        for width, height in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("dark", "light"):
                show(page, scheme)
                self.take(page, step)


def show(page: Page, scheme: Scheme) -> None:
    """Light or dark, as the system asks for; the page follows when its own setting is 'as the system'.

    Returns when the page has wholly changed: its own variables and the component library's, and no transition runs.
    """
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(SHOWN, arg=scheme)
    page.wait_for_function(READY)
