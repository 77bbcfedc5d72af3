"""The fast lane, and the product's own chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huahua.boot.bindings.chat_model import GatewayModel
from huahua.boot.bindings.guard import PrivacyGuard, is_this_machine
from huahua.chat.domain.modelling import Asker, ModelRequest, TextDelta
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.ports import NoJudges, Saved
from huahua.privacy.service.shield import Shield
from tests.integration.boot.lane_stage import lane_stage, request
from tests.integration.privacy.conftest import MakeGuarded

PHONE = "13800138000"


class NothingSaved:
    """Port `PrivacyStore`, as far as calls need it."""

    async def load(self) -> Saved:
        return Saved((), (), None)


@pytest.mark.parametrize(
    ("policies", "served", "masked"),
    [
        ([], 1, False),
        ([MaskingPolicy("all", enabled=False)], 1, False),
        ([MaskingPolicy("others", users=frozenset({"usr_bob"}))], 1, False),
        ([MaskingPolicy("all")], 0, True),
    ],
)
async def test_the_lane_leaves_to_the_ordinary_way_what_is_to_be_masked(
    policies: list[MaskingPolicy], served: int, masked: bool
) -> None:
    async with lane_stage("ok") as stage:
        shield = Shield(NothingSaved(), policies=policies, judges=NoJudges())  # type: ignore[arg-type]
        guard = PrivacyGuard(shield, stage.lane._parts.registry)
        stage.lane._parts = replace(stage.lane._parts, guard=guard)
        stage.app._service._guard = guard
        peer = await stage.connect()
        body = {"model": "ok", "messages": [{"role": "user", "content": f"ring {PHONE}"}]}
        peer.send(request(body))
        reply = await peer.reply()
        assert reply.status == 200
        assert stage.lane.counts.served == served
        assert (PHONE not in str(stage.upstream.asked)) is masked
        assert ("x-huahua-masked" in reply.headers) is masked
        await peer.close()
        await stage.at_rest()


async def test_the_chat_of_the_product(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded([MaskingPolicy("all")])
    model = GatewayModel(guarded.gateway.service)
    asked = ModelRequest("gpt", [{"role": "user", "content": f"我的手机是{PHONE}"}])
    said = [event async for event in model.stream(Asker("usr_alice", "user"), asked)]
    assert "".join(event.text for event in said if isinstance(event, TextDelta)) == f"我的手机是{PHONE}"
    assert PHONE not in guarded.sent and "[PHONE_1]" in guarded.sent
    assert (await model.complete(Asker("usr_alice", "user"), asked)).text == f"我的手机是{PHONE}"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.5:8000", False),
        ("https://localhost.example.com", False),
        ("https://api.example.com", False),
        ("", False),
    ],
)
def test_this_machine(url: str, here: bool) -> None:
    assert is_this_machine(url) is here
