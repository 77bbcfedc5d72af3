"""Brands over HTTP: made, shared in a team, kept from others, and worked into pictures."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from huahua.accounts.teams.tables import teams
from huahua.audit.api import Action, AuditLog, AuditStore, Subject, Unrecorded
from huahua.audit.ports import Query
from huahua.avatars.api import AvatarService
from huahua.avatars.engines.drawing import DicebearDrawing
from huahua.avatars.http import routes as avatar_routes
from huahua.boot.bindings.avatar_keeper import PaintingAvatarKeeper
from huahua.boot.bindings.brands import GalleryBrands
from huahua.kit.png import read_texts
from huahua.painting.domain.brand import BrandWish
from huahua.painting.errors import TooManyBrands
from huahua.painting.http import routes
from huahua.painting.service.brands import Seen
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER, Studio
from tests.integration.painting.test_same_again import WISH, painted

TEAM = "team_1"
WISH_BODY: dict[str, Any] = {
    "name": "Paper Boat",
    "palette": [
        {"colour": "#1f2a44", "role": "primary"},
        {"colour": "#c8453b", "role": "accent"},
        {"colour": "#f4ead5", "role": "background"},
    ],
    "style": "ink",
    "tone": "calm",
    "negative": "people",
}


class Members:
    """`ME` manages the team and `OTHER` is in it."""

    async def of(self, user_id: str) -> Mapping[str, bool]:
        return {ME: {TEAM: True}, OTHER: {TEAM: False}}.get(user_id, {})

    async def members(self, user_id: str, team_id: str) -> list[str]:
        return [ME, OTHER] if team_id in await self.of(user_id) else []


@pytest.fixture
async def shared(studio: Studio) -> Studio:
    async with studio.db.write() as connection:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        await connection.execute(teams.insert().values(id=TEAM, name="Team", created_at=moment))
    painting = studio.painting
    brands = replace(painting.brands, memberships=Members())
    painting.brands = brands
    painting.starter = replace(painting.starter, brands=brands)
    painting.finishing = replace(painting.finishing, brands=brands)
    return studio


def page_of(studio: Studio, user_id: str) -> httpx.AsyncClient:
    avatars = AvatarService(
        DicebearDrawing(), PaintingAvatarKeeper(studio.painting), None, GalleryBrands(studio.painting)
    )
    return client(routes(studio.painting, Unrecorded()), avatar_routes(avatars), user_id=user_id)


@pytest.fixture
async def web(shared: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with page_of(shared, ME) as web:
        yield web


@pytest.fixture
async def other(shared: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with page_of(shared, OTHER) as web:
        yield web


async def made(web: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    reply = await web.post("/api/brands", json=WISH_BODY | more)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


def logo_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (1500, 750), (0, 255, 0, 255)).save(out, "PNG")
    return out.getvalue()


async def with_logo(web: httpx.AsyncClient, brand_id: str) -> dict[str, Any]:
    reply = await web.put(f"/api/brands/{brand_id}/logo", files={"file": ("logo.png", logo_png())})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def pixels(web: httpx.AsyncClient, picture: dict[str, Any]) -> Any:
    file = (await web.get(picture["urls"]["original"])).content
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))


async def test_a_brand_from_making_to_deleting(web: Any) -> None:
    brand = await made(web)
    assert (brand["version"], brand["logo"], brand["may_change"]) == (1, None, True)
    address = f"/api/brands/{brand['id']}"
    same = (await web.put(address, json=WISH_BODY)).json()
    assert same["version"] == 1
    changed = (await web.put(address, json=WISH_BODY | {"tone": "loud"})).json()
    assert (changed["version"], changed["tone"]) == (2, "loud")
    assert (await web.get(f"{address}/logo")).json()["code"] == "brand_without_logo"
    logo = (await with_logo(web, brand["id"]))["logo"]
    assert (logo["width"], logo["height"]) == (1024, 512)
    file = await web.get(logo["url"])
    assert file.headers["content-type"] == "image/png" and "immutable" in file.headers["cache-control"]
    assert Image.open(io.BytesIO(file.content)).size == (1024, 512)
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    refused = await web.put(f"{address}/logo", files={"file": ("logo.svg", svg)})
    assert (refused.status_code, refused.json()["code"]) == (422, "svg_unsafe")
    plain = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 4'><rect width='2' height='4' fill='#0f0'/></svg>"
    drawn = (await web.put(f"{address}/logo", files={"file": ("logo.svg", plain)})).json()["logo"]
    assert (drawn["width"], drawn["height"]) == (512, 1024)
    file = await web.get(drawn["url"])
    assert file.headers["content-type"] == "image/png" and b"<svg" not in file.content
    assert Image.open(io.BytesIO(file.content)).convert("RGBA").getpixel((9, 9)) == (0, 255, 0, 255)
    assert (await web.post("/api/uploads", files={"file": ("x.svg", plain)})).json()[
        "code"
    ] == "svg_not_taken"
    assert (await web.delete(f"{address}/logo")).json()["logo"] is None
    assert [each["version"] for each in (await web.get("/api/brands")).json()["items"]] == [5]
    assert (await web.post("/api/brands", json=WISH_BODY | {"palette": []})).status_code == 422
    assert (await web.delete(address)).status_code == 204
    assert (await web.get(address)).json()["code"] == "brand_not_found"


async def test_a_name_that_plays_tricks_is_kept_as_it_is_seen(web: Any) -> None:
    made_of = await made(web, name="\u202eevil\ufffe  boat 👩‍🎨\n")
    assert made_of["name"] == "evil boat 👩‍🎨"
    unseen = await web.post("/api/brands", json=WISH_BODY | {"name": "\u200b\u202e"})
    assert unseen.status_code == 422


async def test_nobody_sees_another_persons_brand(web: Any, other: Any) -> None:
    brand = await with_logo(web, (await made(web))["id"])
    picture = (await other.post("/api/uploads", files={"file": ("x.png", logo_png())})).json()["id"]
    address = f"/api/brands/{brand['id']}"
    step = {"do": "logo", "brand_id": brand["id"]}
    for method, path, body in (
        ("GET", address, None),
        ("GET", f"{address}/logo", None),
        ("PUT", address, WISH_BODY),
        ("DELETE", address, None),
        ("DELETE", f"{address}/logo", None),
        ("POST", "/api/pictures", {"prompt": "a boat", "brand_id": brand["id"]}),
        ("POST", "/api/pictures/enrich", {"prompt": "a boat", "brand_id": brand["id"]}),
        ("POST", f"/api/pictures/{picture}/finish", {"steps": [step]}),
        ("GET", f"/api/avatars/preview.svg?brand_id={brand['id']}", None),
        ("POST", "/api/avatars", {"text": "a girl", "brand_id": brand["id"]}),
    ):
        reply = await other.request(method, path, json=body)
        assert (reply.status_code, reply.json()["code"]) == (404, "brand_not_found"), (method, path)
    assert (await other.get("/api/brands")).json()["items"] == []
    assert (await web.get(address)).json()["version"] == brand["version"]


async def test_a_team_uses_what_its_managers_make(shared: Studio, web: Any, other: Any) -> None:
    brand = await made(web, team_id=TEAM)
    seen = (await other.get(f"/api/brands/{brand['id']}")).json()
    assert (seen["team_id"], seen["may_change"]) == (TEAM, False)
    refused = await other.put(f"/api/brands/{brand['id']}", json=WISH_BODY)
    assert (refused.status_code, refused.json()["code"]) == (403, "brand_not_yours")
    assert (await other.post("/api/brands", json=WISH_BODY | {"team_id": TEAM})).status_code == 403
    picture = await painted(shared, replace(WISH, brand_id=brand["id"]), OTHER)
    assert picture["recipe"]["brand"]["name"] == "Paper Boat"
    async with page_of(shared, "usr_stranger") as stranger:
        assert (await stranger.get("/api/brands")).json()["items"] == []
        assert (await stranger.get(f"/api/brands/{brand['id']}")).status_code == 404


async def test_the_last_place_for_a_brand_is_taken_once(shared: Studio, monkeypatch: Any) -> None:
    monkeypatch.setattr("huahua.painting.service.brands.MAX_BRANDS", 2)
    brands = shared.painting.brands
    wish = BrandWish.model_validate(WISH_BODY)
    for team in (None, TEAM):
        tried = await asyncio.gather(
            *(brands.create(ME, wish, team) for _ in range(6)), return_exceptions=True
        )
        assert sum(isinstance(each, TooManyBrands) for each in tried) == 4
        assert sum(isinstance(each, Seen) for each in tried) == 2
    own = next(seen.brand.id for seen in await brands.all(ME) if seen.brand.team_id is None)
    with pytest.raises(TooManyBrands):
        await brands.give(ME, own, TEAM)


async def test_what_happens_to_a_brand_is_in_the_audit_log(shared: Studio) -> None:
    store = AuditStore(shared.db)
    log = AuditLog(store, lambda text: hashlib.sha256(text.encode()).hexdigest())
    object.__setattr__(shared.painting.brands, "audit", log)
    async with page_of(shared, ME) as web, page_of(shared, OTHER) as other:
        brand_id = (await made(web))["id"]
        address = f"/api/brands/{brand_id}"
        await web.put(address, json=WISH_BODY | {"tone": "loud"})
        await web.put(address, json=WISH_BODY | {"tone": "loud"})  # changes nothing
        await with_logo(web, brand_id)
        assert (await other.get(address)).status_code == 404
        given = (await web.put(f"{address}/team/{TEAM}")).json()
        assert (given["team_id"], given["may_change"]) == (TEAM, True)
        assert (await web.put(f"{address}/team/{TEAM}")).status_code == 200  # again, and nothing happens
        assert (await other.get(address)).json()["may_change"] is False
        for who, team, answer in ((other, TEAM, 403), (web, "team_x", 403)):
            mine = (await made(who))["id"]
            assert (await who.put(f"/api/brands/{mine}/team/{team}")).status_code == answer
        assert (await other.delete(address)).status_code == 403
        assert (await web.delete(address)).status_code == 204
    told = [entry.statement for entry in await store.search(Query(), before_seq=None, limit=50)]
    of_brand = [one for one in reversed(told) if one.subject == Subject("brand", brand_id)]
    assert [one.action for one in of_brand] == [
        Action.BRAND_CREATED,
        Action.BRAND_CHANGED,
        Action.BRAND_CHANGED,
        Action.BRAND_SHARED,
        Action.BRAND_DELETED,
    ]
    after = [json.loads(one.after or "{}") for one in of_brand]
    assert (after[1]["changed"], after[2]["changed"]) == (["tone"], ["logo"])
    assert after[3] == {"team_id": TEAM}
    assert "loud" not in str(told) and "Paper Boat" not in str(told), "texts are sealed, the log is not"


async def test_a_painting_gets_words_style_colours_and_logo(shared: Studio, web: Any) -> None:
    mark = {"show": True, "corner": "top_left", "share": 0.5, "clear": 0.1}
    brand = await with_logo(web, (await made(web, harmony=1, mark=mark))["id"])
    plain = await painted(shared, replace(WISH, model="real/brush", seed=3))
    wish = replace(WISH, model="real/brush", seed=3, brand_id=brand["id"])
    picture = await painted(shared, wish)
    asked = shared.models.calls[-1][1]
    assert "a red boat" in asked.prompt and asked.prompt.endswith("(#f4ead5) as background; mood: calm")
    assert (asked.style, asked.negative) == ("ink", "people")
    assert (picture["style"], picture["negative"]) == ("ink", "people")
    shown, before = await pixels(web, picture), await pixels(web, plain)
    assert tuple(shown[10, 10]) == (0, 255, 0), "the logo"
    assert tuple(shown[60, 30]) != tuple(before[60, 30]), "colours"
    file = (await web.get(picture["urls"]["original"])).content
    recipe = json.loads(read_texts(file)["huahua-recipe"])
    assert recipe["brand"]["version"] == 2 and "id" not in recipe["brand"]

    again = await painted(shared, wish)
    assert again["cached"] and len(shared.models.calls) == 2
    body = {**WISH_BODY, "harmony": 1, "mark": {**mark, "share": 0.3}}
    await web.put(f"/api/brands/{brand['id']}", json=body)
    assert not (await painted(shared, wish))["cached"], "a changed brand"
    bare = await painted(shared, replace(wish, brand_logo=False, brand_colours=False))
    assert not bare["cached"] and (await pixels(web, bare) == before).all()

    # The logo of a painting that still waits outlives its brand.
    order = await shared.painting.starter.order(ME, "user", None, wish)
    assert order.brand is not None and order.brand.logo is not None
    await web.delete(f"/api/brands/{brand['id']}")
    later = datetime.now(UTC) + timedelta(days=1)
    assert order.brand.logo not in await shared.painting.gallery.store.unreferenced(later, 100)


async def test_avatars_wear_the_colours_and_finishing_lays_the_logo_on(shared: Studio, web: Any) -> None:
    brand = await with_logo(web, (await made(web))["id"])
    asked = {"spec": '{"clothing": "hoodie"}', "style": "avataaars", "brand_id": brand["id"]}
    drawn = await web.get("/api/avatars/preview.svg", params=asked)
    assert "#f4ead5" in drawn.text and "#1f2a44" in drawn.text
    assert drawn.headers["cache-control"] == "private, no-cache"
    said = {**asked, "spec": '{"clothing_color": "red", "background": "white"}', "brand_version": 2}
    kept = await web.get("/api/avatars/preview.svg", params=said)
    assert "#f4ead5" not in kept.text and "max-age" in kept.headers["cache-control"]

    body = {"text": "a girl", "style": "avataaars", "size": 64, "seed": 1, "brand_id": brand["id"]}
    run_id = (await web.post("/api/avatars", json=body)).json()["run_id"]
    events = await shared.events(run_id)
    recipe = next(event.data["picture"]["recipe"] for event in events if event.type == "picture")
    assert recipe["options"] == {"backgroundColor": "f4ead5", "clothesColor": "1f2a44"}
    assert recipe["brand"] == {"id": brand["id"], "name": "Paper Boat", "version": 2}
    picture = next(event.data["picture"]["id"] for event in events if event.type == "picture")
    step = {"do": "logo", "brand_id": brand["id"], "corner": "centre", "share": 0.5}
    finished = await web.post(f"/api/pictures/{picture}/finish", json={"steps": [step]})
    assert finished.status_code == 201, finished.text
    assert tuple((await pixels(web, finished.json()))[32, 32]) == (0, 255, 0)

    # A model that paints is told the nearest colours that have names, and a style only where none was said.
    for spec, style in (({}, "ink"), ({"style": "anime"}, None)):
        body = {"spec": {"gender": "female"} | spec, "engine": "real/brush", "brand_id": brand["id"]}
        await shared.events((await web.post("/api/avatars", json=body)).json()["run_id"])
        wanted = shared.models.calls[-1][1]
        assert "navy" in wanted.prompt and "beige" in wanted.prompt
        assert wanted.style == style
