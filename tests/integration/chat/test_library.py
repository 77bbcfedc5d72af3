"""The list of conversations: order, search, rename, delete, export, feedback, and whose they are."""

from __future__ import annotations

import asyncio
import json

import pytest

from huahua.chat.api import Finish, TextDelta, TokenCount, ToolCall
from tests.integration.chat.conftest import ANN, BOB, World
from tests.integration.chat.fakes import calling, words


async def titled(world: World, *titles: str) -> list[str]:
    ids = []
    for title in titles:
        conversation_id = await world.new()
        await world.client.patch(f"/api/conversations/{conversation_id}", json={"title": title})
        ids.append(conversation_id)
    return ids


async def found(world: World, query: str) -> list[str]:
    reply = await world.client.get("/api/conversations", params={"q": query})
    assert reply.status_code == 200
    return [item["title"] for item in reply.json()["items"]]


async def test_the_list_is_newest_first_in_pages(world: World) -> None:
    await titled(world, *(f"t{number}" for number in range(7)))
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        params = {"cursor": cursor} if cursor else {}
        page = (await world.client.get("/api/conversations", params=params)).json()
        seen += [item["title"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert seen == [f"t{number}" for number in reversed(range(7))]


async def test_a_turn_brings_a_conversation_to_the_top(world: World) -> None:
    first, _ = await titled(world, "old", "new")
    world.model.will_say(words("hi"))
    await world.ask(first, "hello")
    assert await found(world, "") == ["old", "new"]


@pytest.mark.parametrize("cursor", ["garbage", "####", "YQ", "eB95"])
async def test_a_foreign_cursor_is_refused(world: World, cursor: str) -> None:
    reply = await world.client.get("/api/conversations", params={"cursor": cursor})
    assert (reply.status_code, reply.json()["code"]) == (400, "bad_cursor")


async def test_search_looks_into_titles_and_texts(world: World) -> None:
    (conversation_id, *_) = await titled(world, "About bridges", "水墨山水", "100% done_now", "other")
    world.model.will_say(words("The Golden Gate, of course. 也可以画竹林。"))
    await world.ask(conversation_id, "which one?")
    assert await found(world, "BRIDGES") == ["About bridges"]
    assert await found(world, "golden which") == ["About bridges"], "every word must occur somewhere"
    assert await found(world, "golden waterfall") == []
    assert await found(world, "竹林") == ["About bridges"]
    assert await found(world, "山水") == ["水墨山水"]
    assert await found(world, "100%") == ["100% done_now"]
    assert await found(world, "%") == ["100% done_now"], "a wildcard means itself"
    assert await found(world, "_") == ["100% done_now"]
    assert await found(world, "' OR 1=1 --") == []
    assert await found(world, "\x00") == ["About bridges", "other", "100% done_now"], "as without a query"


async def test_rename_and_choose_a_model(world: World) -> None:
    conversation_id = await world.new()
    url = f"/api/conversations/{conversation_id}"
    reply = await world.client.patch(url, json={"title": "x" * 500, "model": "test/plain"})
    assert len(reply.json()["title"]) == 120
    assert reply.json()["model"] == "test/plain"
    empty = await world.client.patch(url, json={"title": " \n "})
    assert (empty.status_code, empty.json()["code"]) == (422, "empty_title")
    unknown = await world.client.patch(url, json={"model": "no/such"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "model_not_found")
    created = await world.client.post("/api/conversations", json={"model": "no/such"})
    assert created.status_code == 404
    assert (await world.client.post("/api/conversations")).status_code == 201, "a body is not needed"


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("delete", 0)])
async def test_deleting_a_conversation_keeps_or_deletes_its_pictures(
    world: World, choice: str, left: int
) -> None:
    world.model.will_say(calling("paint_picture", '{"prompt": "a cat"}', text="ok"))
    conversation_id = await world.new()
    answer = await world.ask(conversation_id, "a cat")
    url = f"/api/conversations/{conversation_id}"
    assert (await world.client.delete(url, params={"pictures": choice})).status_code == 204
    assert len(world.painter.pictures) == left
    assert (await world.client.get(url)).status_code == 404
    assert (await world.client.post(f"/api/messages/{answer['id']}/regenerate")).status_code == 404
    assert (await world.client.delete(url)).status_code == 404


async def test_deleting_in_mid_answer_ends_the_answer(world: World) -> None:
    world.model.will_say([*words("half")[:1], asyncio.Event()])
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "go")
    async for event in world.runs.follow(turn["run_id"], ANN):
        if event.type == "text.delta":
            break
    assert (await world.client.delete(f"/api/conversations/{conversation_id}")).status_code == 204
    events = await world.events(turn["run_id"])
    assert events[-1][0] == "run.cancelled"
    assert world.model.streaming == 0


async def test_deleting_with_pictures_ends_the_paintings_too(world: World) -> None:
    world.painter.gate.clear()
    world.model.will_say(calling("paint_picture", '{"prompt": "a cat"}', text="ok"))
    conversation_id = await world.new()
    turn = await world.say(conversation_id, "a cat")
    await world.events(turn["run_id"])
    (painting,) = world.painter.by_run
    url = f"/api/conversations/{conversation_id}"
    assert (await world.client.delete(url, params={"pictures": "delete"})).status_code == 204
    world.painter.gate.set()
    assert (await world.events(painting))[-1][0] == "run.cancelled"
    assert world.painter.pictures == {}


async def test_a_bad_choice_for_the_pictures_deletes_nothing(world: World) -> None:
    conversation_id = await world.new()
    reply = await world.client.delete(f"/api/conversations/{conversation_id}", params={"pictures": "maybe"})
    assert reply.status_code == 422
    await world.open(conversation_id)


async def test_feedback(world: World) -> None:
    world.model.will_say(words("hi"))
    answer = await world.ask(await world.new(), "hello")
    url = f"/api/messages/{answer['id']}/feedback"
    assert (await world.client.post(url, json={"value": "up"})).json()["feedback"] == "up"
    assert (await world.client.post(url, json={"value": None})).json()["feedback"] is None
    assert world.ratings.heard == [
        (answer["model"], "hello", False, "up", None),
        (answer["model"], "hello", False, None, "up"),
    ]
    assert (await world.client.post(url, json={"value": "sideways"})).status_code == 422
    question = f"/api/messages/{answer['parent_id']}/feedback"
    assert (await world.client.post(question, json={"value": "up"})).status_code == 404


async def test_a_thumb_is_for_whoever_answered(world: World) -> None:
    world.model.will_say([TextDelta("hi"), TokenCount(3, 1, "up/gpt-4o"), Finish("stop")])
    answer = await world.ask(await world.new(), "hello")
    assert answer["usage"] == {"prompt_tokens": 3, "completion_tokens": 1, "served_by": "up/gpt-4o"}
    await world.client.post(f"/api/messages/{answer['id']}/feedback", json={"value": "down"})
    assert world.ratings.heard == [("up/gpt-4o", "hello", False, "down", None)]


async def test_an_answer_says_what_all_its_calls_cost(world: World) -> None:
    call = ToolCall("call_1", "no_such_tool", "{}")
    first = TokenCount(3, 1, "up/gpt-4o", cost_micros=70, currency="USD")
    world.model.will_say([call, first, Finish("tool_calls")])
    world.model.will_say([TextDelta("hi"), TokenCount(5, 2, "up/gpt-4o", cost_micros=30, currency="USD")])
    answer = await world.ask(await world.new(), "hello")
    assert answer["usage"]["cost"] == {"amount_micros": 100, "currency": "USD"}


async def test_export_as_markdown_and_json(world: World) -> None:
    world.model.will_say(
        words("first try"), calling("paint_picture", '{"prompt": "a [red] fox"}', text="# A fox\n\n`code`")
    )
    conversation_id = await world.new()
    first = await world.ask(conversation_id, "a fox")
    turn = (await world.client.post(f"/api/messages/{first['id']}/regenerate")).json()
    await world.events(turn["run_id"])
    await world.painted("")
    await world.client.patch(f"/api/conversations/{conversation_id}", json={"title": "狐狸: a/b"})
    url = f"/api/conversations/{conversation_id}/export"
    markdown = await world.client.get(url, params={"format": "markdown"})
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "filename*=UTF-8''%E7%8B%90%E7%8B%B8%20a%20b.md" in markdown.headers["content-disposition"]
    text = markdown.text
    assert text.startswith("# 狐狸: a/b\n\n")
    assert "# A fox\n\n`code`" in text
    assert "first try" not in text, "Markdown holds what is on the page"
    picture_id = next(iter(world.painter.pictures))
    assert f"![a red fox](http://huahua.test/api/pictures/{picture_id}/file)" in text
    whole = json.loads((await world.client.get(url, params={"format": "json"})).content)
    assert [message["text"] for message in whole["messages"]] == ["a fox", "first try", "# A fox\n\n`code`"]
    assert whole["format"] == "huahua.conversation.v1"
    assert whole["conversation"]["title"] == "狐狸: a/b"
    assert (await world.client.get(url, params={"format": "exe"})).status_code == 422


async def test_what_is_somebody_elses_is_not_found(world: World) -> None:
    world.model.will_say(words("secret"))
    conversation_id = await world.new()
    answer = await world.ask(conversation_id, "a secret")
    one = f"/api/conversations/{conversation_id}"
    message = f"/api/messages/{answer['id']}"
    async with world.as_user(BOB) as bob:
        replies = [
            await bob.get(one),
            await bob.patch(one, json={"title": "mine"}),
            await bob.delete(one),
            await bob.post(f"{one}/turns", json={"text": "hi"}),
            await bob.get(f"{one}/export"),
            await bob.put(f"{one}/summary", json={"facts": []}),
            await bob.delete(f"{one}/summary"),
            await bob.post(f"{message}/regenerate"),
            await bob.post(f"{message}/feedback", json={"value": "up"}),
            await bob.get(f"/api/runs/{answer['run_id']}"),
            await bob.get(f"/api/runs/{answer['run_id']}/events"),
            await bob.post(
                "/chat", json={"user_input": "hi", "context": {"conversation_id": conversation_id}}
            ),
        ]
        assert [reply.status_code for reply in replies] == [404] * len(replies)
        assert "secret" not in "".join(reply.text for reply in replies)
        assert (await bob.get("/api/conversations", params={"q": "secret"})).json()["items"] == []
    assert (await world.open(conversation_id))["conversation"]["title"] == "a secret"


async def test_without_a_key_nothing_is_told(world: World) -> None:
    async with world.as_user("nobody") as stranger:
        assert (await stranger.get("/api/conversations")).status_code == 401
        assert (await stranger.post("/chat", json={"user_input": "hi"})).status_code == 401


async def test_open_pages_hear_what_changed(world: World) -> None:
    world.model.will_say(words("hi"))
    with world.feed.subscribe(ANN) as mine, world.feed.subscribe(BOB) as others:
        conversation_id = await world.new()
        await world.ask(conversation_id, "hello")
        await world.client.delete(f"/api/conversations/{conversation_id}")
        assert mine.qsize() >= 4, "created, turn begun, saved, deleted"
        notices = {mine.get_nowait() for _ in range(mine.qsize())}
        assert {(notice.topic, notice.id) for notice in notices} == {("conversations", conversation_id)}
        assert others.empty()
