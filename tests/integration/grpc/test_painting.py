"""`huahua.v1.Painting`, with the built-in painter."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import grpc
import httpx
import pytest
from PIL import Image

from huahua.gateway.grpc.gen import common_pb2, painting_pb2_grpc
from huahua.gateway.grpc.gen import painting_pb2 as pb
from tests.integration.grpc.conftest import Stage
from tests.simulators.pictures import picture


@pytest.fixture
def painting(channel: grpc.aio.Channel) -> Any:
    return painting_pb2_grpc.PaintingStub(channel)


async def test_progress_pictures_and_the_end(painting: Any, stage: Stage) -> None:
    request = pb.PaintRequest(prompt="a red apple", width=96, height=64, seed=5, count=2)
    events = [event async for event in painting.Paint(request, metadata=stage.auth)]
    kinds = [event.WhichOneof("kind") for event in events]
    assert kinds == sorted(kinds, key=["progress", "picture", "finished"].index)
    assert kinds.count("progress") >= 1 and kinds.count("picture") == 2 and kinds[-1] == "finished"
    pictures = [event.picture for event in events if event.WhichOneof("kind") == "picture"]
    assert [found.index for found in pictures] == [0, 1]
    for found in pictures:
        assert Image.open(io.BytesIO(found.data)).size == (96, 64) == (found.width, found.height)
        assert found.media_type == "image/png"
    assert pictures[0].seed == 5
    finished = events[-1].finished
    assert finished.usage.images == 2 and finished.route.provider == "builtin"


async def test_links(painting: Any, stage: Stage) -> None:
    request = pb.PaintRequest(prompt="月亮", width=64, height=64, delivery=pb.DELIVERY_LINK)
    events = [event async for event in painting.Paint(request, metadata=stage.auth)]
    (found,) = [event.picture for event in events if event.WhichOneof("kind") == "picture"]
    assert found.data == b""

    def open_link() -> httpx.Response:
        return httpx.get(found.url, trust_env=False, verify=False, timeout=60)

    assert (await asyncio.to_thread(open_link)).content.startswith(b"\x89PNG")
    with stage.server.client(stage.bobs_key) as bob:
        assert bob.get("/api/pictures").json()["items"] == [], "it is in its painter's gallery alone"


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        (pb.PaintRequest(prompt=" "), "prompt"),
        (pb.PaintRequest(prompt="x", count=99), "n"),
        (pb.PaintRequest(prompt="x", width=100_000), "width"),
        (pb.PaintRequest(prompt="x", images=[common_pb2.Image(url="http://127.0.0.1/p.png")]), "images"),
        (pb.PaintRequest(prompt="x", images=[common_pb2.Image(data=b"no picture")]), "images"),
        (
            pb.PaintRequest(
                prompt="x",
                images=[common_pb2.Image(data=picture(8, 8))],
                mask=common_pb2.Image(data=b"no"),
            ),
            "mask",
        ),
    ],
)
async def test_wrong_requests(painting: Any, stage: Stage, request_: pb.PaintRequest, param: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await painting.Paint(request_, metadata=stage.auth).read()
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert ("huahua-error-param", param) in list(caught.value.trailing_metadata())
