"""Rules for content on real calls: stopped before and during, noted for a person, judged by models."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huahua.gateway.domain.calls import Task
from huahua.infra.db import Database
from huahua.privacy.findings import Finding
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.ports import FindingFilter
from huahua.privacy.rules.lists import Direction, Judge, JudgeKind, RuleList, Tier
from tests.integration.gateway.conftest import row
from tests.integration.privacy.conftest import Guarded, MakeGuarded

BLOCK = RuleList("forbidden", Tier.BLOCK, words=("违禁词", "badword"), allow=("违禁词典",))
REVIEW = RuleList("doubtful", Tier.REVIEW, words=("可疑",))
LOG = RuleList("noted", Tier.LOG, patterns=(r"code-\d{4}",))


@pytest.fixture
async def gateway_db(db: Database) -> Database:
    """Every kind of database."""
    return db


@pytest.fixture
async def guarded(make_guarded: MakeGuarded) -> Guarded:
    return await make_guarded([], [BLOCK, REVIEW, LOG])


def ask(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "gpt", "max_tokens": 9, "messages": [{"role": "user", "content": text}], **more}


async def found(guarded: Guarded) -> list[Finding]:
    return await guarded.store.find(FindingFilter(), None, 50)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_request_is_stopped_in_every_dialect(guarded: Guarded, stream: bool) -> None:
    client = guarded.gateway.client
    answer = await client.post("/v1/chat/completions", ask("x 違*禁*詞 y", stream=stream))
    error = answer.json["error"]
    assert (answer.status, error["code"], error["type"]) == (400, "content_blocked", "invalid_request_error")
    assert "'forbidden'" in error["message"] and "違" not in error["message"]
    answer = await client.post("/v1/messages", ask("b a d w o r d", stream=stream))
    assert (answer.status, answer.json["error"]["code"]) == (400, "content_blocked")
    answer = await client.post("/v1/responses", {"model": "gpt", "input": "badword", "stream": stream})
    assert (answer.status, answer.json["error"]["code"]) == (400, "content_blocked")
    body = {"contents": [{"parts": [{"text": "badword"}]}]}
    answer = await client.post("/v1beta/models/gpt:generateContent", body)
    assert answer.status == 400 and "CONTENT_BLOCKED" in answer.body.decode()
    assert guarded.openai.requests == []
    kept = await found(guarded)
    assert {finding.tier for finding in kept} == {Tier.BLOCK}
    assert all(finding.stopped and finding.direction is Direction.INPUT for finding in kept)


async def test_an_allowed_phrase_passes(guarded: Guarded) -> None:
    assert (await guarded.gateway.client.post("/v1/chat/completions", ask("违禁词典"))).status == 200
    assert await found(guarded) == []


async def test_an_answer_is_stopped(guarded: Guarded) -> None:
    guarded.openai.say = "fine so far, then badword and more"
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("hello"))
    assert (answer.status, answer.json["error"]["code"]) == (400, "content_blocked")
    (finding,) = await found(guarded)
    assert (finding.direction, finding.user_id, finding.model) == (Direction.OUTPUT, "usr_alice", "gpt")


async def test_a_streamed_answer_ends_with_one_error(guarded: Guarded) -> None:
    guarded.openai.say = "fine so far, then b.a.d.w.o.r.d and more"
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("hello", stream=True))
    *chunks, error = [json.loads(event) for event in answer.events]
    said = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    assert error["error"]["code"] == "content_blocked"
    assert said == "fine so far, then "
    answer = await guarded.gateway.client.post("/v1/messages", ask("hello", stream=True))
    *events, error = [json.loads(event) for event in answer.events]
    assert (error["type"], error["error"]["code"]) == ("error", "content_blocked")
    assert "b.a.d" not in json.dumps(events)
    assert "more" not in answer.body.decode()
    (finding,) = await found(guarded)
    assert (finding.stopped, finding.direction, finding.count) == (True, Direction.OUTPUT, 2)


async def test_review_and_log_let_pass(guarded: Guarded) -> None:
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("可疑 code-1234", stream=True))
    assert answer.status == 200 and answer.events[-1] == "[DONE]"
    kept = {(finding.rule, finding.direction): finding for finding in await found(guarded)}
    assert set(kept) == {
        ("doubtful", Direction.INPUT),
        ("doubtful", Direction.OUTPUT),
        ("noted", Direction.INPUT),
        ("noted", Direction.OUTPUT),
    }
    assert not any(finding.stopped for finding in kept.values())
    await guarded.gateway.client.post("/v1/chat/completions", ask("可疑 code-1234"))
    again = await found(guarded)
    assert len(again) == 4 and {finding.count for finding in again} == {2}


async def test_findings_show_no_personal_data(guarded: Guarded) -> None:
    await guarded.gateway.client.post("/v1/chat/completions", ask("可疑 13800138000"))
    for finding in await found(guarded):
        assert "13800138000" not in finding.excerpt and "13800138000" in finding.original


async def test_rules_hold_for_whom_they_name(make_guarded: MakeGuarded) -> None:
    lists = [
        RuleList("a", Tier.BLOCK, words=("alpha",), roles=frozenset({"administrator"})),
        RuleList("b", Tier.BLOCK, words=("beta",), models=frozenset({"claude"})),
        RuleList("c", Tier.BLOCK, words=("gamma",), directions=frozenset({Direction.OUTPUT})),
    ]
    guarded = await make_guarded([], lists)
    client = guarded.gateway.client
    assert (await client.post("/v1/chat/completions", ask("alpha beta"))).status == 200
    assert (await client.post("/v1/messages", ask("beta", model="claude"))).status == 400
    before = len(guarded.openai.requests)
    assert (await client.post("/v1/chat/completions", ask("gamma"))).status == 400
    assert len(guarded.openai.requests) == before + 1


async def test_masking_and_rules_together(make_guarded: MakeGuarded) -> None:
    """Rules look at what people said and get, models at what is masked."""
    guarded = await make_guarded(
        [MaskingPolicy("all")], [RuleList("p", Tier.LOG, patterns=(r"\b138\d{8}\b",))]
    )
    text = "ring 13800138000 soon"
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask(text, stream=True))
    chunks = [json.loads(event) for event in answer.events if event != "[DONE]"]
    said = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    assert said == text
    assert "13800138000" not in guarded.sent
    assert {finding.direction for finding in await found(guarded)} == set(Direction)


async def test_a_model_that_judges(make_guarded: MakeGuarded) -> None:
    judge = Judge("guardian", JudgeKind.CHAT, guideline="nothing about weather")
    lists = [RuleList("judged", Tier.BLOCK, judge=judge, directions=frozenset({Direction.INPUT}))]
    guarded = await make_guarded([MaskingPolicy("all")], lists, rows=[row("guardian", "judge-model")])
    client = guarded.gateway.client
    guarded.openai.say = "BLOCKED: it is about weather"
    answer = await client.post("/v1/chat/completions", ask("rain? ask 13800138000"))
    assert (answer.status, answer.json["error"]["code"]) == (400, "content_blocked")
    (asked,) = guarded.openai.requests
    assert asked.json["model"] == "judge-model" and "13800138000" not in asked.body.decode()
    assert "nothing about weather" in asked.json["messages"][0]["content"]
    (finding,) = await found(guarded)
    assert finding.original.startswith("it is about weather: ")
    guarded.openai.say = "ALLOWED"
    assert (await client.post("/v1/chat/completions", ask("sun?"))).status == 200


async def test_moderations_judge(make_guarded: MakeGuarded) -> None:
    lists = [
        RuleList("moderated", Tier.BLOCK, judge=Judge("guardian"), directions=frozenset({Direction.INPUT}))
    ]
    rows = [row("guardian", "omni-moderation", tasks=frozenset({Task.MODERATION}))]
    guarded = await make_guarded([], lists, rows=rows)
    answer = await guarded.gateway.client.post("/v1/chat/completions", ask("hello"))
    asked = [request.path for request in guarded.openai.requests]
    assert asked[0] == "/v1/moderations"
    assert answer.status == (200 if len(asked) == 2 else 400)


@pytest.mark.parametrize(("strict", "status"), [(False, 200), (True, 400)])
async def test_a_judge_that_is_away(make_guarded: MakeGuarded, strict: bool, status: int) -> None:
    lists = [RuleList("judged", Tier.BLOCK, judge=Judge("nobody", strict=strict))]
    guarded = await make_guarded([], lists)
    assert (await guarded.gateway.client.post("/v1/chat/completions", ask("hello"))).status == status
