"""A process dies, stops, or loses its run: the words that followers saw are kept, the conversation goes on."""

from __future__ import annotations

import asyncio

from sqlalchemy import delete, update

from huahua.chat.api import LANE, TextDelta, build_chat
from huahua.chat.store import conversations, messages
from huahua.infra.db import Database
from huahua.jobs.api import Feed, Lane, PreviewStore, RunService, RunStore
from huahua.jobs.store import run_events
from huahua.jobs.store import runs as runs_table
from tests.integration.chat.conftest import ANN, World
from tests.integration.chat.fakes import FakeNotes, FakePainter, ScriptedModel, words
from tests.vaults import new_vault


async def begin_and_hang(world: World, conversation_id: str) -> dict[str, str]:
    """A turn whose answer has begun and will never end; its run and message."""
    world.model.will_say([TextDelta("what was said "), TextDelta("so far"), asyncio.Event()])
    turn = await world.say(conversation_id, "tell me all")
    text = ""
    async for event in world.runs.follow(turn["run_id"], ANN):
        text += event.data.get("text", "")
        if text == "what was said so far":
            break
    return {"run_id": turn["run_id"], "message_id": turn["assistant_message"]["id"]}


def second_process(db: Database) -> RunService:
    """Runs of another process on the same database."""
    runs, model = RunService(RunStore(db, new_vault()), PreviewStore(db)), ScriptedModel()
    runs.add_lane(Lane(LANE, 2))
    painter = FakePainter(runs)
    painter.register()
    build_chat(db, runs, Feed(), model=model, painter=painter, notes=FakeNotes(), vault=new_vault())
    return runs


async def leave_as_after_a_crash(world: World, conversation_id: str) -> tuple[str, str]:
    """What a process leaves that died in mid-answer: words in the log, nothing in the message."""
    world.model.will_say(words("what was said ", "so far"))
    turn = await world.say(conversation_id, "tell me all")
    await world.events(turn["run_id"])
    run_id, message_id = turn["run_id"], turn["assistant_message"]["id"]
    async with world.db.write() as connection:
        await connection.execute(
            delete(run_events).where(
                run_events.c.run_id == run_id, run_events.c.type.not_in(["run.started", "text.delta"])
            )
        )
        await connection.execute(
            update(messages).where(messages.c.id == message_id).values(status="running", text="")
        )
        await connection.execute(
            update(conversations).where(conversations.c.id == conversation_id).values(running_run_id=run_id)
        )
        await connection.execute(
            update(runs_table)
            .where(runs_table.c.id == run_id)
            .values(status="running", executor_id="exe_dead", finished_at=None)
        )
    return run_id, message_id


async def test_another_process_ends_the_answer_of_one_that_died(world: World) -> None:
    conversation_id = await world.new()
    run_id, message_id = await leave_as_after_a_crash(world, conversation_id)
    other = second_process(world.db)
    await other.start()
    events = [event async for event in other.follow(run_id, ANN)]
    assert events[-1].type == "run.interrupted"
    answer = await world.message(message_id, conversation_id)
    assert (answer["status"], answer["text"]) == ("interrupted", "what was said so far")
    assert answer["error"]["code"] == "interrupted"
    assert "".join(event.data.get("text", "") for event in events) == answer["text"]
    assert (await world.open(conversation_id))["conversation"]["running_run_id"] is None
    await other.stop()


async def test_a_server_that_stops_marks_the_answer_interrupted(world: World) -> None:
    conversation_id = await world.new()
    lost = await begin_and_hang(world, conversation_id)
    await world.runs.stop()
    answer = await world.message(lost["message_id"], conversation_id)
    assert (answer["status"], answer["text"]) == ("interrupted", "what was said so far")
    other = second_process(world.db)
    await other.start()
    run = await other.get(lost["run_id"], ANN)
    assert run.status == "interrupted"
    await other.stop()


async def test_a_message_left_behind_by_its_run_is_mended_when_it_is_looked_at(world: World) -> None:
    """The process died between ending the run and saving the message."""
    conversation_id = await world.new()
    world.model.will_say(words("all of it"))
    turn = await world.say(conversation_id, "go")
    await world.events(turn["run_id"])
    message_id = turn["assistant_message"]["id"]
    async with world.db.write() as connection:
        await connection.execute(
            update(messages).where(messages.c.id == message_id).values(status="running", text="")
        )
        await world.chat.conversations._conversations.change(
            connection, conversation_id, ANN, running_run_id=turn["run_id"]
        )
    world.model.will_say(words("next"))
    assert (await world.ask(conversation_id, "and now?"))["text"] == "next", "it does not block the next turn"
    mended = await world.message(message_id, conversation_id)
    assert (mended["status"], mended["text"]) == ("done", "all of it")


async def test_a_turn_cancelled_in_the_queue_is_cancelled(world: World) -> None:
    slow = [await world.new() for _ in range(8)]
    world.model.will_say(*([asyncio.Event()] for _ in slow))
    busy = [await world.say(conversation_id, "wait") for conversation_id in slow]
    for turn in busy:
        async for event in world.runs.follow(turn["run_id"], ANN):
            if event.type == "run.started":
                break
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "never begun")
    with world.feed.subscribe(ANN) as notices:
        reply = await world.client.post(f"/api/runs/{turn['run_id']}/cancel")
        assert notices.get_nowait().id == conversation_id, "open pages are told"
    assert reply.json()["status"] == "cancelled"
    answer = await world.message(turn["assistant_message"]["id"], conversation_id)
    assert (answer["status"], answer["text"]) == ("cancelled", "")
    assert (await world.open(conversation_id))["conversation"]["running_run_id"] is None
