"""What is made of an avatar wears a brand: over HTTP, with real brands, pictures and runs, on either database."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from huahua.avatars.api import AvatarService
from huahua.avatars.engines.dicebear import draw_png
from huahua.avatars.engines.drawing import DicebearDrawing
from huahua.avatars.files.shelf import Shelf
from huahua.avatars.files.store import FileStore
from huahua.avatars.http import routes
from huahua.avatars.packs.http import pack_routes
from huahua.avatars.packs.service import Packs
from huahua.avatars.sources import AvatarSources
from huahua.avatars.talking.http import talk_routes
from huahua.avatars.talking.service import Talking
from huahua.avatars.tasking import AvatarTasks
from huahua.avatars.three_d.http import model_routes
from huahua.avatars.three_d.service import Models
from huahua.boot.bindings.avatar_keeper import PaintingAvatarKeeper
from huahua.boot.bindings.avatar_recipes import GalleryAvatars
from huahua.boot.bindings.brands import GalleryBrands
from huahua.boot.bindings.painted_packs import PaintingFaces
from huahua.gateway.api import ImageReply, ImageRequest, ImageResult, Progress, Usage
from huahua.infra.db import Database
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from huahua.painting.domain.brand import BrandWish
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER, FakeModels, InlineWorkers, Studio
from tests.integration.painting.test_brands import WISH_BODY, logo_png
from tests.vaults import new_vault

BODY = WISH_BODY | {"mark": {"show": True, "corner": "top_left", "share": 0.5, "clear": 0.0}}
GROUND, CLOTHES, MARK = (0xF4, 0xEA, 0xD5, 255), "#1f2a44", (0, 255, 0, 255)
SPEC = {"hair_style": "short", "clothing": "hoodie"}


class Workshop:
    def __init__(self, studio: Studio) -> None:
        self.studio, painting = studio, studio.painting
        brands, drawing = GalleryBrands(painting), DicebearDrawing()
        sources = AvatarSources(drawing, GalleryAvatars(painting))
        tasks = AvatarTasks(InlineWorkers())  # type: ignore[arg-type]
        shelf = Shelf(FileStore(studio.db, new_vault()), studio.blobs, utc_now)
        faces = PaintingFaces(painting, studio.runs)
        self.packs = Packs(sources, shelf, tasks, studio.runs, faces, utc_now, new_id, brands)
        self.packs.register()
        self._routes = (
            talk_routes(Talking(sources, tasks, brands)),
            pack_routes(self.packs),
            model_routes(Models(shelf, tasks, utc_now, new_id, brands)),
            routes(AvatarService(drawing, PaintingAvatarKeeper(painting), None, brands)),
        )

    def web(self, user_id: str) -> httpx.AsyncClient:
        return client(*self._routes, user_id=user_id)

    async def brand(self, user_id: str = ME) -> str:
        brands = self.studio.painting.brands
        brand_id = (await brands.create(user_id, BrandWish.model_validate(BODY))).brand.id
        await brands.set_logo(user_id, brand_id, logo_png())
        return brand_id

    async def avatar(self, web: httpx.AsyncClient) -> str:
        body = {"spec": SPEC, "style": "avataaars", "size": 64, "seed": 1}
        run_id = (await web.post("/api/avatars", json=body)).json()["run_id"]
        events = await self.studio.events(run_id)
        return str(next(event.data["picture"]["id"] for event in events if event.type == "picture"))


async def drawn(request: ImageRequest, _progress: Progress | None) -> ImageReply:
    data = draw_png("avataaars", {}, "1", 64)
    return ImageReply((ImageResult(data, "image/png", 64, 64, seed=1),), Usage(images=1))


@pytest.fixture
async def shop(db: Database, tmp_path: Path) -> AsyncIterator[Workshop]:
    studio = Studio(db, tmp_path / "blobs", FakeModels(drawn))
    made = Workshop(studio)
    async with studio:
        yield made


async def test_a_talking_avatar_and_three_dimensions_wear_a_brand(shop: Workshop) -> None:
    brand_id = await shop.brand()
    async with shop.web(ME) as web:
        said = {"spec": SPEC, "text": "a", "seconds": 0.3, "size": 64, "brand_id": brand_id}
        talked = await web.post("/api/avatars/talk", json=said)
        assert talked.status_code == 200, talked.text
        assert CLOTHES in talked.text and "#f4ead5" in talked.text and "Paper Boat" in talked.text

        asked = {"spec": json.dumps(SPEC), "brand_id": brand_id}
        first = await web.get("/api/avatars/model.glb", params=asked)
        assert first.headers["cache-control"] == "private, no-cache"
        assert b'"version":2' in first.content.replace(b" ", b"")
        named = await web.get("/api/avatars/model.glb", params=asked | {"brand_version": 2})
        assert "max-age" in named.headers["cache-control"] and named.content == first.content
        changed = BrandWish.model_validate(BODY | {"tone": "loud"})
        await shop.studio.painting.brands.change(ME, brand_id, changed)
        again = await web.get("/api/avatars/model.glb", params=asked)
        assert again.headers["etag"] != first.headers["etag"], "a changed brand is another one"


async def test_a_pack_keeps_the_brand_as_it_was(shop: Workshop, monkeypatch: Any) -> None:
    """Between the wish and the work the brand is changed and deleted."""
    brand_id, brands = await shop.brand(), shop.studio.painting.brands
    async with shop.web(ME) as web:
        picture = await shop.avatar(web)
        made = shop.packs._tasks.do

        async def later(name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
            await brands.change(ME, brand_id, BrandWish.model_validate(BODY | {"name": "Other"}))
            await brands.drop_logo(ME, brand_id)
            await brands.delete(ME, brand_id)
            return await made(name, kwargs)

        monkeypatch.setattr(shop.packs._tasks, "do", later)
        wish = {"expressions": ["happy"], "sizes": [128], "backgrounds": ["brand"], "brand_id": brand_id}
        begun = (await web.post(f"/api/avatars/{picture}/pack", json=wish)).json()
        events = await shop.studio.events(begun["run_id"])
        assert events[-1].type == "run.succeeded", events[-1]
        file = await web.get(f"/api/avatars/packs/{begun['id']}/file")
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        told = json.loads(archive.read("manifest.json"))
        svg = archive.read("svg/brand/happy.svg").decode()
        png = Image.open(io.BytesIO(archive.read("png/brand/128/happy.png"))).convert("RGBA")
    assert told["brand"] == {"name": "Paper Boat", "version": 2}
    assert CLOTHES in svg
    assert png.getpixel((3, 3)) == MARK and png.getpixel((124, 3)) == GROUND


async def test_nothing_wears_the_brand_of_a_stranger(shop: Workshop) -> None:
    brand_id = await shop.brand(OTHER)
    async with shop.web(ME) as web:
        picture = await shop.avatar(web)
        pack = {"expressions": ["happy"], "sizes": [], "backgrounds": ["blue"]}
        talk = {"spec": SPEC, "text": "a", "brand_id": brand_id}
        for reply in (
            await web.post("/api/avatars/talk", json=talk),
            await web.get("/api/avatars/model.glb", params={"brand_id": brand_id}),
            await web.post(f"/api/avatars/{picture}/pack", json=pack | {"brand_id": brand_id}),
        ):
            assert (reply.status_code, reply.json()["code"]) == (404, "brand_not_found")
        nameless = await web.post(f"/api/avatars/{picture}/pack", json=pack | {"backgrounds": ["brand"]})
        assert (nameless.status_code, nameless.json()["param"]) == (422, "brand_id")
