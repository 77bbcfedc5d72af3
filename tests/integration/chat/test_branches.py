"""Edit, regenerate, switch: old branches stay, and each hears only its own past."""

from __future__ import annotations

from tests.integration.chat.conftest import World
from tests.integration.chat.fakes import words


async def test_regenerate_gives_a_sibling(world: World) -> None:
    world.model.will_say(words("one"), words("two"))
    conversation_id = await world.new()
    first = await world.ask(conversation_id, "say something")
    reply = await world.client.post(f"/api/messages/{first['id']}/regenerate", json={"model": "test/plain"})
    assert reply.status_code == 201
    turn = reply.json()
    await world.events(turn["run_id"])
    opened = await world.open(conversation_id)
    assert [message["text"] for message in opened["messages"]] == ["say something", "one", "two"]
    second = opened["messages"][2]
    assert second["parent_id"] == first["parent_id"] == turn["user_message"]["id"]
    assert second["model"] == "test/plain"
    assert opened["conversation"]["leaf_id"] == second["id"]
    asked = world.model.requests[1].messages
    assert [message["role"] for message in asked] == ["system", "user"], "it does not hear its first answer"


async def test_an_edited_question_is_a_branch(world: World) -> None:
    world.model.will_say(words("A"), words("B"), words("B'"), words("C'"))
    conversation_id = await world.new()
    await world.ask(conversation_id, "a")
    b = await world.ask(conversation_id, "b")
    # The page names the message that is replaced, or the answer that the new one follows.
    await world.ask(conversation_id, "b edited", parent_id=b["parent_id"])
    opened = await world.open(conversation_id)
    texts = {message["text"]: message for message in opened["messages"]}
    assert texts["b edited"]["parent_id"] == texts["b"]["parent_id"] == texts["A"]["id"]
    assert [m["content"] for m in world.model.requests[2].messages[1:]] == ["a", "A", "b edited"]
    await world.ask(conversation_id, "b again", parent_id=texts["A"]["id"])
    opened = await world.open(conversation_id)
    assert [m["text"] for m in opened["messages"] if m["parent_id"] == texts["A"]["id"]] == [
        "b",
        "b edited",
        "b again",
    ]


async def test_the_first_question_can_be_edited_too(world: World) -> None:
    world.model.will_say(words("A"), words("A2"), words("A3"))
    conversation_id = await world.new()
    first = await world.ask(conversation_id, "a")
    await world.ask(conversation_id, "a2", parent_id=first["parent_id"])
    await world.ask(conversation_id, "a3", parent_id=None)
    opened = await world.open(conversation_id)
    assert [m["text"] for m in opened["messages"] if m["parent_id"] is None] == ["a", "a2", "a3"]
    assert [m["content"] for m in world.model.requests[2].messages[1:]] == ["a3"]


async def test_switching_shows_the_newest_leaf_of_the_version_chosen(world: World) -> None:
    world.model.will_say(words("A"), words("B"), words("A2"))
    conversation_id = await world.new()
    a = await world.ask(conversation_id, "a")
    b = await world.ask(conversation_id, "b")
    await world.ask(conversation_id, "a2", parent_id=a["parent_id"])
    reply = await world.client.patch(
        f"/api/conversations/{conversation_id}", json={"leaf_id": a["parent_id"]}
    )
    assert reply.json()["leaf_id"] == b["id"]
    world.model.will_say(words("C"))
    await world.ask(conversation_id, "c")
    assert [m["content"] for m in world.model.requests[3].messages[1:]] == ["a", "A", "b", "B", "c"]


async def test_what_cannot_be_switched_to_or_given_anew(world: World) -> None:
    world.model.will_say(words("A"), words("X"))
    conversation_id, other = await world.new(), await world.new()
    a = await world.ask(conversation_id, "a")
    x = await world.ask(other, "x")
    url = f"/api/conversations/{conversation_id}"
    foreign = await world.client.patch(url, json={"leaf_id": x["id"]})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "message_not_found")
    elsewhere = await world.client.post(f"{url}/turns", json={"text": "b", "parent_id": x["id"]})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "message_not_found")
    question = await world.client.post(f"/api/messages/{a['parent_id']}/regenerate")
    assert (question.status_code, question.json()["code"]) == (422, "invalid_turn")
