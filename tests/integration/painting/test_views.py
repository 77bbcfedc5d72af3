"""Views of pictures that are kept without them, which are made when somebody looks."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from huahua.avatars.engines.dicebear import draw_png
from huahua.gateway.api import ImageReply, ImageRequest, ImageResult, Progress, Usage
from huahua.infra.blobs import BlobMissing
from huahua.kit.png import read_texts
from huahua.painting.domain.brand import BrandWish, Swatch
from huahua.painting.domain.picture import Size
from huahua.painting.domain.spec import PaintSpec
from huahua.painting.errors import PictureFileMissing
from tests.integration.painting.studio import ME, Studio

VIEWS = (Size.VIEW, Size.MEDIUM, Size.THUMB)


async def draw(request: ImageRequest, _progress: Progress | None) -> ImageReply:
    """As the engine of avatars does."""
    side = request.width or 512
    data = draw_png("adventurer", {}, str(request.seed), side)
    return ImageReply((ImageResult(data, "image/png", side, side, seed=request.seed),), Usage(images=1))


async def avatar(studio: Studio, **more: Any) -> dict[str, Any]:
    studio.models.paint_with = draw
    spec = PaintSpec("a friend", model="builtin/avatar", width=512, height=512, **more)
    run_id = await studio.painting.starter.begin(ME, "user", None, None, spec)
    events = await studio.events(run_id)
    assert events[-1].type == "run.succeeded"
    picture: dict[str, Any] = next(event.data["picture"] for event in events if event.type == "picture")
    return picture


async def digest_of(studio: Studio, picture: dict[str, Any]) -> str:
    return (await studio.painting.gallery.get(ME, picture["id"])).digest


async def sizes_there(studio: Studio, picture: dict[str, Any]) -> set[Size]:
    digest = await digest_of(studio, picture)
    return {size for size in Size if await studio.blobs.has(digest, kind=size)}


async def look(studio: Studio, picture: dict[str, Any], size: Size) -> tuple[bytes, str]:
    _, data, media_type = await studio.painting.gallery.content(ME, picture["id"], size)
    return data, media_type


async def test_an_avatar_is_told_of_with_its_original_and_its_views_are_made_by_the_first_look(
    studio: Studio,
) -> None:
    picture = await avatar(studio, seed=7)
    assert (picture["width"], picture["height"]) == (512, 512)
    assert await sizes_there(studio, picture) == {Size.ORIGINAL}
    original, media_type = await look(studio, picture, Size.ORIGINAL)
    assert media_type == "image/png"
    texts = read_texts(original)
    assert {"huahua-recipe", "huahua-avatar", "XML:com.adobe.xmp"} <= texts.keys()
    assert len(original) == (await studio.painting.gallery.get(ME, picture["id"])).bytes

    data, media_type = await look(studio, picture, Size.THUMB)
    small = Image.open(io.BytesIO(data))
    assert (small.format, small.size, media_type) == ("WEBP", (256, 256), "image/webp")
    assert await sizes_there(studio, picture) == set(Size)
    assert (await look(studio, picture, Size.THUMB))[0] == data
    for size in (Size.VIEW, Size.MEDIUM):
        shown = Image.open(io.BytesIO((await look(studio, picture, size))[0]))
        assert (shown.size, shown.mode) == ((512, 512), "RGBA"), "what is transparent stays so"


async def test_who_asks_for_several_sizes_at_once_has_them_made_once(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = await avatar(studio)
    imaging, made = studio.painting.gallery.imaging, []
    views = imaging.views

    async def counted(data: bytes) -> Any:
        made.append(data)
        await asyncio.sleep(0)
        return await views(data)

    monkeypatch.setattr(imaging, "views", counted)
    seen = await asyncio.gather(*(look(studio, picture, size) for size in (*VIEWS, *VIEWS)))
    assert len(made) == 1
    assert [data for data, _ in seen[:3]] == [data for data, _ in seen[3:]]


async def test_one_who_leaves_does_not_stop_the_views_of_another(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = await avatar(studio)
    imaging, begun, go = studio.painting.gallery.imaging, asyncio.Event(), asyncio.Event()
    views = imaging.views

    async def slow(data: bytes) -> Any:
        begun.set()
        await go.wait()
        return await views(data)

    monkeypatch.setattr(imaging, "views", slow)
    leaves = asyncio.create_task(look(studio, picture, Size.VIEW))
    stays = asyncio.create_task(look(studio, picture, Size.THUMB))
    await begun.wait()
    leaves.cancel()
    await asyncio.gather(leaves, return_exceptions=True)
    go.set()
    assert Image.open(io.BytesIO((await stays)[0])).size == (256, 256)


async def test_without_an_original_there_are_no_views(studio: Studio) -> None:
    picture = await avatar(studio)
    await studio.blobs.delete(await digest_of(studio, picture), kinds=(Size.ORIGINAL,))
    for size in Size:
        with pytest.raises(PictureFileMissing):
            await look(studio, picture, size)


async def test_the_same_avatar_again_needs_no_views_of_the_first(studio: Studio) -> None:
    first = await avatar(studio, seed=3)
    again = await avatar(studio, seed=3)
    assert again["cached"]
    assert (await look(studio, again, Size.MEDIUM))[0] == (await look(studio, first, Size.MEDIUM))[0]


async def test_a_picture_without_a_medium_view_shows_its_larger_one(studio: Studio) -> None:
    spec = PaintSpec("a cat", width=1024, height=1024)
    events = await studio.events(await studio.painting.starter.begin(ME, "user", None, None, spec))
    picture = next(event.data["picture"] for event in events if event.type == "picture")
    assert await sizes_there(studio, picture) == set(Size), (
        "what was painted is checked, and its views with it"
    )
    await studio.blobs.delete(await digest_of(studio, picture), kinds=(Size.MEDIUM,))
    assert (await look(studio, picture, Size.MEDIUM)) == (await look(studio, picture, Size.VIEW))


async def test_an_engine_that_gives_no_png_is_checked(studio: Studio) -> None:
    async def broken(request: ImageRequest, _progress: Progress | None) -> ImageReply:
        return ImageReply((ImageResult(b"no picture", "image/png", 512, 512),), Usage(images=1))

    studio.models.paint_with = broken
    spec = PaintSpec("a friend", model="builtin/avatar", width=512, height=512)
    run_id = await studio.painting.starter.begin(ME, "user", None, None, spec)
    assert (await studio.events(run_id))[-1].type == "run.failed"


async def test_views_of_a_picture_that_is_gone_go_with_the_next_sweep(studio: Studio) -> None:
    picture = await avatar(studio)
    digest = await digest_of(studio, picture)
    await look(studio, picture, Size.THUMB)
    await studio.painting.gallery.delete(ME, [picture["id"]])
    sweeper = studio.painting.sweeper
    later = datetime.now(UTC) + timedelta(hours=2)
    assert await type(sweeper)(sweeper.blobs, sweeper.store, lambda: later).sweep() == 1
    for size in Size:
        with pytest.raises(BlobMissing):
            await studio.blobs.get(digest, kind=size)


async def test_a_brand_changes_an_avatar_before_anything_is_told(studio: Studio) -> None:
    colours = [Swatch(colour="#1f2a44", role="primary"), Swatch(colour="#f4ead5", role="background")]
    seen = await studio.painting.brands.create(ME, BrandWish(name="Lotus", palette=colours))
    picture = await avatar(studio, brand_id=seen.brand.id, brand_colours=True)
    assert await sizes_there(studio, picture) == set(Size)
