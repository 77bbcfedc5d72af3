"""Avatars over HTTP: the catalogue, drawings at once, and drawings that are kept through the port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from huahua.avatars.api import AvatarRefused, AvatarService, AvatarWish
from huahua.avatars.engines.drawing import DicebearDrawing
from huahua.avatars.http import routes
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME


@dataclass
class Keeper:
    wishes: list[tuple[str, AvatarWish]] = field(default_factory=list)

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        if wish.count > 8:
            raise AvatarRefused("'count' is 1 to 8.", param="count")
        self.wishes.append((user_id, wish))
        return "run_1"


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
async def web(keeper: Keeper) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(AvatarService(DicebearDrawing(), keeper))) as web:
        yield web


async def test_all_styles_with_licence_and_options(web: httpx.AsyncClient) -> None:
    reply = await web.get("/api/avatars/styles")
    items = {item["id"]: item for item in reply.json()["items"]}
    assert len(items) == 61
    assert items["lorelei"]["licence"]["name"] == "CC0 1.0"
    assert "glassesVariant" in items["lorelei"]["options"]
    again = await web.get("/api/avatars/styles", headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_preview_is_an_svg_that_can_do_nothing_but_be_seen(web: httpx.AsyncClient) -> None:
    query = {"style": "avataaars", "seed": "a", "size": 96, "hairColor": "ff0000", "topVariant": "bob,bun"}
    reply = await web.get("/api/avatars/preview.svg", params=query)
    assert reply.headers["content-type"].startswith("image/svg+xml")
    assert (
        reply.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.text.startswith("<svg") and 'width="96"' in reply.text
    assert (await web.get("/api/avatars/preview.svg", params=query)).text == reply.text
    other = await web.get("/api/avatars/preview.svg", params=query | {"seed": "b"})
    assert other.text != reply.text


async def test_words_can_be_previewed_too(web: httpx.AsyncClient) -> None:
    plain = await web.get("/api/avatars/preview.svg", params={"seed": "a", "text": "蓝色背景的女孩"})
    assert "#4a90d9" in plain.text


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"style": "../../etc/passwd"}, "style"),
        ({"style": "avataaars", "hairColour": "ff0000"}, "hairColour"),
        ({"style": "avataaars", "hairColor": "red; }"}, "hairColor"),
        ({"style": "avataaars", "accessoriesProbability": "many"}, "accessoriesProbability"),
        ({"style": "avataaars", "size": "4"}, "size"),
        ({"style": "avataaars", "text": "x" * 2000}, "text"),
        ({"style": "avataaars", "size": "big"}, "size"),
    ],
)
async def test_what_is_wrong_is_named(web: httpx.AsyncClient, query: dict[str, str], param: str) -> None:
    reply = await web.get("/api/avatars/preview.svg", params=query)
    assert (reply.status_code, reply.json()["param"]) == (422, param)


async def test_avatars_that_are_kept(web: httpx.AsyncClient, keeper: Keeper) -> None:
    body: dict[str, Any] = {
        "text": "a robot",
        "options": {"eyesVariant": "glow"},
        "count": 4,
        "size": 256,
        "seed": 9,
    }
    reply = await web.post("/api/avatars", json=body)
    assert (reply.status_code, reply.json()) == (202, {"run_id": "run_1"})
    user_id, wish = keeper.wishes[0]
    assert user_id == ME
    assert wish == AvatarWish("a robot", None, {"eyesVariant": "glow"}, 4, 256, 9)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"style": "avataaars", "options": {"eyesVariant": "glow"}}, "eyesVariant"),
        ({"style": "nobody"}, "style"),
        ({"size": 9_999}, "size"),
        ({"count": 99}, "count"),
        ({"text": "x" * 2000}, "text"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_wrong_wishes_are_refused_before_a_run_is_queued(
    web: httpx.AsyncClient, keeper: Keeper, body: dict[str, Any], param: str
) -> None:
    reply = await web.post("/api/avatars", json=body)
    assert (reply.status_code, reply.json()["param"]) == (422, param)
    assert keeper.wishes == []
