"""Many pictures: searched, narrowed down, counted, collected, packed, and their recipes read again from files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import delete, update

from huahua.audit.api import Unrecorded
from huahua.infra.links import SignedLinks
from huahua.infra.sealing import Sealer
from huahua.painting.api import Origin, Picture
from huahua.painting.domain import xmp
from huahua.painting.http import routes
from huahua.painting.http.links import link_routes
from huahua.painting.store import pictures, signatures
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER, Studio, png
from tests.integration.painting.test_same_again import WISH, painted


@pytest.fixture
async def web(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded())) as web:
        yield web


@pytest.fixture
async def stranger(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded()), user_id=OTHER) as web:
        yield web


async def put(studio: Studio, number: int, **values: Any) -> str:
    """A picture straight into the database; its id sorts by `number`."""
    store, digest = studio.painting.gallery.store, f"{number:064x}"
    made = datetime(2026, 1 + number % 3, 5, tzinfo=UTC)
    await store.claim(digest, 100 + number, made, made)
    known = {
        "id": f"img_{number:026}",
        "user_id": ME,
        "origin": Origin.PAINTED,
        "digest": digest,
        "media_type": "image/png",
        "bytes": 100 + number,
        "width": 64,
        "height": 64,
        "created_at": made,
        "model": "builtin/painter",
    }
    await store.add(Picture(**(known | values)))
    return f"img_{number:026}"


async def found(web: httpx.AsyncClient, **query: Any) -> list[int]:
    reply = await web.get("/api/pictures", params=query)
    assert reply.status_code == 200, reply.text
    return [int(item["id"].removeprefix("img_")) for item in reply.json()["items"]]


async def test_search_finds_words_of_both_languages_and_parts_of_them(studio: Studio, web: Any) -> None:
    for number, words in enumerate(["a Red boat on a lake", "湖上的红色小船", "a reddish cat", "山水"]):
        await put(studio, number, prompt=words)
    assert await found(web, q="red") == [2, 0]
    assert await found(web, q="RED boat") == [0]
    assert await found(web, q="小船") == [1]
    assert await found(web, q="水") == [3]
    assert await found(web, q="a") == [3, 2, 1, 0]  # of the model's name too
    assert await found(web, q="giraffe") == []


async def test_a_picture_without_a_signature_is_found_and_gets_one(studio: Studio, web: Any) -> None:
    await put(studio, 1, prompt="a red boat")
    async with studio.db.write() as connection:
        await connection.execute(delete(signatures))
        await connection.execute(update(pictures).values(signed=False))
    assert await found(web, q="boat") == [1]
    await studio.painting.sweeper.sweep()
    async with studio.db.read() as connection:
        assert len((await connection.execute(signatures.select())).all()) == 1
    assert await found(web, q="boat") == [1]


async def test_filters_and_facets(studio: Studio, web: Any) -> None:
    await put(studio, 0, style="ink", width=128)
    await put(studio, 1, style="oil", height=2048, starred=True)
    await put(studio, 2, origin=Origin.UPLOAD, model=None)
    await put(studio, 3, style="ink")
    assert await found(web, style="ink") == [3, 0]
    assert await found(web, shape="wide") == [0]
    assert await found(web, shape="tall") == [1]
    assert await found(web, shape="square") == [3, 2]
    assert await found(web, min_side=1000) == [1]
    assert await found(web, until="2026-02-01T00:00:00Z") == [3, 0]
    assert await found(web, since="2026-02-01T00:00:00Z", until="2026-03-01T00:00:00") == [1]
    facets = (await web.get("/api/pictures/facets")).json()
    assert facets["count"] == 4
    assert facets["months"] == [
        {"name": "2026-03", "count": 1},
        {"name": "2026-02", "count": 1},
        {"name": "2026-01", "count": 2},
    ]
    assert facets["styles"] == [{"name": "ink", "count": 2}, {"name": "oil", "count": 1}]
    assert facets["models"] == [{"name": "builtin/painter", "count": 3}]
    starred = (await web.get("/api/pictures/facets", params={"starred": True})).json()
    assert starred["count"] == 1


async def test_what_visitors_of_a_widget_had_painted_is_listed_apart(studio: Studio, web: Any) -> None:
    ids = [await put(studio, number, style="ink") for number in range(2)]
    theirs = await put(
        studio, 2, style="oil", guest_of="wid_1", conversation_id="conv_1", prompt="a red boat"
    )
    assert await found(web) == [1, 0]
    assert await found(web, from_widgets=True) == [2]
    assert await found(web, from_widgets=True, q="boat") == [2]
    assert await found(web, from_widgets=True, style="ink") == []
    own = (await web.get("/api/pictures/facets")).json()
    assert (own["count"], own["styles"], own["from_widgets"]) == (2, [{"name": "ink", "count": 2}], 1)
    others = (await web.get("/api/pictures/facets", params={"from_widgets": True})).json()
    assert (others["count"], others["styles"]) == (1, [{"name": "oil", "count": 1}])

    # What was put together on purpose stays together; and room is room.
    made = (await web.post("/api/collections", json={"name": "Boats", "ids": [ids[0], theirs]})).json()
    assert await found(web, collection_id=made["id"]) == [2, 0]
    assert await found(web, collection_id=made["id"], from_widgets=True) == [2]
    assert await found(web, conversation_id="conv_1") == [2]
    assert (await web.get("/api/pictures/storage")).json()["pictures"] == 3
    assert (await web.get(f"/api/pictures/{theirs}")).json()["id"] == theirs


async def test_a_collection_from_making_to_deleting(studio: Studio, web: Any, stranger: Any) -> None:
    ids = [await put(studio, number) for number in range(6)]
    theirs = await put(studio, 9, user_id=OTHER)
    made = (await web.post("/api/collections", json={"name": " Boats ", "ids": [*ids[:5], theirs]})).json()
    assert (made["name"], made["count"], len(made["covers"])) == ("Boats", 5, 4)
    address = f"/api/collections/{made['id']}"
    assert (await web.post(f"{address}/add", json={"ids": ids})).json()["count"] == 6
    assert (await web.post(f"{address}/remove", json={"ids": ids[1:]})).json()["count"] == 1
    assert await found(web, collection_id=made["id"]) == [0]
    assert (await web.patch(address, json={"name": "船"})).json()["name"] == "船"
    assert [each["name"] for each in (await web.get("/api/collections")).json()["items"]] == ["船"]

    assert (await stranger.get("/api/collections")).json()["items"] == []
    assert await found(stranger, collection_id=made["id"]) == []
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/add", {"ids": [theirs]}),
        ("POST", "/remove", {"ids": ids}),
    ):
        reply = await stranger.request(method, address + path, json=body)
        assert (reply.status_code, reply.json()["code"]) == (404, "collection_not_found")

    assert (await web.post("/api/collections", json={"name": "  "})).status_code == 422
    await studio.painting.gallery.delete(ME, [ids[0]])
    assert (await web.get(address)).json()["count"] == 0
    assert (await web.delete(address)).status_code == 204
    assert (await web.get(address)).status_code == 404
    assert len(await found(web)) == 5


async def test_the_room_that_pictures_take(studio: Studio, web: Any) -> None:
    for number in range(3):
        await put(studio, number)
    await put(studio, 5, digest=f"{2:064x}", bytes=102)  # the same file again
    assert (await web.get("/api/pictures/storage")).json() == {"used": 303, "pictures": 4, "quota": None}
    largest = (await web.get("/api/pictures/largest", params={"limit": 2})).json()["items"]
    assert [item["bytes"] for item in largest] == [102, 102]


async def test_a_full_store_takes_no_more(studio: Studio, web: Any) -> None:
    kept = await put(studio, 1)
    object.__setattr__(studio.painting.browser, "limits", replace(studio.painting.limits, storage_bytes=101))
    for reply in (
        await web.post("/api/uploads", files={"file": ("x.png", png())}),
        await web.post("/api/pictures", json={"prompt": "a boat"}),
        await web.post(f"/api/pictures/{kept}/finish", json={"steps": []}),
    ):
        assert (reply.status_code, reply.json()["code"]) == (507, "storage_full")


async def test_a_plan_gives_more_or_less_room_and_nothing_is_lost(studio: Studio, web: Any) -> None:
    class Plan:
        room: int | None = 101

        async def storage_bytes(self, user_id: str) -> int | None:
            return self.room if user_id == ME else None

    plan, kept = Plan(), await put(studio, 1)
    object.__setattr__(studio.painting.browser, "allowance", plan)
    assert (await web.get("/api/pictures/storage")).json() == {"used": 101, "pictures": 1, "quota": 101}
    upload = {"files": {"file": ("x.png", png())}}
    full = await web.post("/api/uploads", **upload)
    assert (full.status_code, full.json()["code"]) == (507, "storage_full")
    assert (await web.get(f"/api/pictures/{kept}")).status_code == 200
    object.__setattr__(studio.painting.browser, "limits", replace(studio.painting.limits, storage_bytes=1))
    plan.room = 10**6
    assert (await web.post("/api/uploads", **upload)).status_code == 201
    plan.room = None
    assert (await web.get("/api/pictures/storage")).json()["quota"] == 1


async def test_a_recipe_comes_back_from_the_file_that_was_made(studio: Studio, web: Any) -> None:
    picture = await painted(studio, WISH)
    file = (await web.get(picture["urls"]["original"])).content
    reply = await web.post("/api/pictures/recipe", files={"file": ("x.png", file)})
    assert reply.status_code == 200, reply.text
    assert reply.json()["source"] == "huahua"
    assert reply.json()["recipe"]["prompt"] == "a red boat" and reply.json()["recipe"]["seed"] == 7


async def test_recipes_of_jpeg_and_webp(studio: Studio, web: Any) -> None:
    picture = Image.new("RGB", (20, 20))
    packet = xmp.with_recipe(xmp.packet_of(xmp.TRAINED), json.dumps({"prompt": "画"}))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + "a boat\nSteps: 9, Seed: 4".encode("utf-16-be")
    for kind, options, words in (
        ("JPEG", {"xmp": packet.encode()}, "画"),
        ("WEBP", {"xmp": packet.encode()}, "画"),
        ("JPEG", {"exif": exif}, "a boat"),
        ("WEBP", {"exif": exif}, "a boat"),
    ):
        out = io.BytesIO()
        picture.save(out, kind, **options)
        reply = await web.post("/api/pictures/recipe", files={"file": ("x", out.getvalue())})
        assert reply.status_code == 200, (kind, reply.text)
        assert reply.json()["recipe"]["prompt"] == words


def zip_bomb_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("prompt", "{" * 8_000_000, zip=True)
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg_not_taken"),
        (b"<?xml version='1.0'?><svg onload='x()'/>", "svg_not_taken"),
        (b"MZ not a picture", "not_a_picture"),
        (b"GIF89a/*<script>alert(1)</script>*/", "bad_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "bad_picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "bad_picture"),
        (b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\0\0II*\0" + b"\xff" * 60, "bad_picture"),
        (zip_bomb_png(), "no_recipe"),
        (png(), "no_recipe"),
    ],
    ids=["svg", "svg-xml", "exe", "gif-js", "png", "webp", "exif", "text-bomb", "plain"],
)
async def test_hostile_files_give_no_recipe(web: Any, data: bytes, code: str) -> None:
    reply = await web.post("/api/pictures/recipe", files={"file": ("x.png", data)})
    assert (reply.status_code // 100, reply.json()["code"]) == (4, code)
    assert (await web.get("/api/pictures")).json()["items"] == []


async def test_exports_say_what_a_machine_made_and_on_which_terms(studio: Studio, web: Any) -> None:
    picture = await painted(studio, replace(WISH, width=256, height=256))
    own = (await web.post("/api/uploads", files={"file": ("cat.png", png())})).json()
    body = {"ids": [picture["id"], own["id"]], "label": "zh"}
    with zipfile.ZipFile(io.BytesIO((await web.post("/api/pictures/zip", json=body)).content)) as packed:
        terms = packed.read("LICENCES.txt").decode()
        names = [name for name in packed.namelist() if name.endswith(".png")]
        marked, uploaded = sorted((packed.read(name) for name in names), key=lambda data: b"AIGC" not in data)
        recipes = json.loads(packed.read("recipes.json"))
    assert "builtin/painter" in terms and "uploaded" in terms
    assert recipes[0]["licences"][0]["of"] == "model" and recipes[1]["licences"] == []
    plain = (await web.get(picture["urls"]["original"])).content
    assert b"&quot;Label&quot;" not in plain and b'"Label":"1"' in plain
    assert b"huahua-recipe" in marked and marked != plain
    changed = Image.open(io.BytesIO(marked)).convert("RGB"), Image.open(io.BytesIO(plain)).convert("RGB")
    corner, whole = (160, 200, 256, 256), (0, 0, 256, 180)
    assert changed[0].crop(corner).tobytes() != changed[1].crop(corner).tobytes()
    assert changed[0].crop(whole).tobytes() == changed[1].crop(whole).tobytes()
    assert uploaded == (await web.get(own["urls"]["original"])).content
    file = f"/api/pictures/{picture['id']}/file"
    labelled = await web.get(file, params={"download": 1, "label": "zh"})
    assert labelled.content == marked and labelled.headers["cache-control"] == "private, no-store"
    licences = (await web.get(f"/api/pictures/{picture['id']}/licences")).json()["items"]
    assert licences[0]["about"] == "builtin/painter"


async def test_addresses_of_files_never_change_what_they_show(studio: Studio, web: Any) -> None:
    own = (await web.post("/api/uploads", files={"file": ("cat.png", png())})).json()
    thumb = await web.get(own["urls"]["thumb"])
    assert thumb.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = await web.get(own["urls"]["thumb"], headers={"if-none-match": thumb.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = own["urls"]["thumb"].rpartition("v=")[0] + "v=000000000000"
    assert (await web.get(other)).status_code == 404


async def test_caches_on_the_way_may_keep_what_a_signed_link_shows(studio: Studio, web: Any) -> None:
    own = (await web.post("/api/uploads", files={"file": ("cat.png", png())})).json()
    links = SignedLinks(Sealer(b"s" * 32))
    async with client(link_routes(studio.painting, links), user_id=None) as anybody:
        address = f"/api/pictures/links/{links.token(ME, own['id'])}"
        shown = await anybody.get(address)
        public, age, immutable = shown.headers["cache-control"].split(", ")
        assert (public, immutable) == ("public", "immutable")
        assert 86_000 < int(age.removeprefix("max-age=")) <= 86_400
        assert (await anybody.head(address)).headers["etag"] == shown.headers["etag"]
        again = await anybody.get(address, headers={"if-none-match": shown.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await anybody.get(address[:-4] + "AAAA")).status_code == 404
