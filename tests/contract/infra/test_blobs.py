"""One suite for picture stores: a folder, memory, and S3's own wire against a small simulator."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from obstore.store import MemoryStore

from huahua.infra.blobs import BlobMissing, Blobs, open_blobs


class S3Simulator:
    """PUT, GET, HEAD and DeleteObjects, path style, as S3 answers them (signatures must be there)."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.unsigned = 0

    async def handle(self, request: web.Request) -> web.Response:
        if not request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 Credential=test-id/"):
            self.unsigned += 1
        key = request.path
        if request.method == "PUT":
            self.objects[key] = await request.read()
            return web.Response(headers={"ETag": f'"{hashlib.md5(self.objects[key]).hexdigest()}"'})
        if request.method == "POST" and "delete" in request.query:
            return await self._delete_objects(request)
        if key not in self.objects:
            missing = (
                b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
            )
            return web.Response(status=404, body=missing, content_type="application/xml")
        body = self.objects[key]
        headers = {
            "ETag": f'"{hashlib.md5(body).hexdigest()}"',
            "Last-Modified": "Sat, 21 Nov 2026 00:00:00 GMT",
        }
        return web.Response(body=body, headers=headers)

    async def _delete_objects(self, request: web.Request) -> web.Response:
        """DeleteObjects: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""
        keys = re.findall(r"<Key>([^<]+)</Key>", (await request.read()).decode())
        for key in keys:
            self.objects.pop(f"{request.path.rstrip('/')}/{key}", None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return web.Response(text=f"<DeleteResult>{deleted}</DeleteResult>", content_type="application/xml")


@pytest.fixture
async def s3(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Simulator]:
    simulator = S3Simulator()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", simulator.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    for name, value in {
        "AWS_ENDPOINT": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test-id",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
        "AWS_REGION": "eu-test-1",
    }.items():
        monkeypatch.setenv(name, value)
    yield simulator
    await runner.cleanup()


@pytest.fixture(params=["folder", "memory", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return open_blobs(str(tmp_path / "blobs"))
    if request.param == "memory":
        return Blobs(MemoryStore())
    request.getfixturevalue("s3")
    return open_blobs("s3://pictures/huahua")


async def test_what_is_put_can_be_got_by_its_digest(blobs: Blobs) -> None:
    data = bytes(range(256)) * 1000
    digest = await blobs.put(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert await blobs.get(digest) == data
    assert await blobs.put(data) == digest


async def test_views_stand_beside_the_original(blobs: Blobs) -> None:
    digest = await blobs.put(b"original")
    await blobs.put_view(digest, "thumb", b"small")
    assert await blobs.get(digest, kind="thumb") == b"small"
    assert await blobs.get(digest) == b"original"


async def test_whether_bytes_are_there_is_told_for_each_kind(blobs: Blobs) -> None:
    digest = await blobs.put(b"original")
    assert await blobs.has(digest)
    assert not await blobs.has(digest, kind="thumb")


async def test_what_is_not_there_is_said(blobs: Blobs) -> None:
    with pytest.raises(BlobMissing):
        await blobs.get("0" * 64)


async def test_deleting_twice_is_no_fault(blobs: Blobs) -> None:
    digest = await blobs.put(b"gone soon")
    await blobs.delete(digest, kinds=("original", "thumb"))
    await blobs.delete(digest, kinds=("original", "thumb"))
    with pytest.raises(BlobMissing):
        await blobs.get(digest)


async def test_s3_requests_are_signed_and_under_the_prefix(s3: S3Simulator) -> None:
    digest = await open_blobs("s3://pictures/huahua").put(b"x")
    assert s3.unsigned == 0
    assert list(s3.objects) == [f"/pictures/huahua/original/{digest[:2]}/{digest[2:4]}/{digest}"]
