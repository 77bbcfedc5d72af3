"""What the painting studio asks for beyond a plain painting: richer prompts, larger canvases, what it cost."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from huahua.audit.api import Unrecorded
from huahua.gateway.api import ImageReply, ImageRequest, Progress
from huahua.painting.domain.text import CONTINUED
from huahua.painting.http import routes
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, Studio, paint_png, png


@pytest.fixture
async def web(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded())) as web:
        yield web


async def test_a_prompt_is_made_richer_before_anything_is_painted(
    web: httpx.AsyncClient, studio: Studio
) -> None:
    wish = {"prompt": "a red boat", "locked": ["red", "lantern"]}
    found = (await web.post("/api/pictures/enrich", json=wish)).raise_for_status().json()
    assert found["prompt"] == "a red boat, in soft morning light, lantern"
    assert found["by"] == "rules" and found["note"] is None
    assert found["changes"][0] == {"kind": "same", "text": "a red boat"}
    assert "".join(change["text"] for change in found["changes"]) == found["prompt"]
    assert studio.models.calls == [], "nothing is painted"

    wish = {"prompt": "a boat", "model": "real/talker"}
    found = (await web.post("/api/pictures/enrich", json=wish)).raise_for_status().json()
    assert (found["prompt"], found["by"]) == ("a boat, painted by a poet", "real/talker")
    studio.enricher.fails = True
    kept = (await web.post("/api/pictures/enrich", json=wish)).raise_for_status().json()
    assert kept["prompt"] == "a boat" and "not enriched" in kept["note"]


@pytest.mark.parametrize(
    ("wish", "param"),
    [
        ({"prompt": "  "}, "prompt"),
        ({"prompt": "x" * 5000}, "prompt"),
        ({"prompt": "a", "locked": ["b" * 300]}, "locked"),
    ],
)
async def test_a_prompt_that_cannot_be_made_richer(
    web: httpx.AsyncClient, wish: dict[str, object], param: str
) -> None:
    reply = await web.post("/api/pictures/enrich", json=wish)
    assert reply.status_code == 422 and reply.json()["param"] == param


async def uploaded(web: httpx.AsyncClient) -> str:
    reply = await web.post("/api/uploads", files={"file": ("a.png", png(100, 80))})
    picture_id: str = reply.raise_for_status().json()["id"]
    return picture_id


async def painted(web: httpx.AsyncClient, studio: Studio, wish: Mapping[str, object]) -> ImageRequest:
    """What the model was asked."""
    run = (await web.post("/api/pictures", json=wish)).raise_for_status().json()["run_id"]
    events = await studio.events(run)
    assert events[-1].type == "run.succeeded", events[-1].data
    return studio.models.calls[-1][1]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


async def test_a_picture_is_made_larger(web: httpx.AsyncClient, studio: Studio) -> None:
    mask = Image.new("RGBA", (150, 80), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (70, 10, 90, 30))
    out = io.BytesIO()
    mask.save(out, "PNG")
    wish = {
        "mode": "edit",
        "source_id": await uploaded(web),
        "prompt": "a tree",
        "extend": {"left": 50},
        "mask": base64.b64encode(out.getvalue()).decode(),
    }
    request = await painted(web, studio, wish)
    assert (request.width, request.height, request.prompt) == (150, 80, "a tree")
    assert request.mask is not None
    source, area = opened(request.images[0].data), opened(request.mask.data).getchannel("A")
    assert source.size == area.size == (150, 80)
    assert [area.getpixel(at) for at in ((10, 40), (80, 20), (140, 70))] == [0, 0, 255]
    (picture,) = (await web.get("/api/pictures", params={"origin": "painted"})).json()["items"]
    assert picture["recipe"]["extend"]["left"] == 50

    wish = {"mode": "edit", "source_id": wish["source_id"], "extend": {"bottom": 20}}
    request = await painted(web, studio, wish)
    assert (request.width, request.height, request.prompt) == (100, 100, CONTINUED)


@pytest.mark.parametrize(
    "extend", [{}, {"left": -5}, {"left": 5000}, {"left": 1500, "right": 1500}, {"left": 10, "top": -1}]
)
async def test_a_canvas_that_is_not_larger_or_too_large(
    web: httpx.AsyncClient, extend: dict[str, int]
) -> None:
    wish = {"mode": "edit", "source_id": await uploaded(web), "prompt": "a", "extend": extend}
    for more in ({}, {"mask": base64.b64encode(png(8, 8)).decode()}):
        reply = await web.post("/api/pictures", json=wish | more)
        assert reply.status_code == 422 and reply.json()["param"] == "extend"


async def test_only_a_picture_that_is_there_is_made_larger(web: httpx.AsyncClient) -> None:
    reply = await web.post("/api/pictures", json={"prompt": "a boat", "extend": {"left": 8}})
    assert reply.status_code == 422 and reply.json()["param"] == "extend"


async def test_a_run_tells_what_its_pictures_cost(web: httpx.AsyncClient, studio: Studio) -> None:
    async def priced(request: ImageRequest, progress: Progress | None) -> ImageReply:
        return replace(await paint_png(request, progress), cost_micros=40_000, currency="USD")

    studio.models.paint_with = priced
    run = (await web.post("/api/pictures", json={"prompt": "a boat", "count": 3})).json()["run_id"]
    await studio.events(run)
    found = await studio.runs.get(run, ME)
    assert found.result is not None
    assert found.result["cost"] == {"amount_micros": 120_000, "currency": "USD"}
