"""The window of turns, key facts of what left it, titles."""

from __future__ import annotations

import asyncio

import pytest

from huahua.chat.api import ChatConfig, ModelError
from tests.integration.chat.conftest import World
from tests.integration.chat.fakes import words


@pytest.fixture
def config() -> ChatConfig:
    return ChatConfig(max_turns=3, min_turns=2, window_tokens=10_000)


async def talk(world: World, conversation_id: str, first: int, last: int) -> None:
    """Turns `n` / `answer n`, each with its afterthoughts."""
    for number in range(first, last + 1):
        world.model.will_say(words(f"answer {number}"))
        await world.ask(conversation_id, f"question {number}")
        await world.chat.afterthoughts.settled()


def said(world: World) -> list[str]:
    return [message["content"] for message in world.model.requests[-1].messages[1:]]


async def test_only_the_last_turns_go_along_and_facts_stand_for_the_rest(world: World) -> None:
    conversation_id = await world.new(model="builtin/assistant")
    await talk(world, conversation_id, 1, 3)
    assert (await world.open(conversation_id))["summary"] is None
    await talk(world, conversation_id, 4, 4)
    assert said(world) == [
        "question 1",
        "answer 1",
        "question 2",
        "answer 2",
        "question 3",
        "answer 3",
        "question 4",
    ]
    assert (await world.open(conversation_id))["summary"] == {"facts": ["question 1"]}
    await talk(world, conversation_id, 5, 6)
    assert said(world)[0] == "question 3"
    system = world.model.requests[-1].messages[0]["content"]
    assert "- question 1\n- question 2" in system
    assert "question 3" not in system
    assert (await world.open(conversation_id))["summary"]["facts"] == [
        "question 1",
        "question 2",
        "question 3",
    ]
    assert world.model.completed == [], "the built-in model is not asked for notes"


async def test_a_real_model_writes_the_facts(world: World) -> None:
    conversation_id = await world.new()
    world.model.completions = ["A talk about questions", "- The user counts.\n* They like questions"]
    await talk(world, conversation_id, 1, 4)
    opened = await world.open(conversation_id)
    assert opened["summary"] == {"facts": ["The user counts.", "They like questions"]}
    asked = world.model.completed[-1].messages[1]["content"]
    assert "question 1" in asked
    assert "question 2" not in asked


async def test_the_note_taker_stands_in_for_a_model_that_fails(world: World) -> None:
    conversation_id = await world.new()
    world.model.completions = [ModelError("down"), ModelError("down")]
    await talk(world, conversation_id, 1, 4)
    opened = await world.open(conversation_id)
    assert opened["summary"] == {"facts": ["question 1"]}
    assert opened["conversation"]["title"] == "question 1"


async def test_facts_can_be_corrected_and_forgotten(world: World) -> None:
    conversation_id = await world.new(model="builtin/assistant")
    url = f"/api/conversations/{conversation_id}/summary"
    early = await world.client.put(url, json={"facts": ["too early"]})
    assert (early.status_code, early.json()["code"]) == (422, "no_summary")
    await talk(world, conversation_id, 1, 4)
    kept = await world.client.put(url, json={"facts": ["I paint in oil", "  ", "I paint in oil"]})
    assert kept.json() == {"facts": ["I paint in oil"]}
    await talk(world, conversation_id, 5, 5)
    system = world.model.requests[-1].messages[0]["content"]
    assert "- I paint in oil" in system
    assert "question 1" not in system
    assert (await world.client.delete(url)).status_code == 204
    assert (await world.open(conversation_id))["summary"] is None
    world.model.will_say(words("."))
    await world.ask(conversation_id, "question 6")
    assert "oil" not in world.model.requests[-1].messages[0]["content"]


async def test_branches_do_not_share_facts(world: World) -> None:
    conversation_id = await world.new(model="builtin/assistant")
    await talk(world, conversation_id, 1, 4)
    opened = await world.open(conversation_id)
    world.model.will_say(words("fresh"))
    await world.ask(conversation_id, "a new beginning", parent_id=None)
    assert (await world.open(conversation_id))["summary"] is None
    assert said(world) == ["a new beginning"]
    old = next(m for m in opened["messages"] if m["text"] == "answer 4")
    await world.client.patch(f"/api/conversations/{conversation_id}", json={"leaf_id": old["id"]})
    assert (await world.open(conversation_id))["summary"] == {"facts": ["question 1"]}


async def test_facts_never_hold_up_the_next_answer(world: World) -> None:
    conversation_id = await world.new()
    world.model.completions = ["Title"]
    await talk(world, conversation_id, 1, 3)
    gate = asyncio.Event()
    original = world.model.complete

    async def slow(*arguments: object) -> object:
        await gate.wait()
        return await original(*arguments)  # type: ignore[arg-type]

    world.model.complete = slow  # type: ignore[assignment, method-assign]
    world.model.completions = ["- late facts"]
    world.model.will_say(words("answer 4"), words("answer 5"))
    assert (await world.ask(conversation_id, "question 4"))["text"] == "answer 4"
    assert (await world.ask(conversation_id, "question 5"))["text"] == "answer 5"
    gate.set()
    await world.chat.afterthoughts.settled()
    assert (await world.open(conversation_id))["summary"] is not None


async def test_a_model_improves_the_title_unless_the_user_gave_one(world: World) -> None:
    conversation_id, other = await world.new(), await world.new()
    world.model.completions = ['Title: "Counting questions"\n', "Ignored"]
    await talk(world, conversation_id, 1, 1)
    assert (await world.open(conversation_id))["conversation"]["title"] == "Counting questions"
    await world.client.patch(f"/api/conversations/{other}", json={"title": "  My   own\ntitle "})
    await talk(world, other, 2, 2)
    assert (await world.open(other))["conversation"]["title"] == "My own title"
    assert len(world.model.completed) == 1


async def test_a_title_given_while_the_model_thinks_of_one_wins(world: World) -> None:
    conversation_id = await world.new()
    gate = asyncio.Event()
    original = world.model.complete

    async def slow(*arguments: object) -> object:
        await gate.wait()
        return await original(*arguments)  # type: ignore[arg-type]

    world.model.complete = slow  # type: ignore[assignment, method-assign]
    world.model.completions = ["The model's"]
    world.model.will_say(words("ok"))
    await world.ask(conversation_id, "hello")
    await world.client.patch(f"/api/conversations/{conversation_id}", json={"title": "Mine"})
    gate.set()
    await world.chat.afterthoughts.settled()
    assert (await world.open(conversation_id))["conversation"]["title"] == "Mine"


async def test_a_first_answer_that_fails_still_gets_a_title(world: World) -> None:
    world.model.will_say([ModelError("down")])
    conversation_id = await world.new()
    await world.ask(conversation_id, "hello you")
    assert (await world.open(conversation_id))["conversation"]["title"] == "hello you"


async def test_a_greeting_is_a_title_only_until_there_is_more(world: World) -> None:
    conversation_id = await world.new(model="builtin/assistant")
    titles = []
    for text in ("hi", "bridges of Hangzhou", "and of Suzhou"):
        world.model.will_say(words("ok"))
        turn = await world.say(conversation_id, text)
        titles += [data["title"] for type, data in await world.events(turn["run_id"]) if type == "title"]
    assert titles == ["hi", "bridges of Hangzhou"]
    assert (await world.open(conversation_id))["conversation"]["title"] == "bridges of Hangzhou"
