"""A client that stops reading for good."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import grpc
import pytest

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Caller, Dialect, StreamEvent
from huahua.gateway.domain.money import Receipt
from huahua.gateway.domain.route import Route
from huahua.gateway.grpc import service as edge
from huahua.gateway.grpc.gen import chat_pb2_grpc
from huahua.gateway.grpc.server import GrpcServer
from huahua.gateway.outcomes import ChatStream
from tests.integration.grpc.test_chat import ask


async def test_its_call_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "STALLED_S", 0.3)
    ended = asyncio.Event()
    words = b'{"choices":[{"index":0,"delta":{"content":"' + b"water " * 4000 + b'"}}]}'

    async def flow() -> Any:
        while True:
            yield StreamEvent(Dialect.OPENAI, words)

    async def end(_fault: BaseException | None) -> None:
        ended.set()

    async def stream(*_: Any) -> ChatStream:
        route = Route("talk", "up", "talk", "only", builtin=False)
        return ChatStream(None, flow(), route, Dialect.OPENAI, end, Receipt())

    async def authenticate(_: Any) -> Caller:
        return Caller("usr_alice", "user", "key_alice")

    server = GrpcServer(SimpleNamespace(limits=GatewayLimits(), stream=stream), authenticate)  # type: ignore[arg-type]
    port = await server.start("127.0.0.1", 0)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = chat_pb2_grpc.ChatStub(channel).Stream(ask())
        await call.read()
        await asyncio.wait_for(ended.wait(), 20)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            while await call.read() is not grpc.aio.EOF:
                pass
        assert caught.value.code() is grpc.StatusCode.CANCELLED
    await server.stop(0)
