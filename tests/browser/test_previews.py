"""A picture in the making is seen as far as it is, also from a device that comes later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import answer, cards, conversation_id, expect_loaded, say
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import InThread, ScriptedUpstream
from tests.simulators.painters.a1111 import A1111Simulator


class SlowEasel(InThread[A1111Simulator]):
    """A painting server that stops at 40 % and shows how far it is, until it is told to finish."""

    def __init__(self) -> None:
        self._held = asyncio.Event()
        simulator = A1111Simulator()
        simulator.painting_held = self._held
        super().__init__(simulator)

    def finish(self) -> None:
        self.soon(self._held.set)


@pytest.fixture(scope="module")
def easel() -> Iterator[SlowEasel]:
    with SlowEasel() as running:
        yield running


@pytest.fixture(scope="module")
def config(config: dict[str, Any], easel: SlowEasel) -> dict[str, Any]:
    provider = {"name": "easel", "kind": "a1111", "base_url": easel.base_url, "allow_private": True}
    model = {"name": "slow-easel", "provider": "easel", "model": "dream", "tasks": ["painting"]}
    return config | {
        "providers": [*config["providers"], provider],
        "models": [*config["models"], model],
        "painting": {"concurrency": 1},
    }


def paint(page: Page, words: str) -> None:
    page.goto("/")
    page.get_by_test_id("paint-toggle").click()
    page.get_by_test_id("paint-model").click()
    page.get_by_role("menuitem", name="slow-easel").click()
    say(page, words)


def test_a_browser_closed_at_40_percent_goes_on_on_a_second_device(
    page: Page,
    person: Person,
    easel: SlowEasel,
    upstream: ScriptedUpstream,
    new_context: Callable[[], BrowserContext],
    shots: Shots,
) -> None:
    paint(page, "a lighthouse in a storm")
    expect_loaded(page.get_by_test_id("preview"))
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "40")
    here = conversation_id(page)
    shots.everywhere(page, "forty-percent")
    page.context.close()

    second = new_context()
    person.enter(second)
    later = second.new_page()
    later.goto(f"/c/{here}")
    expect_loaded(answer(later).get_by_test_id("preview"))
    expect(later.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "40")
    [slot] = person.messages(here)[-1]["pictures"]
    seen = f"/api/runs/{slot['painting_run_id']}/previews/0"
    assert person.api.get(seen).headers["content-type"] in {"image/jpeg", "image/webp", "image/png"}

    waiting = second.new_page()
    paint(waiting, "a harbour at noon")
    expect(waiting.get_by_test_id("picture-progress")).to_contain_text("next in line")
    waiting.get_by_test_id("stop-painting").click()
    expect(waiting.get_by_test_id("picture-error")).to_contain_text("Painting was stopped.")

    studio = second.new_page()
    studio.goto("/paint")
    studio.get_by_test_id("studio-model").click()
    studio.get_by_title("slow-easel", exact=True).last.click()
    studio.get_by_test_id("studio-prompt").fill("a hill at dawn")
    studio.get_by_test_id("studio-paint").last.click()
    expect(studio.get_by_test_id("studio-progress")).to_contain_text("next in line")
    expect(studio.get_by_test_id("studio-run-thumb")).to_contain_text("waiting")
    place = studio.get_by_test_id("studio-cell").bounding_box()
    assert place is not None and place["width"] == place["height"] > 300, (
        "one place, as large as there is room"
    )
    shots.everywhere(studio, "waiting")
    studio.get_by_test_id("studio-cancel").click()
    expect(studio.get_by_test_id("studio-trouble")).to_contain_text("Painting was stopped.")

    easel.finish()
    expect_loaded(cards(answer(later)).locator("img").last)
    expect(later.get_by_test_id("preview")).to_have_count(0)
    [picture] = person.pictures()
    [shown] = person.messages(here)[-1]["pictures"]
    assert [one["id"] for one in shown["pictures"]] == [picture["id"]]
    assert person.api.get(seen).status_code == 404
