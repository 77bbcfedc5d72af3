"""A style from the first picture to the first painting: data set, versions, training, both studios."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.chat import cards, composer, expect_status
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import InThread
from tests.fork_server import FIRST
from tests.running_server import RunningServer
from tests.simulators.painters.a1111 import A1111Simulator

BASE = "ink-base"


@pytest.fixture(scope="module")
def easel() -> Iterator[A1111Simulator]:
    simulator = A1111Simulator()
    with InThread(simulator):
        yield simulator


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, easel: A1111Simulator) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("server")
    base = folder / "models" / BASE
    base.mkdir(parents=True)
    (base / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    config = {
        "local": {"folders": [str(base.parent)]},
        "providers": [{"name": "easel", "kind": "a1111", "base_url": easel.base_url, "allow_private": True}],
        "models": [{"name": BASE, "provider": "easel", "model": "dream", "tasks": ["painting"]}],
    }
    environ = {FIRST: "tests.simulators.trainer"}
    with RunningServer(folder, config=config, environ=environ) as running:
        yield running


def picture(number: int, side: int = 640) -> dict[str, Any]:
    drawn = Image.new("RGB", (side, side), (200, 40, 40))
    pen = ImageDraw.Draw(drawn)
    for line in range(0, side, 8):
        pen.line((line, 0, side - line, side), fill=(60 + 30 * number, 30, 30))
    place = 60 + 90 * number
    pen.ellipse((place, place // 2, place + 200, place // 2 + 200), fill=(250, 220, 60))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return {"name": f"sun-{number}.png", "mimeType": "image/png", "buffer": out.getvalue()}


def prompts(easel: A1111Simulator) -> list[str]:
    return [each.json["prompt"] for each in easel.requests if each.path.endswith("2img")]


def collect(page: Page, shots: Shots) -> None:
    """A data set with two versions."""
    page.goto("/styles")
    expect(page.get_by_test_id("styles-page")).to_be_visible()
    shots.everywhere(page, "nothing")
    page.get_by_role("tab").nth(1).click()
    page.get_by_test_id("dataset-name").fill("Red suns")
    page.get_by_test_id("dataset-create").click()
    page.get_by_test_id("dataset-files").set_input_files(
        [picture(0), picture(1), picture(2), picture(3, 320)]
    )
    cards = page.get_by_test_id("dataset-picture")
    expect(cards).to_have_count(4)
    words = cards.get_by_role("textbox")
    for number in range(3):  # Enter keeps the words and goes on to the next picture
        words.nth(number).fill(f"a sun over red fields, the {number + 1}. time")
        with page.expect_response(lambda answer: answer.request.method == "PATCH"):
            words.nth(number).press("Enter")
        expect(words.nth(number + 1)).to_be_focused()
    expect(page.get_by_test_id("dataset-freeze")).to_be_disabled()
    page.get_by_test_id("dataset-rights").click()
    page.get_by_test_id("dataset-freeze").click()
    expect(page.get_by_test_id("dataset-version")).to_have_count(1)
    shots.everywhere(page, "data-set")
    cards.last.get_by_role("button").last.click()
    expect(cards).to_have_count(3)
    words.first.fill("a sun that sets")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        words.first.blur()
    page.get_by_test_id("dataset-freeze").click()
    expect(page.get_by_test_id("dataset-version")).to_have_count(2)
    expect(page.get_by_test_id("dataset-diff")).to_contain_text(re.compile(r"0\D+1\D+1"))
    page.get_by_test_id("dataset-diff").scroll_into_view_if_needed()
    shots.everywhere(page, "versions")


def teach(page: Page, shots: Shots) -> None:
    """Paused half-way, and gone on to the end."""
    page.get_by_test_id("training-name").fill("Red suns")
    page.get_by_test_id("training-trigger").fill("huasun")
    page.get_by_test_id("training-begin").scroll_into_view_if_needed()
    shots.everywhere(page, "plan")
    page.get_by_test_id("training-begin").click()
    expect(page.get_by_test_id("training-step")).to_contain_text("100")
    expect(page.get_by_test_id("training-sample").first).to_be_visible()
    shots.everywhere(page, "half-way")
    page.get_by_test_id("training-pause").click()
    page.get_by_test_id("training-resume").click()
    page.get_by_test_id("training-to-styles").click()
    card = page.get_by_test_id("style-card")
    expect(card).to_contain_text("huasun")
    card.get_by_test_id("style-team").click()
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.get_by_title("Atelier").last.click()
    expect(card.get_by_test_id("style-team")).to_contain_text("Atelier")
    shots.everywhere(page, "style")
    card.get_by_test_id("style-paint").click()


def talk(page: Page, person: Person, easel: A1111Simulator, style: dict[str, Any], shots: Shots) -> None:
    """In a conversation: chosen beside the words, and then said by its name."""
    page.goto("/")
    page.get_by_test_id("paint-toggle").click()
    page.get_by_test_id("paint-style").click()
    shots.take(page, "composer")
    page.get_by_role("menuitem", name="Red suns").click()
    expect(page.get_by_test_id("paint-style")).to_have_text("Red suns")
    composer(page).fill("a kite")
    composer(page).press("Enter")
    expect_status(page, "done")
    expect(cards(page)).to_have_count(1)
    assert prompts(easel)[-1].startswith("huasun, ") and f"<lora:{style['id']}:1>" in prompts(easel)[-1]
    composer(page).fill("paint a mill in my style Red suns")
    composer(page).press("Enter")
    expect(cards(page)).to_have_count(2)
    assert "mill" in prompts(easel)[-1] and f"<lora:{style['id']}:1>" in prompts(easel)[-1]
    assert person.pictures()[0]["recipe"]["adapters"][0]["version"] == style["version"]


def test_from_pictures_to_paintings_in_their_style(
    page: Page, person: Person, easel: A1111Simulator, shots: Shots
) -> None:
    person.post("/api/teams", {"name": "Atelier"})
    collect(page, shots)
    teach(page, shots)

    tile = page.get_by_test_id("trained-style")
    expect(tile).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("studio-prompt").fill("a boat")
    tile.scroll_into_view_if_needed()
    shots.take(page, "studio")
    page.get_by_test_id("studio-paint").last.click()
    expect(page.get_by_test_id("studio-open")).to_have_count(1)
    (style,) = person.get("/api/styles")["items"]
    assert prompts(easel)[-1].startswith("huasun, a boat") and f"<lora:{style['id']}:1>" in prompts(easel)[-1]
    (painted,) = person.pictures()
    assert painted["recipe"]["adapters"][0]["version"] == style["version"]

    talk(page, person, easel, style, shots)

    page.goto("/avatars")
    page.get_by_test_id("avatar-words").fill("a girl with glasses")
    expect(page).to_have_url(re.compile("/avatars/apr_"))
    page.get_by_test_id("avatar-engine").click()
    page.get_by_title(BASE).last.click()
    page.get_by_test_id("avatar-trained").click()
    page.get_by_title("Red suns").last.click()
    shots.take(page, "avatars")
    page.get_by_test_id("avatar-make").click()
    expect(page.get_by_test_id("avatar-candidate")).to_have_count(4)
    assert f"<lora:{style['id']}:1>" in prompts(easel)[-1] and "huasun" in prompts(easel)[-1]

    teach_anew(page, person, style)


def teach_anew(page: Page, person: Person, style: dict[str, Any]) -> None:
    """The same style, taught again with its own words and base."""
    page.goto("/styles?tab=datasets")
    page.get_by_test_id("dataset-row").click()
    page.get_by_test_id("training-again").click()
    page.locator(".ant-select-item-option", has_text="Red suns").last.click()
    expect(page.get_by_test_id("training-trigger")).to_have_value("huasun")
    with page.expect_request(
        lambda asked: asked.method == "POST" and asked.url.endswith("/trainings")
    ) as begun:
        page.get_by_test_id("training-begin").click()
    sent = begun.value.post_data_json
    assert (sent["style_id"], sent["base"], sent["name"]) == (style["id"], BASE, "Red suns")
    expect(page.get_by_test_id("training-step")).to_contain_text("100")
    page.get_by_test_id("training-pause").click()
    page.get_by_test_id("training-resume").click()
    page.get_by_test_id("training-to-styles").click()
    expect(page.get_by_test_id("style-card")).to_have_count(1)
    expect(page.get_by_test_id("style-fits")).to_contain_text(BASE)
    (anew,) = person.get("/api/styles")["items"]
    assert anew["id"] == style["id"] and anew["training_id"] != style["training_id"]
