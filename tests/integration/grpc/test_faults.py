"""What goes wrong: statuses, strangers, clients that leave, are late, or do not read."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import pytest

from huahua.gateway.grpc.gen import chat_pb2 as pb
from huahua.gateway.grpc.gen import chat_pb2_grpc, painting_pb2, painting_pb2_grpc
from tests.integration.grpc.conftest import UPSTREAM_KEY, Stage
from tests.integration.grpc.test_chat import ask

Code = grpc.StatusCode
MUCH_BYTES = 64 * 1024 * 1024
"""Far more than all buffers on the way; what runs ahead gets there soon."""


@pytest.fixture
def chat(channel: grpc.aio.Channel) -> Any:
    return chat_pb2_grpc.ChatStub(channel)


def trailing(fault: grpc.aio.AioRpcError) -> dict[str, str]:
    return {name: str(value) for name, value in fault.trailing_metadata()}


@pytest.mark.parametrize(
    ("model", "code", "name"),
    [
        ("fail-400", Code.INVALID_ARGUMENT, "upstream_refused"),
        ("fail-401", Code.UNAVAILABLE, "upstream_credential"),
        ("fail-429", Code.RESOURCE_EXHAUSTED, "upstream_rate_limited"),
        ("fail-500", Code.UNAVAILABLE, "upstream_error"),
        ("fail-non-json", Code.UNAVAILABLE, "upstream_broken"),
        ("nobody-knows", Code.NOT_FOUND, "model_not_found"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_errors(chat: Any, stage: Stage, model: str, code: Code, name: str, streamed: bool) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        if streamed:
            [_ async for _ in chat.Stream(ask(model), metadata=stage.auth)]
        else:
            await chat.Complete(ask(model), metadata=stage.auth)
    told = trailing(caught.value)
    assert (caught.value.code(), told["huahua-error-code"]) == (code, name)
    assert told["x-request-id"].startswith("req_")
    assert UPSTREAM_KEY not in str(caught.value)
    if model == "fail-429":
        assert told["retry-after"] == "17"


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        (pb.ChatRequest(model="talk"), "messages"),
        (pb.ChatRequest(model="talk", messages=[pb.Message()]), "messages.role"),
        (pb.ChatRequest(model="talk", messages=[pb.Message(role=2, parts=[pb.Part()])]), "messages.parts"),
        (ask(chunking=pb.CHUNKING_SENTENCE), "chunking"),
    ],
)
async def test_wrong_requests(chat: Any, stage: Stage, request_: pb.ChatRequest, param: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await chat.Complete(request_, metadata=stage.auth)
    assert caught.value.code() is Code.INVALID_ARGUMENT
    assert trailing(caught.value)["huahua-error-param"] == param


async def test_wrong_metadata_and_extra_fields(chat: Any, stage: Stage) -> None:
    clash, odd = ask(), ask()
    clash.extra.update({"model": "other"})
    odd.extra.update({"user": float("nan")})
    metadata = (*stage.auth, ("x-huahua-priority", "first"))
    for request, given in ((clash, stage.auth), (odd, stage.auth), (ask(), metadata)):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await chat.Complete(request, metadata=given)
        assert caught.value.code() is Code.INVALID_ARGUMENT


async def test_a_message_over_the_limit_is_refused(chat: Any, stage: Stage) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await chat.Complete(ask(words="x" * (2 * 1024 * 1024)), metadata=stage.auth)
    assert caught.value.code() is Code.RESOURCE_EXHAUSTED
    assert stage.upstream.sim.requests == []


@pytest.mark.parametrize(
    "metadata", [(), (("authorization", "Bearer sk-wrong"),), (("authorization", "sk-no-scheme"),)]
)
async def test_a_stranger_is_refused(
    chat: Any, channel: grpc.aio.Channel, stage: Stage, metadata: Any
) -> None:
    painting = painting_pb2_grpc.PaintingStub(channel)
    for call in (
        chat.Complete(ask(), metadata=metadata),
        chat.Stream(ask(), metadata=metadata).read(),
        painting.Paint(painting_pb2.PaintRequest(prompt="x"), metadata=metadata).read(),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
        assert caught.value.code() is Code.UNAUTHENTICATED
        assert trailing(caught.value)["huahua-error-code"] == "invalid_api_key"
    assert stage.upstream.sim.requests == []


@pytest.mark.parametrize("chunking", [pb.CHUNKING_UNSPECIFIED, pb.CHUNKING_SENTENCE])
async def test_a_break_in_mid_stream_comes_after_the_words(chat: Any, stage: Stage, chunking: Any) -> None:
    words = ""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        async for event in chat.Stream(ask("fail-cut-body", chunking=chunking), metadata=stage.auth):
            words += event.text
    assert caught.value.code() is Code.UNAVAILABLE
    assert words.startswith("海上生明月。")


async def test_a_call_that_is_cancelled_cancels_the_upstream_call(chat: Any, stage: Stage) -> None:
    call = chat.Stream(ask("fail-stall"), metadata=stage.auth)
    while (await call.read()).WhichOneof("kind") != "text":
        pass
    call.cancel()
    await stage.upstream.gone()


async def test_a_deadline_ends_the_upstream_call(chat: Any, stage: Stage) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await chat.Complete(ask("fail-slow-first-byte"), metadata=stage.auth, timeout=0.5)
    assert caught.value.code() is Code.DEADLINE_EXCEEDED
    await stage.upstream.gone()


async def test_who_does_not_read_holds_the_upstream_back(chat: Any, stage: Stage) -> None:
    sim = stage.upstream.sim
    before = sim.poured_bytes
    call = chat.Stream(ask("fountain"), metadata=stage.auth)
    await call.read()
    still = 0
    while still < 20:
        poured = sim.poured_bytes
        assert poured - before < MUCH_BYTES
        await asyncio.gather(*(chat.Complete(ask(), metadata=stage.auth) for _ in range(2)))
        still = still + 1 if sim.poured_bytes == poured else 0
    held = sim.poured_bytes
    for _ in range(2 * (held - before) // 24_000):  # all that was on its way, and more
        await call.read()
    assert sim.poured_bytes > held, "it goes on when the reader does"
    call.cancel()


async def test_a_reply_that_was_kept_for_one_is_not_anothers(chat: Any, stage: Stage) -> None:
    keep = ("x-huahua-cache", "on")
    first = await chat.Complete(ask(words="whose?"), metadata=(*stage.auth, keep))
    again = await chat.Complete(ask(words="whose?"), metadata=(*stage.auth, keep))
    bobs = await chat.Complete(ask(words="whose?"), metadata=(*stage.auth_of_bob, keep))
    assert [reply.route.cache for reply in (first, again, bobs)] == ["miss", "hit", "miss"]
    with stage.server.client(stage.bobs_key) as client:
        lines = client.get("/api/usage").json()["lines"]["items"]
    assert [line["id"] for line in lines] == [bobs.request_id]
