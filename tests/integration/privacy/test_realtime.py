"""Conversations over a WebSocket under policies and rules."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import ModelConfig
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.rules.lists import Direction, RuleList, Tier
from tests.integration.gateway.conftest import row
from tests.integration.gateway.test_realtime import Talk, talking
from tests.integration.privacy.conftest import Guarded, MakeGuarded
from tests.integration.privacy.test_rules import found

PHONE = "13800138000"
SOUND = base64.b64encode(b"RIFF").decode()
SPOKEN = "response.output_audio_transcript"
APPEND = {"type": "input_audio_buffer.append", "audio": SOUND}
ITEM_OF_SOUND = {
    "type": "conversation.item.create",
    "item": {"type": "message", "role": "user", "content": [{"type": "input_audio", "audio": SOUND}]},
}


def live(**fields: Any) -> ModelConfig:
    return row("live", "gpt-realtime-echo", tasks=frozenset({Task.REALTIME}), **fields)


def told(text: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": text}]
    return {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "user", "content": content},
    }


async def begin(talk: Talk) -> None:
    assert (await talk.next())["type"] == "websocket.accept"
    assert (await talk.event())["type"] == "session.created"


async def until(talk: Talk, kind: str) -> list[Any]:
    events = [await talk.event()]
    while events[-1]["type"] != kind:
        events.append(await talk.event())
    return events


def heard(guarded: Guarded) -> list[Any]:
    found: list[Any] = guarded.openai.heard  # type: ignore[attr-defined]
    return found


async def test_texts_are_masked_and_put_back(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded([MaskingPolicy("all")], rows=[live()])
    async with talking(guarded.gateway) as talk:
        await begin(talk)
        talk.say(type="session.update", session={"instructions": f"You serve {PHONE}."})
        assert (await talk.event())["session"]["instructions"] == f"You serve {PHONE}."
        for text in (f"ring {PHONE} or a@example.com", f"again {PHONE}"):
            talk.say(**told(text))
            talk.say(type="response.create", response={"instructions": f"Mind {PHONE}"})
            events = await until(talk, "response.done")
            said = [event["delta"] for event in events if event["type"] == f"{SPOKEN}.delta"]
            called = [e["delta"] for e in events if e["type"] == "response.function_call_arguments.delta"]
            assert "".join(said) == text
            assert "".join(called) == f'{{"to": "{text}"}}'
            assert next(e for e in events if e["type"] == f"{SPOKEN}.done")["transcript"] == text
            assert events[-1]["response"]["output"][0]["content"][0]["transcript"] == text
            assert {e["delta"] for e in events if e["type"] == "response.output_audio.delta"} == {"UklGRg=="}
    sent = str(heard(guarded))
    assert PHONE not in sent and "a@example.com" not in sent
    assert sent.count("[PHONE_1]") == 5 and "[PHONE_2]" not in sent


@pytest.mark.parametrize("event", [APPEND, ITEM_OF_SOUND])
async def test_sound_is_refused_unless_the_policy_lets_it_pass(
    make_guarded: MakeGuarded, event: dict[str, Any]
) -> None:
    guarded = await make_guarded([MaskingPolicy("all")], rows=[live()])
    async with talking(guarded.gateway) as talk:
        await begin(talk)
        talk.say(**event)
        refused = await talk.event()
        assert (refused["type"], refused["error"]["code"]) == ("error", "cannot_mask")
        talk.incoming.put_nowait({"type": "websocket.receive", "bytes": b"RIFF"})
        assert (await talk.event())["error"]["code"] == "cannot_mask"
        talk.say(**told("hello"))
        talk.say(type="response.create")
        await until(talk, "response.done")
    assert [one["type"] for one in heard(guarded)] == ["conversation.item.create", "response.create"]

    guarded.shield.policies = (MaskingPolicy("all", audio=True),)
    async with talking(guarded.gateway) as talk:
        await begin(talk)
        talk.say(**event)
        talk.say(type="session.update", session={"instructions": PHONE})
        await until(talk, "session.updated")
    assert heard(guarded)[0] == event
    assert PHONE not in str(heard(guarded))


async def test_nothing_is_masked_before_a_model_that_is_near(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded([MaskingPolicy("all")], rows=[live(near=True)])
    async with talking(guarded.gateway) as talk:
        await begin(talk)
        talk.say(**APPEND)
        talk.say(type="session.update", session={"instructions": PHONE})
        await until(talk, "session.updated")
    assert PHONE in str(heard(guarded))


async def test_what_a_rule_stops_does_not_reach_the_model(make_guarded: MakeGuarded) -> None:
    rules = RuleList("house", Tier.BLOCK, words=("secret plan",), directions=frozenset({Direction.INPUT}))
    guarded = await make_guarded(lists=[rules], rows=[live()])
    async with talking(guarded.gateway) as talk:
        await begin(talk)
        talk.say(**told("the secret plan"))
        refused = await talk.event()
        assert (refused["type"], refused["error"]["code"]) == ("error", "content_blocked")
        talk.say(**told("the weather"))
        talk.say(type="response.create")
        await until(talk, "response.done")
    assert "secret" not in str(heard(guarded))
    (finding,) = await found(guarded)
    assert finding.rule == "house" and finding.stopped


async def test_an_answer_that_a_rule_stops_ends_with_an_error(make_guarded: MakeGuarded) -> None:
    rules = RuleList("house", Tier.BLOCK, words=("secret plan",), directions=frozenset({Direction.OUTPUT}))
    guarded = await make_guarded(lists=[rules], rows=[live()])
    async with talking(guarded.gateway) as talk:
        await begin(talk)
        talk.say(**told("here is the secret plan of all"))
        talk.say(type="response.create")
        events = await until(talk, "response.done")
        kinds = [event["type"] for event in events]
        assert kinds.count("error") == 1
        assert set(kinds[kinds.index("error") :]) == {"error", "response.done"}, "nor any of its sound"
        assert "plan" not in str([event for event in events if event["type"] != "error"])
        done = events[-1]["response"]
        assert (done["status"], done["output"]) == ("incomplete", [])
        talk.say(**told("the weather"))
        talk.say(type="response.create")
        events = await until(talk, "response.done")
        assert events[-1]["response"]["status"] == "completed"
    assert {"type": "response.cancel", "response_id": "resp_2"} in heard(guarded)
