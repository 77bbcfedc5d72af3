"""Masking, rules and keys that are bound to addresses, over gRPC."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any

import grpc
import pytest

from huahua.gateway.domain.calls import Caller
from huahua.gateway.grpc.callers import host_of
from huahua.gateway.grpc.gen import chat_pb2 as pb
from huahua.gateway.grpc.gen import chat_pb2_grpc
from huahua.gateway.grpc.server import GrpcServer
from huahua.kit.limits import Restrictions
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.rules.lists import RuleList, Tier
from tests.integration.privacy.conftest import Guarded, MakeGuarded

PHONE = "13800138000"
Ask = Callable[[str], Awaitable[str]]


@asynccontextmanager
async def asking(guarded: Guarded, way: str, *networks: str) -> AsyncIterator[Ask]:
    """The answer to a text, asked over gRPC with a key that is bound to `networks`."""
    rules = Restrictions(networks=tuple(map(ip_network, networks)))

    async def authenticate(_headers: Any) -> Caller:
        return Caller("usr_alice", "user", "key_a", restrictions=rules)

    server = GrpcServer(guarded.gateway.service, authenticate)
    port = await server.start("127.0.0.1", 0)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        chat = chat_pb2_grpc.ChatStub(channel)

        async def ask(text: str) -> str:
            message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text=text)])
            request = pb.ChatRequest(model="gpt", messages=[message])
            if way == "whole":
                return "".join(part.text for part in (await chat.Complete(request)).message.parts)
            return "".join([event.text async for event in chat.Stream(request)])

        yield ask
    await server.stop(0)


@pytest.mark.parametrize("way", ["whole", "streamed"])
async def test_masked_and_put_back(make_guarded: MakeGuarded, way: str) -> None:
    guarded = await make_guarded([MaskingPolicy("all")])
    async with asking(guarded, way) as ask:
        assert await ask(f"ring {PHONE}") == f"ring {PHONE}"
    assert PHONE not in guarded.sent and "[PHONE_1]" in guarded.sent


@pytest.mark.parametrize("way", ["whole", "streamed"])
async def test_rules_stop_both_ways(make_guarded: MakeGuarded, way: str) -> None:
    guarded = await make_guarded(lists=[RuleList("house", Tier.BLOCK, words=("badword",))])
    async with asking(guarded, way) as ask:
        for asked, said in (("a badword", None), ("hello", "it was a badword")):
            guarded.openai.say = said
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await ask(asked)
            assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
            assert dict(caught.value.trailing_metadata())["huahua-error-code"] == "content_blocked"
    assert "badword" not in guarded.sent


@pytest.mark.parametrize("way", ["whole", "streamed"])
async def test_keys_that_are_bound_to_addresses(make_guarded: MakeGuarded, way: str) -> None:
    guarded = await make_guarded()
    async with asking(guarded, way, "10.0.0.0/8", "127.0.0.0/8") as ask:
        assert await ask("hello") == "hello"
    async with asking(guarded, way, "10.0.0.0/8") as ask:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await ask("hello")
    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert dict(caught.value.trailing_metadata())["huahua-error-code"] == "key_not_for_address"
    assert len(guarded.openai.requests) == 1


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("ipv4:203.0.113.5:51234", "203.0.113.5"),
        ("ipv6:[2001:db8::1]:51234", "2001:db8::1"),
        ("ipv6:%5B::1%5D:51234", "::1"),
        ("ipv6:%5B::ffff:203.0.113.5%5D:51234", "203.0.113.5"),
        ("unix:/run/x.sock", None),
        ("", None),
    ],
)
def test_peers(peer: str, host: str | None) -> None:
    assert host_of(peer) == host
