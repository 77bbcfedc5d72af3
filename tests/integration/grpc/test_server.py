"""The server around the services: reflection, health, generated code, start and end."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2
from scripts.proto import TARGET, generate

from huahua.gateway.grpc.gen import chat_pb2_grpc
from tests.integration.grpc.conftest import Stage, Upstream, config, free_port
from tests.integration.grpc.test_chat import ask
from tests.running_server import RunningServer

SERVICES = ["huahua.v1.Chat", "huahua.v1.Painting"]


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
async def test_reflection(channel: grpc.aio.Channel, version: str) -> None:
    info = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="huahua.v1.Chat"),
    ]
    listed, file = [answer async for answer in info(iter(asked))]
    names = [service.name for service in listed.list_services_response.service]
    assert {*SERVICES, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= set(names)
    assert b"ChatRequest" in b"".join(file.file_descriptor_response.file_descriptor_proto)


@pytest.mark.parametrize("service", ["", *SERVICES])
async def test_health(channel: grpc.aio.Channel, service: str) -> None:
    health = health_pb2_grpc.HealthStub(channel)
    answer = await health.Check(health_pb2.HealthCheckRequest(service=service))
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_the_generated_code_is_that_of_the_protos(tmp_path: Path) -> None:
    """But for the versions of the tools that wrote it."""
    generate(tmp_path / "gen")
    fresh = {path.name: _plain(path) for path in (tmp_path / "gen").iterdir()}
    checked_in = {path.name: _plain(path) for path in TARGET.iterdir() if path.is_file()}
    assert fresh == checked_in, "run `make proto`"


def _plain(path: Path) -> str:
    text = re.sub(r"ValidateProtobufRuntimeVersion\(.*?\)\n", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"\d+\.\d+\.\d+", "", text)


async def test_two_processes_share_the_port_and_cut_what_runs_on_at_the_limit(tmp_path: Path) -> None:
    upstream, port = Upstream(), free_port()
    upstream.start()
    try:
        settings = config(upstream.sim, port)
        settings["server"] |= {"shutdown_s": 1, "workers": 2}
        with RunningServer(tmp_path, config=settings) as server:
            auth = (("authorization", f"Bearer {server.make_key()}"),)
            server.wait_for_output("grpc_started", times=2)
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                chat = chat_pb2_grpc.ChatStub(channel)
                call = chat.Stream(ask("fail-stall"), metadata=auth)
                assert (await call.read()).WhichOneof("kind") == "started"
                server.signal(signal.SIGTERM)
                with pytest.raises(grpc.aio.AioRpcError) as caught:
                    while await call.read() is not grpc.aio.EOF:
                        pass
                assert caught.value.code() in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}
                await upstream.gone()
            server.wait()
            assert "Traceback" not in "".join(server.output)
    finally:
        upstream.stop()


async def test_a_call_that_runs_is_finished_before_the_server_ends(tmp_path: Path) -> None:
    upstream, port = Upstream(), free_port()
    upstream.start()
    try:
        with RunningServer(tmp_path, config=config(upstream.sim, port)) as server:
            auth = (("authorization", f"Bearer {server.make_key()}"),)
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                chat = chat_pb2_grpc.ChatStub(channel)
                call = chat.Stream(ask("fountain"), metadata=auth)
                assert (await call.read()).WhichOneof("kind") == "started"
                server.signal(signal.SIGTERM)
                with pytest.raises(grpc.aio.AioRpcError) as refused:
                    while True:  # until it takes no more
                        another = chat.Stream(ask("fountain"), metadata=auth)
                        await another.read()
                        another.cancel()
                assert refused.value.code() in {grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE}
                upstream.sim.shut.set()
                kinds = []
                while (event := await call.read()) is not grpc.aio.EOF:
                    kinds.append(event.WhichOneof("kind"))
            assert kinds[-1] == "finished"
            server.wait()
            assert "Traceback" not in "".join(server.output)
    finally:
        upstream.stop()


def test_a_port_that_is_taken_ends_the_start(stage: Stage, tmp_path: Path) -> None:
    port = int(stage.target.rpartition(":")[2])
    with pytest.raises(RuntimeError, match="HUAHUA_SERVER__GRPC_PORT"):
        RunningServer(tmp_path, config={"server": {"grpc_port": port}}).start()
