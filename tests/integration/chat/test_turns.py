"""Talking: streamed words, the saved message, lists, titles, and what cannot be asked."""

from __future__ import annotations

import asyncio

import pytest

from huahua.chat.api import ModelError, ReasoningDelta, TextDelta
from tests.integration.chat.conftest import ANN, World
from tests.integration.chat.fakes import words


async def test_an_answer_is_streamed_saved_and_titled(world: World) -> None:
    world.model.will_say(words("Hello", ", Ann", "!"))
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "Hi there")
    assert turn["assistant_message"]["status"] == "running"
    assert turn["user_message"]["text"] == "Hi there"
    events = await world.events(turn["run_id"])
    types = [type for type, _ in events]
    assert "".join(data["text"] for type, data in events if type == "text.delta") == "Hello, Ann!"
    assert types.index("run.started") < types.index("text.delta")
    assert types[-1] == "run.succeeded"
    assert types.index("usage") < types.index("message.saved") < types.index("title")
    opened = await world.open(conversation_id)
    question, answer = opened["messages"]
    assert (question["role"], answer["role"]) == ("user", "assistant")
    assert answer["parent_id"] == question["id"]
    assert answer["text"] == "Hello, Ann!"
    assert answer["status"] == "done"
    assert answer["usage"] == {"prompt_tokens": 10, "completion_tokens": 3}
    assert answer["model"] == "test/model"
    assert opened["conversation"]["leaf_id"] == answer["id"]
    assert opened["conversation"]["running_run_id"] is None
    assert opened["conversation"]["title"] == "Hi there"
    assert world.model.requests[0].messages[-1] == {"role": "user", "content": "Hi there"}
    assert world.model.askers[0].user_id == ANN


async def test_reasoning_is_kept_apart_from_the_words(world: World) -> None:
    world.model.will_say([ReasoningDelta("hm, "), ReasoningDelta("yes"), *words("Yes.")])
    conversation_id = await world.new()
    answer = await world.ask(conversation_id, "Is it?")
    assert (answer["reasoning"], answer["text"]) == ("hm, yes", "Yes.")


async def test_what_a_database_cannot_hold_is_cleaned(world: World) -> None:
    world.model.will_say([TextDelta("a\x00b \ud83d"), TextDelta("\ude00 \ud800!"), *words(".")])
    conversation_id = await world.new()
    reply = await world.client.post(
        f"/api/conversations/{conversation_id}/turns",
        content=rb'{"text": "nul \u0000 and \ud800 here"}',
        headers={"content-type": "application/json"},
    )
    assert reply.status_code == 201
    assert reply.json()["user_message"]["text"] == "nul  and \ufffd here"
    await world.events(reply.json()["run_id"])
    answer = await world.message(reply.json()["assistant_message"]["id"], conversation_id)
    assert answer["text"] == "ab \U0001f600 \ufffd!."


async def test_a_reload_in_mid_answer_and_a_second_tab_see_the_same_text(world: World) -> None:
    gate = asyncio.Event()
    world.model.will_say([TextDelta("first half, "), gate, *words("second half")])
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "Tell me")
    early = world.runs.follow(turn["run_id"], ANN)
    seen = ""
    while seen != "first half, ":
        event = await anext(early)
        seen += event.data.get("text", "")
    opened = await world.open(conversation_id)
    assert opened["conversation"]["running_run_id"] == turn["run_id"]
    assert opened["messages"][1]["status"] == "running"
    late = world.runs.follow(turn["run_id"], ANN)  # the page was reloaded
    gate.set()
    rest = "".join([event.data.get("text", "") async for event in early])
    again = "".join([event.data.get("text", "") async for event in late])
    after = "".join(data.get("text", "") for _, data in await world.events(turn["run_id"]))
    saved = (await world.message(turn["assistant_message"]["id"], conversation_id))["text"]
    assert seen + rest == again == after == saved == "first half, second half"


async def test_a_second_turn_at_the_same_time_is_refused(world: World) -> None:
    gate = asyncio.Event()
    world.model.will_say([gate, *words("done")])
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "one")
    reply = await world.client.post(f"/api/conversations/{conversation_id}/turns", json={"text": "two"})
    assert reply.status_code == 409
    assert reply.json()["code"] == "already_answering"
    again = await world.client.post(f"/api/messages/{turn['assistant_message']['id']}/regenerate")
    assert again.status_code == 409
    gate.set()
    await world.events(turn["run_id"])
    assert len((await world.open(conversation_id))["messages"]) == 2


async def test_many_turns_at_once_start_exactly_one(world: World) -> None:
    gate = asyncio.Event()
    world.model.will_say([gate, *words("done")])
    conversation_id = await world.new()
    url = f"/api/conversations/{conversation_id}/turns"
    replies = await asyncio.gather(*(world.client.post(url, json={"text": str(n)}) for n in range(6)))
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409, 409, 409]
    gate.set()
    run_id = next(reply.json()["run_id"] for reply in replies if reply.status_code == 201)
    await world.events(run_id)


async def test_the_same_client_key_is_the_same_turn(world: World) -> None:
    world.model.will_say(words("once"))
    conversation_id = await world.new()
    url = f"/api/conversations/{conversation_id}/turns"
    key = {"Idempotency-Key": "k-1"}
    replies = await asyncio.gather(
        *(world.client.post(url, json={"text": "hello"}, headers=key) for _ in range(3))
    )
    assert [reply.status_code for reply in replies] == [201, 201, 201]
    assert len({reply.json()["run_id"] for reply in replies}) == 1
    await world.events(replies[0].json()["run_id"])
    late = await world.client.post(url, json={"text": "hello"}, headers=key)
    assert late.json()["assistant_message"]["text"] == "once"
    assert len((await world.open(conversation_id))["messages"]) == 2


async def test_an_upstream_that_breaks_off_leaves_the_words_so_far(world: World) -> None:
    fault = ModelError("The provider closed the connection.", code="upstream_broken")
    world.model.will_say([TextDelta("half an ans"), fault])
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "go")
    events = await world.events(turn["run_id"])
    assert events[-1][0] == "run.failed"
    assert events[-1][1]["error"]["code"] == "upstream_broken"
    answer = await world.message(turn["assistant_message"]["id"], conversation_id)
    assert (answer["status"], answer["text"]) == ("failed", "half an ans")
    assert answer["error"] == {"code": "upstream_broken", "message": "The provider closed the connection."}
    world.model.will_say(words("the other half"))
    assert (await world.ask(conversation_id, "go on"))["status"] == "done"
    assert {"role": "assistant", "content": "half an ans"} in world.model.requests[-1].messages


async def test_an_empty_answer_is_a_failure_that_says_so(world: World) -> None:
    world.model.will_say(words())
    answer = await world.ask(await world.new(), "go")
    assert (answer["status"], answer["error"]["code"]) == ("failed", "empty_answer")


async def test_a_fault_of_our_own_fails_the_answer_and_frees_the_conversation(world: World) -> None:
    world.model.will_say([TextDelta("so far"), KeyError("a bug")], words("fine"))
    conversation_id = await world.new()
    answer = await world.ask(conversation_id, "go")
    assert (answer["status"], answer["text"]) == ("failed", "so far")
    assert answer["error"]["code"] == "internal_error"
    assert "bug" not in answer["error"]["message"]
    assert (await world.ask(conversation_id, "again"))["text"] == "fine"


async def test_stop_keeps_what_was_said(world: World) -> None:
    world.model.will_say([TextDelta("the beginning"), asyncio.Event()])
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "long story")
    async for event in world.runs.follow(turn["run_id"], ANN):
        if event.type == "text.delta":
            break
    reply = await world.client.post(f"/api/runs/{turn['run_id']}/cancel")
    assert reply.status_code == 200
    events = await world.events(turn["run_id"])
    assert events[-1][0] == "run.cancelled"
    answer = await world.message(turn["assistant_message"]["id"], conversation_id)
    assert (answer["status"], answer["text"], answer["error"]) == ("cancelled", "the beginning", None)
    assert world.model.streaming == 0, "the upstream call is closed"
    assert (await world.open(conversation_id))["conversation"]["running_run_id"] is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"text": ', 400, "malformed_json"),
        (b'{"text": 7}', 422, "invalid_field"),
        (b"{}", 422, "invalid_field"),
        (b'{"text": "  "}', 422, "empty_text"),
        (b'{"text": "' + b"x" * 1001 + b'"}', 413, "text_too_long"),
        (b'{"text": "a", "attachments": ["img_nobodys"]}', 404, "picture_not_found"),
        (b'{"text": "a", "attachments": ["../etc"]}', 422, "invalid_field"),
        (b'{"text": "a", "model": "no/such"}', 404, "model_not_found"),
        (b'{"text": "a", "parent_id": "msg_nowhere"}', 404, "message_not_found"),
        (b'{"text": "a", "paint": {"aspect": "wide"}}', 422, "invalid_field"),
    ],
)
async def test_bad_input_gets_a_clear_problem(world: World, body: bytes, status: int, code: str) -> None:
    conversation_id = await world.new()
    reply = await world.client.post(
        f"/api/conversations/{conversation_id}/turns",
        content=body,
        headers={"content-type": "application/json"},
    )
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers["content-type"] == "application/problem+json"
    opened = await world.open(conversation_id)
    assert opened["messages"] == []
    assert opened["conversation"]["running_run_id"] is None


async def test_a_model_that_was_removed_is_replaced_by_the_default(world: World) -> None:
    world.model.models["old/one"] = world.model.models["test/model"].__class__("old/one")
    conversation_id = await world.new(model="old/one")
    del world.model.models["old/one"]
    world.model.will_say(words("still here"))
    assert (await world.ask(conversation_id, "hello"))["model"] == "test/model"
