"""Finishing over HTTP: a new picture beside its source, or a file."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import httpx
import pytest
from PIL import Image

from huahua.audit.api import Unrecorded
from huahua.painting.api import PaintSpec
from huahua.painting.http import routes
from tests.integration.painting.page import client
from tests.integration.painting.studio import OTHER, Studio, png
from tests.integration.painting.test_gallery import paint, upload

ROUND = {"steps": [{"do": "crop", "aspect": 1}, {"do": "shape", "shape": "circle"}]}


@pytest.fixture
async def web(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded())) as web:
        yield web


async def test_a_finished_picture_stands_beside_its_source_and_tells_how_it_was_made(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    source = await paint(studio, PaintSpec("a cat", width=96, height=64, seed=4, model="real/brush"))
    reply = await web.post(f"/api/pictures/{source['id']}/finish", json=ROUND)
    assert reply.status_code == 201, reply.text
    made = reply.json()
    assert (made["width"], made["height"], made["source_id"], made["starred"]) == (
        64,
        64,
        source["id"],
        False,
    )
    assert made["prompt"] == "a cat" and made["ai_generated"] is True
    assert made["recipe"]["finish"] == ROUND["steps"]
    file = (await web.get(made["urls"]["original"])).content
    assert b"trainedAlgorithmicMedia" in file and b'"finish"' in file
    again = (await web.post(f"/api/pictures/{made['id']}/finish", json={"steps": [{"do": "sharpen"}]})).json()
    assert [step["do"] for step in again["recipe"]["finish"]] == ["crop", "shape", "sharpen"]
    assert [item["id"] for item in (await web.get("/api/pictures")).json()["items"]][-1] == source["id"]


async def test_a_file_is_made_and_not_kept(web: httpx.AsyncClient) -> None:
    source = await upload(web, png(80, 60))
    reply = await web.post(f"/api/pictures/{source['id']}/finish/file", json={**ROUND, "format": "ico"})
    assert reply.headers["content-type"] == "image/vnd.microsoft.icon"
    assert Image.open(io.BytesIO(reply.content)).format == "ICO"
    assert reply.headers["cache-control"] == "no-store"
    look = await web.post(
        f"/api/pictures/{source['id']}/finish/file?size=view", json={**ROUND, "format": "webp"}
    )
    assert Image.open(io.BytesIO(look.content)).size == (60, 60)
    assert len((await web.get("/api/pictures")).json()["items"]) == 1


async def test_an_upload_stays_a_persons_own_work(web: httpx.AsyncClient) -> None:
    source = await upload(web, png(80, 60))
    made = (await web.post(f"/api/pictures/{source['id']}/finish", json=ROUND)).json()
    assert made["origin"] == "upload" and made["ai_generated"] is False
    assert b"DigitalSourceType" not in (await web.get(made["urls"]["original"])).content


async def test_what_is_anothers_is_not_there(studio: Studio, web: httpx.AsyncClient) -> None:
    mine, theirs = await upload(web, png(80, 60)), None
    async with client(routes(studio.painting, Unrecorded()), user_id=OTHER) as other:
        theirs = await upload(other, png(50, 50, 3))
        assert (await other.post(f"/api/pictures/{mine['id']}/finish", json=ROUND)).status_code == 404
    behind = {"steps": [{"do": "background", "to": "picture", "picture_id": theirs["id"]}]}
    assert (await web.post(f"/api/pictures/{mine['id']}/finish", json=behind)).status_code == 404
    assert (await web.post(f"/api/pictures/{mine['id']}/finish/file", json=behind)).status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"format": "ico"}, "invalid_painting"),
        ({"steps": [{"do": "resize", "width": 10**9}]}, "invalid_field"),
        ({"steps": [{"do": "explode"}]}, "invalid_field"),
        ({"format": "exe"}, "invalid_field"),
    ],
)
async def test_impossible_wishes_are_refused(
    web: httpx.AsyncClient, body: dict[str, object], code: str
) -> None:
    source = await upload(web, png(80, 60))
    reply = await web.post(f"/api/pictures/{source['id']}/finish", json=body)
    assert reply.status_code in (400, 422) and reply.json()["code"] == code, reply.text


async def test_what_is_finished_is_another_picture_than_the_one_that_was_asked_for(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    wish = PaintSpec("a cat", width=96, height=64, seed=4, model="real/brush")
    await paint(studio, wish)
    again = await paint(studio, wish)
    assert again["cached"]
    made = (await web.post(f"/api/pictures/{again['id']}/finish", json=ROUND)).json()
    assert not made["cached"]
    once_more = await paint(studio, wish)
    assert once_more["cached"] and (once_more["width"], once_more["height"]) == (96, 64)
