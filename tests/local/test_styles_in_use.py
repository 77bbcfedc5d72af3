"""From pictures to paintings over the API of a running server: a data set, a training, its style in use."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw

from tests.local import tiny
from tests.local.conftest import apart, png
from tests.running_server import RunningServer

PLAN = {
    "iterations": 8,
    "checkpoint_every": 4,
    "learning_rate": 0.01,
    "rank": 4,
    "resolution": 64,
    "sample_steps": 1,
    "sample_prompts": ["huasun"],
}
WISH = {"model": "tiny", "prompt": "a lake", "seed": 7, "width": 64, "height": 64, "enrich": False}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("server")
    base = tiny.tiny_sd15(folder / "models" / "sd15", prediction="v_prediction")
    vae = base / "vae" / "config.json"
    # Latents of about one, as a trained model has them: the tiny encoder's own are much smaller.
    vae.write_text(json.dumps(json.loads(vae.read_text()) | {"scaling_factor": 3.4}))
    config = {
        "local": {"folders": [str(folder / "models")]},
        "providers": [{"name": "here", "kind": "diffusers", "base_url": "local:.?device=cpu&steps=2"}],
        "models": [{"name": "tiny", "provider": "here", "model": "sd15", "tasks": ["painting"]}],
    }
    with RunningServer(folder, config=config) as server, server.client() as page:
        yield page


def sun(number: int) -> bytes:
    picture = Image.new("RGB", (64, 64), (200, 40, 40))
    x, y = 4 + 7 * (number % 4), 4 + 7 * (number // 4)
    ImageDraw.Draw(picture).ellipse((x, y, x + 20, y + 20), fill=(250, 220, 60))
    return png(picture)


def post(page: httpx.Client, path: str, body: Any = None) -> Any:
    return page.post(path, json=body).raise_for_status().json()


def over(page: httpx.Client, run_id: str) -> dict[str, Any]:
    with page.stream("GET", f"/api/runs/{run_id}/events") as events:
        for _ in events.iter_lines():
            pass
    run: dict[str, Any] = page.get(f"/api/runs/{run_id}").json()
    assert run["status"] == "succeeded", run
    return run


def painted(page: httpx.Client, **more: Any) -> tuple[dict[str, Any], bytes]:
    run = over(page, post(page, "/api/pictures", WISH | more)["run_id"])
    (picture_id,) = run["result"]["picture_ids"]
    data = page.get(f"/api/pictures/{picture_id}/file", params={"size": "original"}).content
    return page.get(f"/api/pictures/{picture_id}").json(), data


def taught(page: httpx.Client, version_id: str, **more: Any) -> str:
    """The id of the style that a training made."""
    words = {"name": "Suns", "trigger": "huasun", "base": "sd15", "licence": "CC0"}
    begun = post(page, "/api/trainings", {"version_id": version_id, "plan": PLAN, **words, **more})
    over(page, begun["run_id"])
    training = page.get(f"/api/trainings/{begun['id']}").json()
    assert training["state"] == "done", training
    assert [each["step"] for each in training["points"]] == list(range(1, 9))
    assert training["samples"] == ["000004-0.webp", "000008-0.webp"]
    return str(training["style_id"])


def test_pictures_become_a_style_that_changes_what_is_painted(page: httpx.Client) -> None:
    dataset = f"/api/datasets/{post(page, '/api/datasets', {'name': 'suns'})['id']}"
    files = [("file", (f"{number}.png", sun(number), "image/png")) for number in range(16)]
    assert page.post(f"{dataset}/pictures", files=files).json()["added"] == 16
    page.patch(dataset, json={"rights": True}).raise_for_status()
    version = post(page, f"{dataset}/versions")

    style_id = taught(page, version["id"])
    (style,) = page.get("/api/styles").json()["items"]
    assert (style["id"], style["version_id"], style["revision"]) == (style_id, version["id"], 1)
    assert Image.open(io.BytesIO(page.get(f"/api/styles/{style_id}/preview").content)).format == "WEBP"

    adapters = [{"id": style_id, "weight": 1}]
    _, plain = painted(page, prompt="huasun, a lake")
    picture, with_style = painted(page, adapters=adapters)
    assert apart(plain, with_style) > 1
    (used,) = picture["recipe"]["adapters"]
    assert (used["version"], used["trigger"], used["licence"]) == (style["version"], "huasun", "CC0")
    assert painted(page, adapters=adapters)[0]["cached"]

    # Taught anew under the same id: the engine loads the new file, and what was painted before is not shown again.
    assert taught(page, version["id"], style_id=style_id, plan=PLAN | {"seed": 1}) == style_id
    anew, with_new_style = painted(page, adapters=adapters)
    assert not anew["cached"] and anew["recipe"]["adapters"][0]["version"] != style["version"]
    assert apart(with_style, with_new_style) > 0
