"""The gallery over HTTP: list, search, star, delete, files, ZIP; and nobody sees what is another's."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from huahua.audit.api import Unrecorded
from huahua.infra.blobs import BlobMissing
from huahua.painting.api import PaintSpec, Size
from huahua.painting.http import routes
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER, Studio, png


@pytest.fixture
async def web(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded())) as web:
        yield web


async def paint(studio: Studio, spec: PaintSpec, conversation_id: str | None = None) -> dict[str, Any]:
    run_id = await studio.painting.starter.begin(ME, "user", conversation_id, None, spec)
    await studio.events(run_id)
    slot = (await studio.painting.gallery.slots(ME, [run_id]))[run_id]
    picture: dict[str, Any] = slot["pictures"][0]
    return picture


async def upload(web: httpx.AsyncClient, data: bytes, name: str = "cat.png") -> dict[str, Any]:
    reply = await web.post("/api/uploads", files={"file": (name, data)})
    assert reply.status_code == 201, reply.text
    picture: dict[str, Any] = reply.json()
    return picture


async def ids(web: httpx.AsyncClient, **query: Any) -> list[str]:
    reply = await web.get("/api/pictures", params=query)
    assert reply.status_code == 200, reply.text
    return [item["id"] for item in reply.json()["items"]]


async def test_a_painting_is_started_over_http(studio: Studio, web: httpx.AsyncClient) -> None:
    body = {
        "prompt": "竹林里的熊猫",
        "aspect": "3:4",
        "count": 2,
        "seed": 5,
        "locked": ["熊猫"],
        "conversation_id": "conv_1",
    }
    reply = await web.post("/api/pictures", json=body)
    assert reply.status_code == 202
    await studio.events(reply.json()["run_id"])
    items = (await web.get("/api/pictures")).json()["items"]
    assert [item["seed"] for item in items] == [6, 5]
    shown = (await web.get(f"/api/pictures/{items[0]['id']}")).json()
    assert shown == items[0]
    address, _, version = shown["urls"]["thumb"].rpartition("&v=")
    assert address == f"/api/pictures/{shown['id']}/file?size=thumb"
    assert version in (await web.head(shown["urls"]["thumb"])).headers["etag"]


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({"prompt": ""}, "invalid_painting", "prompt"),
        ({"prompt": "cat", "count": 99}, "invalid_painting", "count"),
        ({"prompt": "cat", "colour": "red"}, "invalid_field", "colour"),
        ({"prompt": 5}, "invalid_field", "prompt"),
        ({"prompt": "cat", "mode": "edit"}, "invalid_painting", "source_id"),
        ({"prompt": "cat", "mask": "AAAA"}, "invalid_painting", "mask"),
    ],
)
async def test_wrong_wishes_get_a_problem_that_names_the_field(
    web: httpx.AsyncClient, body: dict[str, Any], code: str, param: str
) -> None:
    reply = await web.post("/api/pictures", json=body)
    assert (reply.status_code, reply.json()["code"], reply.json()["param"]) == (422, code, param)


async def test_an_unknown_model_is_404(web: httpx.AsyncClient) -> None:
    reply = await web.post("/api/pictures", json={"prompt": "cat", "model": "none"})
    assert (reply.status_code, reply.json()["code"]) == (404, "model_not_found")


async def test_search_and_filters(studio: Studio, web: httpx.AsyncClient) -> None:
    panda = await paint(studio, PaintSpec("竹林里的熊猫", style="水墨"), "conv_1")
    bridge = await paint(studio, PaintSpec("A red Bridge, 100% fog", model="real/brush"))
    photo = await upload(web, png(), "Holiday.png")

    assert await ids(web) == [photo["id"], bridge["id"], panda["id"]]
    assert await ids(web, q="熊猫") == [panda["id"]]
    assert await ids(web, q="水墨 竹林") == [panda["id"]]
    assert await ids(web, q="BRIDGE red") == [bridge["id"]]
    assert await ids(web, q="bridge 熊猫") == []
    assert await ids(web, q="morning light") == [bridge["id"], panda["id"]], "the enriched prompt counts"
    assert await ids(web, q="100%") == [bridge["id"]]
    assert await ids(web, q="1%g") == []
    assert await ids(web, q="_") == []
    assert await ids(web, q="holiday") == [photo["id"]]
    assert await ids(web, origin="upload") == [photo["id"]]
    assert await ids(web, model="real/brush") == [bridge["id"]]
    assert await ids(web, conversation_id="conv_1") == [panda["id"]]

    starred = await web.patch(f"/api/pictures/{panda['id']}", json={"starred": True})
    assert starred.json()["starred"] is True
    assert await ids(web, starred=True) == [panda["id"]]
    assert await ids(web, starred=False) == [photo["id"], bridge["id"]]


async def test_pages_follow_each_other_without_gap_or_repeat(web: httpx.AsyncClient) -> None:
    made = [(await upload(web, png(seed=number)))["id"] for number in range(5)]
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        reply = (await web.get("/api/pictures", params=query)).json()
        seen += [item["id"] for item in reply["items"]]
        cursor = reply["next_cursor"]
        if cursor is None:
            break
    assert seen == list(reversed(made))
    assert (await web.get("/api/pictures", params={"cursor": "!!"})).status_code == 400


async def test_files_are_served_for_good_with_safe_headers(web: httpx.AsyncClient) -> None:
    picture = await upload(web, png(400, 300), "猫 & dog.png")
    reply = await web.get(picture["urls"]["original"])
    assert reply.headers["content-type"] == "image/png"
    assert "immutable" in reply.headers["cache-control"] and "private" in reply.headers["cache-control"]
    assert reply.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-disposition"].startswith("inline;")
    assert Image.open(io.BytesIO(reply.content)).size == (400, 300)

    thumb = await web.get(picture["urls"]["thumb"])
    assert thumb.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(thumb.content)).size == (256, 192)
    assert thumb.headers["etag"] != reply.headers["etag"]

    again = await web.get(
        picture["urls"]["original"], headers={"if-none-match": f"W/{reply.headers['etag']}"}
    )
    assert (again.status_code, again.content) == (304, b"")
    head = await web.head(picture["urls"]["original"])
    assert (head.status_code, head.headers["etag"]) == (200, reply.headers["etag"])
    saved = await web.get(picture["urls"]["original"] + "&download=1")
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E7%8C%AB-dog-" in saved.headers["content-disposition"]
    assert (await web.get(f"/api/pictures/{picture['id']}/file?size=huge")).status_code == 422


async def test_another_user_sees_nothing(studio: Studio, web: httpx.AsyncClient) -> None:
    picture = await paint(studio, PaintSpec("my secret cat"))
    address = f"/api/pictures/{picture['id']}"
    async with client(routes(studio.painting, Unrecorded()), user_id=OTHER) as stranger:
        assert await ids(stranger) == []
        for reply in (
            await stranger.get(address),
            await stranger.get(f"{address}/file"),
            await stranger.patch(address, json={"starred": True}),
            await stranger.delete(address),
            await stranger.post("/api/pictures/zip", json={"ids": [picture["id"]]}),
            await stranger.post(
                "/api/pictures", json={"prompt": "x", "mode": "edit", "source_id": picture["id"]}
            ),
        ):
            assert (reply.status_code, reply.json()["code"]) == (404, "picture_not_found")
        gone = await stranger.post("/api/pictures/delete", json={"ids": [picture["id"]]})
        assert gone.json() == {"deleted": 0}
    assert (await web.get(address)).json() == picture
    assert await studio.painting.gallery.data_url(OTHER, picture["id"]) is None
    assert await studio.painting.gallery.pictures_of(OTHER, [picture["id"]]) == {}


async def test_nobody_without_signing_in(studio: Studio) -> None:
    async with client(routes(studio.painting, Unrecorded()), user_id=None) as nobody:
        for method, path in (
            ("GET", "/api/pictures"),
            ("POST", "/api/uploads"),
            ("GET", "/api/pictures/img_1/file"),
        ):
            assert (await nobody.request(method, path)).status_code == 401


async def test_deleting_one_and_many(studio: Studio, web: httpx.AsyncClient) -> None:
    made = [(await upload(web, png(seed=number)))["id"] for number in range(4)]
    with studio.feed.subscribe(ME) as notices:
        assert (await web.delete(f"/api/pictures/{made[0]}")).status_code == 204
        assert notices.get_nowait().topic == "pictures"
    assert (await web.get(f"/api/pictures/{made[0]}")).status_code == 404
    reply = await web.post("/api/pictures/delete", json={"ids": [*made[:3], "img_none"]})
    assert reply.json() == {"deleted": 2}
    assert await ids(web) == [made[3]]
    assert (await web.post("/api/pictures/delete", json={"ids": []})).status_code == 422


async def test_a_zip_has_the_pictures_and_their_recipes(studio: Studio, web: httpx.AsyncClient) -> None:
    first = await paint(studio, PaintSpec("竹林/里的 熊猫"))
    second = await upload(web, png(), "../../etc/passwd.png")
    reply = await web.post("/api/pictures/zip", json={"ids": [second["id"], first["id"], first["id"]]})
    assert reply.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    assert archive.testzip() is None
    recipes = json.loads(archive.read("recipes.json"))
    assert [recipe["id"] for recipe in recipes] == [second["id"], first["id"]]
    assert recipes[1]["recipe"]["prompt"] == "竹林/里的 熊猫"
    for recipe in recipes:
        assert recipe["file"] in archive.namelist() and "/" not in recipe["file"]
        whole = await web.get(recipe["urls"]["original"])
        assert archive.read(recipe["file"]) == whole.content
    assert archive.namelist()[1].startswith("竹林-里的-熊猫-")


async def test_the_sweep_deletes_bytes_that_nothing_names_and_no_others(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    one, same = await upload(web, png()), await upload(web, png())
    other = await upload(web, png(seed=1))
    digests = {
        item.id: item.digest
        for item in await studio.painting.gallery.store.many(ME, [one["id"], same["id"], other["id"]])
    }
    assert digests[one["id"]] == digests[same["id"]] != digests[other["id"]]

    await web.delete(f"/api/pictures/{one['id']}")
    await web.delete(f"/api/pictures/{other['id']}")
    sweeper = studio.painting.sweeper
    assert await sweeper.sweep() == 0, "bytes that were claimed lately stay"
    later = datetime.now(UTC) + timedelta(hours=2)
    swept = type(sweeper)(sweeper.blobs, sweeper.store, lambda: later)
    assert await swept.sweep() == 1
    for size in Size:
        with pytest.raises(BlobMissing):
            await studio.blobs.get(digests[other["id"]], kind=size)
    assert (await web.get(same["urls"]["view"])).status_code == 200

    await web.delete(f"/api/pictures/{same['id']}")
    assert await swept.sweep() == 1
    back = await upload(web, png())
    assert (await web.get(back["urls"]["original"])).status_code == 200


async def test_a_missing_file_is_a_problem_and_the_zip_says_so(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    picture = await upload(web, png())
    (row,) = await studio.painting.gallery.store.many(ME, [picture["id"]])
    await studio.blobs.delete(row.digest, kinds=("original",))
    reply = await web.get(picture["urls"]["original"])
    assert (reply.status_code, reply.json()["code"]) == (404, "picture_file_missing")
    archive = zipfile.ZipFile(
        io.BytesIO((await web.post("/api/pictures/zip", json={"ids": [picture["id"]]})).content)
    )
    assert json.loads(archive.read("recipes.json"))[0]["file"] is None


async def test_what_conversations_show(studio: Studio, web: httpx.AsyncClient) -> None:
    photo = await upload(web, png())
    old = await paint(studio, PaintSpec("a boat"), "conv_1")
    new = await paint(studio, PaintSpec("a bridge"), "conv_1")
    await paint(studio, PaintSpec("elsewhere"), "conv_2")
    gallery = studio.painting.gallery
    assert [item["id"] for item in await gallery.recent_in_conversation(ME, "conv_1", 5)] == [
        new["id"],
        old["id"],
    ]
    assert [item["id"] for item in await gallery.recent_in_conversation(ME, "conv_1", 1)] == [new["id"]]
    assert await gallery.pictures_of(ME, [photo["id"], "img_none"]) == {photo["id"]: photo}
    url = await gallery.data_url(ME, photo["id"])
    assert url is not None
    kind, _, encoded = url.partition(";base64,")
    assert kind == "data:image/jpeg", "not every vendor reads WebP"
    assert Image.open(io.BytesIO(base64.b64decode(encoded))).size == (photo["width"], photo["height"])
    assert await gallery.delete_of_conversation(OTHER, "conv_1") == 0
    assert await gallery.delete_of_conversation(ME, "conv_1") == 2
    assert len(await ids(web)) == 2


async def test_a_mask_is_stored_at_once_and_given_in_the_size_of_the_picture(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    picture = await upload(web, png(120, 80))
    drawn = Image.new("L", (60, 40), 0)
    drawn.paste(255, (0, 0, 30, 40))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    body = {
        "prompt": "a hat",
        "mode": "edit",
        "source_id": picture["id"],
        "mask": "data:image/png;base64," + base64.b64encode(out.getvalue()).decode(),
    }
    reply = await web.post("/api/pictures", json=body)
    assert reply.status_code == 202, reply.text
    await studio.events(reply.json()["run_id"])
    run = await studio.runs.get(reply.json()["run_id"], ME)
    assert len(json.dumps(run.request)) < 2_000, "no base64 in the run"
    mask = studio.models.calls[0][1].mask
    assert mask is not None
    alpha = Image.open(io.BytesIO(mask.data)).getchannel("A")
    assert (alpha.size, alpha.getpixel((10, 10)), alpha.getpixel((100, 10))) == ((120, 80), 0, 255)
    painted = (await web.get("/api/pictures", params={"origin": "painted"})).json()["items"][0]
    assert painted["recipe"]["masked"] is True

    for bad in ("%%%", base64.b64encode(b"not a picture").decode()):
        reply = await web.post("/api/pictures", json=body | {"mask": bad})
        assert reply.status_code in (415, 422)


async def test_a_picture_from_before_the_medium_size_shows_its_view(
    studio: Studio, web: httpx.AsyncClient
) -> None:
    picture = await upload(web, png(1400, 700), "wide.png")
    medium = await web.get(picture["urls"]["medium"])
    assert Image.open(io.BytesIO(medium.content)).size == (512, 256)
    row = await studio.painting.gallery.get(ME, picture["id"])
    await studio.blobs.delete(row.digest, kinds=("medium",))
    instead = await web.get(picture["urls"]["medium"])
    assert Image.open(io.BytesIO(instead.content)).size == (1024, 512)
