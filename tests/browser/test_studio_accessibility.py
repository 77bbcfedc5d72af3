"""The painting studio for everybody: nothing serious for axe, all of it by keyboard, told aloud, and by fingers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person
from tests.browser.shots import PHONE, Shots, show
from tests.browser.test_accessibility import (
    CONTRAST,
    FITS,
    LOOKS,
    NARROW,
    OPTIONS,
    SETTLED,
    serious,
)
from tests.browser.test_studio import PIXEL, canvas, centre, middle, open_studio, paint, pixel

LOCALES = ("zh-CN", "en-US")
CONTROLS = (
    "button, a[href], input:not([type=hidden]):not([type=file]), textarea, select, summary,"
    " [role=slider], [tabindex='0']"
)
UNNAMED = f"""() => [...document.querySelectorAll("{CONTROLS}")]
    .filter((one) => one.checkVisibility() && !one.closest('[aria-hidden=true]'))
    .filter((one) => !(one.ariaLabel || one.labels?.length || one.textContent.trim() || one.title
        || one.getAttribute('aria-labelledby') || one.querySelector('[aria-label], img[alt]')))
    .map((one) => one.outerHTML.slice(0, 200))"""
SMALL = f"""() => [...document.querySelectorAll("{CONTROLS}")]
    .filter((one) => one.checkVisibility({{visibilityProperty: true, opacityProperty: true}}))
    .filter((one) => !one.closest('[aria-hidden=true]') && !one.disabled)
    .map((one) => one.closest('label, .ant-select, .ant-input-number, .ant-segmented-item') ?? one)
    .filter((one) => one.role !== 'slider' && getComputedStyle(one).display !== 'inline')
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < 39.5 || box.width < 39.5))
    .map(([one, box]) => `${{Math.round(box.width)}}×${{Math.round(box.height)}} ${{one.outerHTML.slice(0, 160)}}`)"""
"""Controls under 40 px. Sliders are led by their whole track, and have a field of numbers beside them."""
RINGLESS = """() => {
    const one = document.activeElement;
    const whole = '.ant-segmented-item, .ant-select, .ant-input-number, .ant-checkbox-wrapper, .ant-slider, label';
    const shown = [one, one.closest(whole), one.parentElement].filter(Boolean);
    const ring = (each) => [getComputedStyle(each), getComputedStyle(each, '::after')].some((style) =>
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none');
    return shown.some(ring) || one.matches('textarea, input') ? '' : one.outerHTML.slice(0, 160);
}"""
HEARD = """() => {
    window.heard = [];
    const announcer = document.querySelector('[data-testid=announcer]');
    new MutationObserver(() => window.heard.push(announcer.textContent))
        .observe(announcer, {childList: true, characterData: true, subtree: true});
}"""
ENDLESS = """() => document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().iterations === Infinity && one.playState === 'running').length"""
FOCUS = "document.activeElement?.dataset?.testid ?? ''"


def masked(page: Page, person: Person) -> None:
    """A picture with a stroke over it."""
    open_studio(page, person)
    canvas(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("studio-undo")).to_be_enabled()


def painted(page: Page, _person: Person) -> None:
    """Two pictures of one painting."""
    page.goto("/paint")
    page.get_by_test_id("studio-count").get_by_text("2", exact=True).click()
    paint(page, "a red boat on a lake")
    expect(page.locator("[data-testid=studio-cell][data-state=done]")).to_have_count(2)


def compared(page: Page, person: Person) -> None:
    """A repainted picture beside what it was."""
    open_studio(page, person)
    paint(page, "a blue boat on a lake")
    expect(page.get_by_test_id("compare-slider")).to_be_visible()


def empty(page: Page, _person: Person) -> None:
    page.goto("/paint")
    expect(page.get_by_test_id("studio-empty")).to_be_visible()


STATES: dict[str, Callable[[Page, Person], None]] = {
    "empty": empty,
    "masked": masked,
    "painted": painted,
    "compared": compared,
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("state", STATES)
def test_the_studio_can_be_read_by_everybody(
    page: Page, person: Person, state: str, locale: str, shots: Shots
) -> None:
    STATES[state](page, person)
    page.wait_for_load_state("networkidle")
    shots.everywhere(page, state)
    problems: dict[str, list[str]] = {}
    for (width, height), scheme, rules in LOOKS[locale]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(SETTLED, arg=width)
        show(page, scheme)
        problems[f"{scheme} {width}"] = serious(page, rules)
        problems[f"unnamed {width}"] = page.evaluate(UNNAMED)
    page.set_viewport_size({"width": NARROW, "height": 640})
    page.wait_for_function(FITS, arg=NARROW)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_test_id("studio-settings").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    problems["sheet"] = serious(page, OPTIONS if locale == "en-US" else CONTRAST)
    shots.take(page, f"{state}-sheet")
    assert not any(problems.values()), problems


def tabbed(page: Page, most: int = 140) -> list[str]:
    """What the Tab key reaches from where the studio begins to its end, by test id; each has a ring to see."""
    page.evaluate("document.getElementById('main').focus()")
    reached = []
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate(RINGLESS) == ""
        reached.append(page.evaluate("document.activeElement.closest('[data-testid]').dataset.testid"))
    return reached


def test_tab_goes_through_the_studio_in_the_order_of_the_page(page: Page, person: Person) -> None:
    masked(page, person)
    page.get_by_test_id("studio-prompt").fill("a blue boat")
    reached = tabbed(page)
    wanted = [
        "studio-actions",
        "studio-close",
        "tool-brush",
        "studio-canvas",
        "studio-enrich",
        "studio-prompt",
        "studio-model",
        "style-ink",
        "extend-left",
        "studio-seed",
        "studio-dice",
        "studio-negative",
        "studio-paint",
        "studio-recent",
    ]
    assert [name for name in dict.fromkeys(reached) if name in wanted] == wanted
    assert "tool-eraser" not in reached, "the tools are one stop"

    # Inside the tools the arrows go on, past what cannot be chosen now.
    page.get_by_test_id("tool-brush").focus()
    for name in ("tool-eraser", "tool-lasso"):
        page.keyboard.press("ArrowDown")
        assert page.evaluate(FOCUS) == name
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("tool-lasso")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("End")
    assert page.evaluate(FOCUS) == "studio-keys"
    page.get_by_test_id("studio-undo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("studio-undo")).to_be_disabled()
    page.wait_for_function(f"() => ({FOCUS}).startsWith('tool-')")  # and not lost with the button


def drawn(page: Page, before: str) -> None:
    page.wait_for_function(f"(at) => ({PIXEL})(at) !== '{before}'", arg=centre(page))


def undrawn(page: Page, before: str) -> None:
    page.wait_for_function(f"(at) => ({PIXEL})(at) === '{before}'", arg=centre(page))


def leave_the_middle(page: Page) -> None:
    """The cross of the keyboard's pen stands where the mask is looked at."""
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")


def test_everything_on_the_canvas_is_done_by_keyboard(page: Page, person: Person, shots: Shots) -> None:
    open_studio(page, person)
    undo, board = page.get_by_test_id("studio-undo"), canvas(page)
    before = pixel(page)
    board.focus()

    # A stroke with the brush, and the same place with the eraser.
    page.keyboard.press("b")
    expect(page.get_by_test_id("tool-brush")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Space")
    expect(board).to_have_attribute("data-pen", "down")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    shots.take(page, "pen")
    page.keyboard.press("Space")
    expect(board).not_to_have_attribute("data-pen", "down")
    expect(undo).to_be_enabled()
    expect(page.get_by_test_id("studio-paint")).to_contain_text("Repaint the region")
    leave_the_middle(page)
    drawn(page, before)
    page.keyboard.press("Control+z")
    expect(undo).to_be_disabled()
    undrawn(page, before)
    page.keyboard.press("Control+Shift+z")
    drawn(page, before)
    page.keyboard.press("Delete")
    undrawn(page, before)
    page.keyboard.press("Control+z")

    # Escape takes back what is being drawn, and only that.
    page.keyboard.press("e")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Escape")
    expect(board).not_to_have_attribute("data-pen", "down")
    expect(board).to_be_focused()
    drawn(page, before)
    page.keyboard.press("Control+z")
    undrawn(page, before)

    # A rectangle and a lasso around the middle.
    for key, corners in (("r", ("Right", "Up")), ("l", ("Right", "Up", "Left"))):
        page.keyboard.press("0")
        page.keyboard.press(key)
        to_the_corner(page)
        page.keyboard.press("Enter")
        for way in corners:
            for _ in range(2):
                page.keyboard.press(f"Shift+Arrow{way}")
        page.keyboard.press("Enter")
        expect(undo).to_be_enabled()
        drawn(page, before)
        page.keyboard.press("Control+z")
        undrawn(page, before)

    # The frame, the zoom and the picture under them.
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("extend-right")).to_have_value("64")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_test_id("extend-right")).to_have_value("0")
    zoom = page.get_by_test_id("studio-zoom")
    at_first = zoom.inner_text()
    page.keyboard.press("+")
    expect(zoom).not_to_have_text(at_first)
    page.keyboard.press("0")
    expect(zoom).to_have_text(at_first)

    # What all these keys are.
    page.keyboard.press("?")
    keys = page.get_by_test_id("studio-shortcuts")
    expect(keys).to_contain_text("Pen down, pen up")
    shots.everywhere(page, "keys")
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(board).to_be_focused()


def to_the_corner(page: Page) -> None:
    """The keyboard's pen, wherever it is, to the left and below the middle, from the corner where it cannot go on."""
    box = canvas(page).bounding_box()
    assert box is not None
    page.evaluate("() => document.activeElement.blur()")
    canvas(page).focus()
    for _ in range(40):
        page.keyboard.press("Shift+ArrowLeft")
    for _ in range(40):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("0")
    for _ in range(int((box["width"] / 2 - 40) // 64)):
        page.keyboard.press("Shift+ArrowRight")
    for _ in range(int((box["height"] / 2 - 40) // 64)):
        page.keyboard.press("Shift+ArrowUp")


def test_the_focus_comes_back_from_wherever_it_went(page: Page, person: Person) -> None:
    open_studio(page, person)
    settings = page.get_by_test_id("brush-settings")
    settings.focus()
    page.keyboard.press("Enter")
    size = page.get_by_role("slider", name="Size")
    expect(size).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(size).to_have_attribute("aria-valuenow", "73")
    page.keyboard.press("Escape")
    expect(settings).to_be_focused()
    expect(size).to_be_hidden()

    page.get_by_test_id("studio-keys").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("studio-keys")).to_be_focused()

    actions = page.get_by_test_id("studio-actions")
    actions.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Variations")).to_be_visible()
    page.keyboard.press("Escape")
    expect(actions).to_be_focused()

    # Painted from the canvas, looked at, and back by Escape: the canvas has the keys again.
    page.get_by_test_id("studio-prompt").fill("a blue boat")
    canvas(page).focus()
    page.keyboard.press("Control+Enter")
    compare = page.get_by_test_id("studio-compare")
    expect(compare).to_be_visible()
    expect(compare).to_be_focused()
    page.keyboard.press("Escape")
    expect(canvas(page)).to_be_focused()

    page.get_by_test_id("studio-close").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("studio-empty")).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")


def test_a_painting_is_told_aloud(page: Page) -> None:
    page.goto("/paint")
    expect(page.get_by_test_id("announcer")).to_have_attribute("aria-live", "polite")
    page.evaluate(HEARD)
    page.get_by_test_id("studio-count").get_by_text("3", exact=True).click()
    prompt = page.get_by_test_id("studio-prompt")
    page.keyboard.press("Control+Enter")
    prompt.fill("a red boat on a lake")
    prompt.press("Control+Enter")
    expect(page.get_by_test_id("studio-run")).to_be_visible()
    page.get_by_test_id("run-back").click()  # one need not look at it
    page.wait_for_function("() => window.heard.some((words) => /[123] of 3 finished/.test(words))")
    page.wait_for_function("() => window.heard.some((words) => words.includes('3 pictures are finished'))")
    heard: list[str] = page.evaluate("window.heard")
    assert len(heard) <= 14, "not with every step"


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_nothing_moves_for_whom_motion_is_too_much(page: Page, motion: Any) -> None:
    page.emulate_media(reduced_motion=motion)
    page.goto("/paint")
    page.get_by_test_id("studio-count").get_by_text("8", exact=True).click()
    paint(page, "a pagoda on a hill at night")
    expect(page.get_by_test_id("studio-cancel")).to_be_visible()
    if motion == "reduce":
        expect(page.get_by_test_id("studio-run-thumb")).to_be_visible()
        assert page.evaluate(ENDLESS) == 0
    else:
        page.wait_for_function(f"() => ({ENDLESS})() > 0")
    page.get_by_test_id("studio-cancel").click()
    expect(page.get_by_test_id("studio-run")).to_have_attribute("data-status", re.compile("cancelled|done"))


def sheet(page: Page) -> Locator:
    page.get_by_test_id("studio-settings").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_fingers_find_everything(phone: Page, person: Person, shots: Shots) -> None:
    page = phone
    open_studio(page, person, "湖上的红船")
    x, y = middle(page)
    page.touchscreen.tap(x, y)
    expect(page.get_by_test_id("studio-undo")).to_be_enabled()
    small = {"canvas": page.evaluate(SMALL)}
    shots.take(page, "touch-canvas")
    dialog = sheet(page)
    page.get_by_test_id("studio-prompt").fill("一只黄色的鸟在飞")
    page.wait_for_load_state("networkidle")
    small["sheet"] = page.evaluate(SMALL)
    shots.take(page, "touch-sheet")
    dialog.get_by_role("group").last.scroll_into_view_if_needed()
    shots.take(page, "touch-sheet-end")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("studio-settings")).to_be_focused()
    sheet(page)
    page.get_by_test_id("studio-paint").last.tap()
    expect(page.get_by_test_id("compare-slider")).to_be_visible()
    small["compare"] = page.evaluate(SMALL)
    shots.take(page, "touch-compare")
    assert not any(small.values()), small
