"""A painting that was stopped stands in the gallery, says why, and is painted again in its place, once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.test_gallery import tiles


def test_a_stopped_painting_is_tried_again_from_the_gallery(page: Page, person: Person, shots: Shots) -> None:
    wish = {"prompt": "a red boat on a lake", "count": 2, "width": 512, "height": 384}
    run_id = person.post("/api/pictures", wish)["run_id"]
    person.post(f"/api/runs/{run_id}/cancel", {})
    person.follow(run_id)
    page.goto("/gallery")
    failed = page.get_by_test_id("pending-failed")
    expect(failed).to_contain_text("Painting was stopped")
    shots.everywhere(page, "stopped")
    asked: list[str] = []
    page.on("request", lambda seen: asked.append(seen.url) if seen.url.endswith("/retry") else None)
    failed.get_by_test_id("paint-again").dblclick()
    expect(tiles(page)).to_have_count(2)
    expect(page.get_by_test_id("gallery-pending")).to_have_count(0)
    assert len(asked) == 1
    assert {picture["prompt"] for picture in person.pictures()} == {wish["prompt"]}
