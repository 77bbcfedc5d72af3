"""Uploads: good pictures are cleaned and kept; everything else gets a clear refusal and leaves nothing."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from PIL import Image, ImageCms, ImageDraw

from huahua.audit.api import Unrecorded
from huahua.infra.uploads import ENVELOPE_BYTES
from huahua.infra.workers import WorkerPool
from huahua.painting.api import PaintingLimits
from huahua.painting.errors import BadPicture
from huahua.painting.http import routes
from huahua.painting.imaging.pool import PooledImaging
from tests.integration.painting.page import client
from tests.integration.painting.studio import Studio, png

LIMITS = PaintingLimits()
FIELD = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\ntext\r\n--x--\r\n'


@pytest.fixture
async def web(studio: Studio) -> AsyncIterator[httpx.AsyncClient]:
    async with client(routes(studio.painting, Unrecorded())) as web:
        yield web


async def send(web: httpx.AsyncClient, data: bytes, name: str = "x.png") -> httpx.Response:
    return await web.post("/api/uploads", files={"file": (name, data)})


async def stored(web: httpx.AsyncClient, data: bytes) -> tuple[dict[str, Any], Image.Image, bytes]:
    reply = await send(web, data)
    assert reply.status_code == 201, reply.text
    file = await web.get(reply.json()["urls"]["original"])
    picture = Image.open(io.BytesIO(file.content))
    picture.load()
    return reply.json(), picture, file.content


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def sideways_photo() -> bytes:
    """60×40, red at the left; the camera was held so that it must be turned by 90° clockwise."""
    picture = Image.new("RGB", (60, 40), "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, 20, 40), fill="red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "SECRET-DESCRIPTION"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return encoded(picture, "JPEG", exif=exif, quality=95, comment=b"SECRET-COMMENT")


async def test_a_photo_is_turned_upright_and_loses_its_metadata(web: httpx.AsyncClient) -> None:
    shown, picture, data = await stored(web, sideways_photo())
    assert (picture.size, shown["width"], shown["height"]) == ((40, 60), 40, 60)
    top = picture.getpixel((20, 5))
    assert isinstance(top, tuple) and top[0] > 200 > top[2]
    assert b"SECRET" not in data and b"Exif" not in data
    assert not picture.getexif()
    assert (shown["origin"], shown["ai_generated"], shown["media_type"]) == ("upload", False, "image/jpeg")


async def test_png_metadata_goes_and_transparency_stays(web: httpx.AsyncClient) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "SECRET")
    source = Image.new("RGBA", (30, 20), (10, 20, 30, 128))
    _, picture, data = await stored(web, encoded(source, "PNG", pnginfo=info))
    assert b"SECRET" not in data
    assert picture.getpixel((5, 5)) == (10, 20, 30, 128)


async def test_what_hides_behind_a_picture_is_not_kept(web: httpx.AsyncClient) -> None:
    _, _, data = await stored(web, png() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in data and b"PK" not in data


async def test_the_first_frame_of_an_animation(web: httpx.AsyncClient) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    gif = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    webp = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    for data in (gif, webp):
        _, picture, _ = await stored(web, data)
        assert (picture.format, getattr(picture, "n_frames", 1)) == ("PNG", 1)
        assert picture.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
async def test_every_kind_of_pixels_is_read(web: httpx.AsyncClient, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    _, picture, _ = await stored(web, encoded(Image.new(mode, (12, 9)), kind))
    assert picture.size == (12, 9)


async def test_sixteen_bit_greys_are_scaled(web: httpx.AsyncClient) -> None:
    _, picture, _ = await stored(web, encoded(Image.new("I;16", (4, 4), 32_768), "PNG"))
    assert picture.convert("L").getpixel((1, 1)) == 128


async def test_broken_metadata_in_a_whole_picture_is_ignored(web: httpx.AsyncClient) -> None:
    photo = sideways_photo()
    at = photo.index(b"Exif\0\0") + 6
    _, picture, data = await stored(web, photo[:at] + b"JUNK" + photo[at + 4 :])
    assert picture.size == (60, 40) and b"SECRET" not in data


async def test_colours_of_a_profile_are_kept_as_seen(web: httpx.AsyncClient) -> None:
    """The profile goes with the metadata, so its colours are turned into sRGB first."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _, picture, data = await stored(
        web, encoded(Image.new("RGB", (8, 8), (200, 100, 50)), "PNG", icc_profile=profile)
    )
    assert "icc_profile" not in picture.info
    assert picture.getpixel((4, 4)) == (200, 100, 50)
    assert len(data) < 1_000


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int, unpacked: int = 0) -> bytes:
    """A PNG that says it is huge; `unpacked` zero bytes of pixels are really there."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(unpacked), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 415, "not_a_picture"),
        (b"hello", 415, "not_a_picture"),
        (b"%PDF-1.7", 415, "not_a_picture"),
        (SVG, 415, "svg_not_taken"),
        (b"\xef\xbb\xbf  <svg>", 415, "svg_not_taken"),
        (b"<!-- x --><!DOCTYPE svg><svg>", 415, "svg_not_taken"),
        (b"\x89PNG\r\n\x1a\n", 422, "bad_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, 422, "bad_picture"),
        (png()[:100], 422, "bad_picture"),
        (png(300, 300)[:-200], 422, "bad_picture"),
        (b"\xff\xd8\xff" + b"\xe0" * 300, 422, "bad_picture"),
        (b"GIF89a" + b"\xff" * 40, 422, "bad_picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", 422, "bad_picture"),
        (bomb(30_000, 30_000), 422, "too_many_pixels"),
        (bomb(100_000, 100_000), 422, "too_many_pixels"),
        (bomb(2**31 - 1, 2**31 - 1), 422, "too_many_pixels"),
        (bomb(100, 100, unpacked=50_000_000)[:-12], 422, "bad_picture"),
        (bomb(0, 0), 422, "bad_picture"),
    ],
)
async def test_hostile_files_are_refused_and_leave_nothing(
    web: httpx.AsyncClient, data: bytes, status: int, code: str
) -> None:
    reply = await send(web, data)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"
    assert (await web.get("/api/pictures")).json()["items"] == []


async def test_a_name_or_declared_type_proves_nothing(web: httpx.AsyncClient) -> None:
    reply = await web.post("/api/uploads", files={"file": ("cat.png", SVG, "image/png")})
    assert reply.status_code == 415
    reply = await web.post("/api/uploads", files={"file": ("evil.svg", png(), "image/svg+xml")})
    assert (reply.status_code, reply.json()["media_type"]) == (201, "image/png")


async def test_a_large_file_is_refused_before_it_is_read(web: httpx.AsyncClient) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 100 * 2**20:
            read += 2**16
            yield b"\0" * 2**16

    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(100 * 2**20)}
    reply = await web.post("/api/uploads", content=body(), headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (413, "picture_too_large")
    assert "25 MB" in reply.json()["detail"]
    assert read == 0


async def test_a_file_that_lies_about_its_length_is_stopped_at_the_limit(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = PaintingLimits(max_upload_bytes=2**20)
    studio.painting.limits = small
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        while read < 50 * 2**20:
            read += 2**16
            yield b"\0" * 2**16

    async with client(routes(studio.painting, Unrecorded())) as web:
        headers = {"content-type": "multipart/form-data; boundary=x"}
        reply = await web.post("/api/uploads", content=body(), headers=headers)
    assert reply.status_code == 413
    assert read <= 2**20 + ENVELOPE_BYTES + 2**17


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"nonsense"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n',
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n',
        ),
    ],
)
async def test_a_malformed_upload_is_400(web: httpx.AsyncClient, content_type: str, body: bytes) -> None:
    reply = await web.post("/api/uploads", content=body, headers={"content-type": content_type})
    assert (reply.status_code, reply.json()["code"]) == (400, "malformed_upload")


async def test_pictures_are_decoded_in_a_worker_that_may_die() -> None:
    workers = WorkerPool()
    imaging = PooledImaging(workers, LIMITS)
    prepared = await imaging.upload(png(2000, 500))
    assert (prepared.width, prepared.height) == (2000, 500)
    assert prepared.views is not None
    assert Image.open(io.BytesIO(prepared.views.view)).size == (1024, 256)
    await workers.close()

    starved = WorkerPool(memory_limit_bytes=200 * 2**20)
    hungry = PooledImaging(starved, LIMITS)
    with pytest.raises(BadPicture):
        await hungry.upload(encoded(Image.new("RGB", (7_900, 7_900)), "PNG"))
    assert (await hungry.upload(png())).width == 64, "the next picture gets a new worker"
    await starved.close()
