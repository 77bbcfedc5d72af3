"""OpenAI's images API over the local painter, as HuaHua asks it: here with a painter that only remembers."""

from __future__ import annotations

import base64
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from huahua.gateway.api import (
    ImageCapabilities,
    ImageReply,
    ImageRequest,
    ImageResult,
    Quality,
    UpstreamBroken,
    Usage,
)
from huahua.painting.engines.diffusers.serving import MAX_BODY_BYTES, ImagesApi

PICTURE = b"\x89PNG picture"


class Remembering:
    def __init__(self) -> None:
        self.asked: list[tuple[str, ImageRequest]] = []

    async def list_models(self) -> list[str]:
        return ["sd15"]

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return ImageCapabilities(seed=True, edit=True) if model == "sd15" else None

    async def paint(self, model: str, request: ImageRequest, _progress: Any) -> ImageReply:
        self.asked.append((model, request))
        if request.prompt == "fail":
            raise UpstreamBroken("no memory")
        one = ImageResult(PICTURE, "image/png", 64, 32, seed=7)
        return ImageReply((one,) * request.count, Usage(images=request.count))


@pytest.fixture
def painter() -> Remembering:
    return Remembering()


@pytest.fixture
def client(painter: Remembering) -> httpx.AsyncClient:
    api = ImagesApi(painter, "secret")  # type: ignore[arg-type]

    async def handle(request: Request) -> Response:
        return await api.handle(request)

    app = Starlette(routes=[Route("/{path:path}", handle, methods=["GET", "POST"])])
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://ray",
        headers={"authorization": "Bearer secret"},
    )


async def test_pictures_from_words(client: httpx.AsyncClient, painter: Remembering) -> None:
    assert (await client.get("/v1/models")).json()["data"][0]["id"] == "sd15"
    body = {"model": "sd15", "prompt": "a boat", "n": 2, "size": "64x32", "seed": 7, "quality": "high"}
    reply = (await client.post("/v1/images/generations", json=body | {"steps": 9})).json()
    assert [base64.b64decode(one["b64_json"]) for one in reply["data"]] == [PICTURE, PICTURE]
    model, asked = painter.asked[0]
    assert (model, asked.count, asked.width, asked.height, asked.seed) == ("sd15", 2, 64, 32, 7)
    assert asked.quality is Quality.HIGH and asked.parameters == {"steps": 9}


async def test_edits_come_as_a_form(client: httpx.AsyncClient, painter: Remembering) -> None:
    files = {"image": ("a.png", b"source", "image/png")}
    data = {"model": "sd15", "prompt": "greener", "strength": "0.5", "n": "1"}
    assert (await client.post("/v1/images/edits", data=data, files=files)).status_code == 200
    asked = painter.asked[0][1]
    assert asked.images[0].data == b"source" and asked.strength == 0.5 and asked.mask is None
    masked = {**files, "mask": ("m.png", b"mask", "image/png")}
    refused = await client.post("/v1/images/edits", data=data, files=masked)
    assert (refused.status_code, refused.json()["error"]["param"]) == (422, "mask")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"model": "other", "prompt": "x"}, 404),
        ({"model": "sd15"}, 400),
        ({"model": "sd15", "prompt": ""}, 400),
        ({"model": "sd15", "prompt": "x", "n": 1000}, 400),
        ({"model": "sd15", "prompt": "x", "n": True}, 400),
        ({"model": "sd15", "prompt": "x", "size": "big"}, 400),
        ({"model": "sd15", "prompt": "x", "strength": 2}, 400),
        ({"model": "sd15", "prompt": "x", "seed": "nan"}, 400),
        ({"model": "sd15", "prompt": "fail"}, 502),
        ([1], 400),
    ],
)
async def test_refusals_in_openais_shape(client: httpx.AsyncClient, body: Any, status: int) -> None:
    reply = await client.post("/v1/images/generations", json=body)
    assert reply.status_code == status and reply.json()["error"]["message"]


async def test_strangers_and_endless_bodies_are_turned_away(client: httpx.AsyncClient) -> None:
    wrong = {"authorization": "Bearer wrong"}
    assert (await client.get("/v1/models", headers=wrong)).status_code == 401
    assert (await client.get("/v1/elsewhere")).status_code == 404
    large = {"content-length": str(MAX_BODY_BYTES + 1)}
    assert (await client.post("/v1/images/generations", content=b"{}", headers=large)).status_code == 413

    async def endless() -> Any:
        yield b"{"

    assert (await client.post("/v1/images/generations", content=endless())).status_code == 411


def test_the_deployment_is_put_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Ray, which is large: what it is asked for."""
    asked: dict[str, Any] = {}

    class Deployment:
        def bind(self, *what: Any) -> str:
            asked["bound"] = what
            return "application"

    def deployment(target: Any, **options: Any) -> Deployment:
        asked.update(options, target=target)
        return Deployment()

    ray, serve = ModuleType("ray"), ModuleType("ray.serve")
    vars(serve).update(deployment=deployment, Application=str)
    vars(ray).update(serve=serve)
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.setitem(sys.modules, "ray.serve", serve)
    file = Path(__file__).parents[3] / "deploy/ray/app.py"
    spec = importlib.util.spec_from_file_location("ray_app", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.build({"folder": str(tmp_path), "batch": "4", "gpus": "0"}) == "application"
    assert asked["bound"] == ("local:.", str(tmp_path), 4, 50)
    assert asked["max_ongoing_requests"] == 12 and asked["ray_actor_options"] == {"num_gpus": 0.0}
    assert asked["autoscaling_config"]["target_ongoing_requests"] == 4
    module.Studio("local:.", str(tmp_path), 4, 50)
