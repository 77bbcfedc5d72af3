"""Trained styles over gRPC: `huahua.v1.Painting` with `extra.adapters`, on a real channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf import json_format, struct_pb2

from huahua.gateway.grpc.gen import painting_pb2 as pb
from huahua.gateway.grpc.gen import painting_pb2_grpc
from tests.browser.upstream import InThread
from tests.integration.grpc.conftest import BOB, free_port
from tests.running_server import RunningServer
from tests.simulators.lora import lora_file, made_for, model_folder
from tests.simulators.painters.a1111 import A1111Simulator


@dataclass(frozen=True, slots=True)
class Easel:
    server: RunningServer
    target: str
    sim: A1111Simulator
    key: str
    bobs_key: str

    def style(self, width: int) -> str:
        """The id of a new style of the administrator's."""
        files = {"file": ("ink.safetensors", lora_file(shapes=made_for(width)))}
        with self.server.client(self.key) as api:
            given = {"name": "Ink", "trigger": "huaink", "licence": "CC0"}
            return str(api.post("/api/styles", data=given, files=files).raise_for_status().json()["id"])

    def prompts(self) -> list[str]:
        return [each.json["prompt"] for each in self.sim.requests if each.path.endswith("2img")]


@pytest.fixture(scope="module")
def easel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Easel]:
    folder, port, sim = tmp_path_factory.mktemp("grpc-styles"), free_port(), A1111Simulator()
    models = model_folder(folder / "models" / "sd15").parent
    with InThread(sim):
        config = {
            "server": {"grpc_port": port},
            "local": {"folders": [str(models)]},
            "providers": [
                {"name": "easel", "kind": "a1111", "base_url": sim.base_url, "allow_private": True},
                {"name": "here", "kind": "diffusers", "base_url": f"local:{models}"},
            ],
            "models": [
                {"name": "easel", "provider": "easel", "model": "dream", "tasks": ["painting"]},
                {"name": "old", "provider": "here", "model": "sd15", "tasks": ["painting"]},
            ],
        }
        with RunningServer(folder, config=config) as server:
            made = server.run("user", "create", "--email", BOB, "--password", "a long password")
            assert made.returncode == 0, made.stderr
            yield Easel(server, f"127.0.0.1:{port}", sim, server.make_key(), server.make_key(BOB))


async def painted(easel: Easel, adapters: Any, model: str = "easel", key: str | None = None) -> list[Any]:
    extra = json_format.ParseDict({"adapters": adapters}, struct_pb2.Struct())
    request = pb.PaintRequest(model=model, prompt="a boat", width=64, height=64, extra=extra)
    auth = (("authorization", f"Bearer {key or easel.key}"),)
    async with grpc.aio.insecure_channel(easel.target) as channel:
        stub = painting_pb2_grpc.PaintingStub(channel)
        return [event async for event in stub.Paint(request, metadata=auth)]


async def refused(easel: Easel, adapters: Any, **more: Any) -> tuple[grpc.StatusCode, dict[str, str], str]:
    before = len(easel.prompts())
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await painted(easel, adapters, **more)
    assert len(easel.prompts()) == before, "nobody was asked"
    told = {str(name): str(value) for name, value in caught.value.trailing_metadata() or ()}
    return caught.value.code(), told, caught.value.details() or ""


async def test_a_style_is_painted_with_and_its_words_are_said(easel: Easel) -> None:
    style = easel.style(768)
    events = await painted(easel, [{"id": style, "weight": 0.5}])
    assert [event.picture.width for event in events if event.WhichOneof("kind") == "picture"] == [64]
    assert easel.prompts()[-1] == f"huaink, a boat <lora:{style}:0.5>"
    await painted(easel, [style])
    assert easel.prompts()[-1] == f"huaink, a boat <lora:{style}:1>"


async def test_nobody_elses_style_is_there(easel: Easel) -> None:
    code, told, _ = await refused(easel, [easel.style(768)], key=easel.bobs_key)
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert (told["huahua-error-code"], told["huahua-error-param"]) == ("style_not_found", "adapters")


async def test_a_style_of_another_kind_of_model_is_refused(easel: Easel) -> None:
    code, told, words = await refused(easel, [easel.style(2048)], model="old")
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert (told["huahua-error-code"], told["huahua-error-param"]) == ("style_does_not_fit", "adapters")
    assert "Stable Diffusion XL" in words


@pytest.mark.parametrize("adapters", ["ink", [{"name": "ink"}], [{"id": "ink", "weight": "much"}], [5]])
async def test_what_is_no_list_of_styles_is_refused(easel: Easel, adapters: Any) -> None:
    code, told, _ = await refused(easel, adapters)
    assert code is grpc.StatusCode.INVALID_ARGUMENT
    assert told["huahua-error-param"] == "extra.adapters"
