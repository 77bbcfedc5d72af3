"""Avatars over HTTP: the catalogue, drawings at once, and drawings that are kept through the port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from huahua.avatars.api import AvatarRefused, AvatarService, AvatarSpec, AvatarWish
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


async def test_the_schema_of_a_spec_with_names_for_people(web: httpx.AsyncClient) -> None:
    reply = await web.get("/api/avatars/schema")
    hair = reply.json()["properties"]["hair_color"]
    assert hair["x-label"] == {"zh": "发色", "en": "Hair colour"}
    assert hair["x-values"]["blonde"] == {"zh": "金色", "en": "blonde"}
    again = await web.get("/api/avatars/schema", headers={"if-none-match": reply.headers["etag"]})
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
        ({"style": "avataaars", "text": "x" * 2001}, "text"),
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
        ({"text": "x" * 2001}, "text"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_wrong_wishes_are_refused_before_a_run_is_queued(
    web: httpx.AsyncClient, keeper: Keeper, body: dict[str, Any], param: str
) -> None:
    reply = await web.post("/api/avatars", json=body)
    assert (reply.status_code, reply.json()["param"]) == (422, param)
    assert keeper.wishes == []


async def test_a_description_becomes_a_spec(web: httpx.AsyncClient) -> None:
    reply = await web.post(
        "/api/avatars/parse", json={"text": "金发女孩，不戴眼镜，抱着猫", "locked": {"age": "young"}}
    )
    found = reply.json()
    said = {name: value for name, value in found["spec"].items() if value is not None}
    assert said == {"gender": "female", "hair_color": "blonde", "glasses": "none", "age": "young"}
    assert (found["unmet"], found["locked"], found["source"], found["note"]) == (
        ["抱着猫"],
        ["age"],
        "rules",
        None,
    )
    assert found["confidence"].keys() == said.keys()


async def test_a_spec_becomes_words(web: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {"spec": {"gender": "male", "hair_color": "red"}, "locale": "en"}
    assert (await web.post("/api/avatars/words", json=body)).json() == {"text": "A man, red hair."}
    body["text"] = "a man with black hair and a parrot"
    assert (await web.post("/api/avatars/words", json=body)).json() == {
        "text": "a man with red hair and a parrot"
    }


async def test_a_spec_is_previewed_the_same_each_time(web: httpx.AsyncClient) -> None:
    query = {"seed": "a", "spec": '{"background": "blue", "hair_style": "bun"}'}
    first = await web.get("/api/avatars/preview.svg", params=query)
    assert "#4a90d9" in first.text
    assert (await web.get("/api/avatars/preview.svg", params=query)).content == first.content
    match = await web.post("/api/avatars/match", json={"spec": {"style": "pixel", "accessories": ["scarf"]}})
    assert (match.json()["style"], match.json()["unmet"]) == ("pixel-art", ["scarf"])


@pytest.mark.parametrize(
    ("spec", "param"),
    [
        ('{"hair_color": "teal"}', "spec.hair_color"),
        ('{"shoes": 1}', "spec.shoes"),
        ("{", "spec"),
        ("[" * 3_000, "spec"),
        ("x" * 5_000, "spec"),
    ],
)
async def test_a_wrong_spec_is_refused(web: httpx.AsyncClient, spec: str, param: str) -> None:
    reply = await web.get("/api/avatars/preview.svg", params={"spec": spec})
    assert (reply.status_code, reply.json()["param"]) == (422, param)


async def test_a_spec_is_kept_as_an_avatar_or_painted(web: httpx.AsyncClient, keeper: Keeper) -> None:
    spec = {"gender": "female", "hair_color": "pink"}
    assert (await web.post("/api/avatars", json={"spec": spec, "seed": 3})).status_code == 202
    assert (
        await web.post("/api/avatars", json={"text": "粉发女孩，抱着猫", "engine": "brush"})
    ).status_code == 202
    (_, drawn), (_, painted) = keeper.wishes
    assert (drawn.text, drawn.spec) == ("A woman, pink hair.", AvatarSpec.model_validate(spec))
    assert painted.engine == "brush"
    assert painted.text == "头像，正面半身像，居中构图，女性，粉色头发，抱着猫"
    assert (await web.post("/api/avatars", json={"engine": "brush"})).json()["param"] == "text"


async def test_hostile_descriptions(web: httpx.AsyncClient) -> None:
    for text in (
        "\x00\x1b[31m\u202e女孩\u0007",
        "no " * 600,
        "<script>alert(1)</script>",
        "红色头发" * 500,
    ):
        reply = await web.post("/api/avatars/parse", json={"text": text})
        assert reply.status_code == 200
        assert len(reply.json()["unmet"]) <= 24
    reply = await web.post("/api/avatars/parse", json={"text": "x" * 10_000})
    assert (reply.status_code, reply.json()["param"]) == (422, "text")
