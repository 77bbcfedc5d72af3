"""`POST /chat` and `/ws`: one question, one answer, pictures included."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from huahua.chat.api import ChatConfig, ModelError, TextDelta
from tests.integration.chat.conftest import ANN, World
from tests.integration.chat.fakes import calling, words
from tests.integration.chat.sockets import Socket


async def chat(world: World, user_input: str, context: Any = None) -> dict[str, Any]:
    reply = await world.client.post("/chat", json={"user_input": user_input, "context": context})
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


def socket(world: World, query: str = "", user_id: str = ANN) -> Socket:
    return Socket(world.app, "/ws", headers={"authorization": f"Bearer {user_id}"}, query=query)


def heard(world: World) -> list[str]:
    return [message["content"] for message in world.model.requests[-1].messages[1:]]


async def test_a_reply_and_a_context_that_goes_on(world: World) -> None:
    world.model.will_say(words("Hi ", "Ann"), words("You said hello."), words("Again?"))
    first = await chat(world, "hello")
    assert (first["reply"], first["images"]) == ("Hi Ann", [])
    second = await chat(world, "what did I say?", first["context"])
    assert second["reply"] == "You said hello."
    assert heard(world) == ["hello", "Hi Ann", "what did I say?"]
    opened = await world.open(first["context"]["conversation_id"])
    assert [message["text"] for message in opened["messages"]][-1] == "You said hello."
    await chat(world, "hello?", first["context"])
    assert heard(world) == ["hello", "Hi Ann", "hello?"], "an older context goes on from where it was"


async def test_a_conversation_id_alone_is_a_context(world: World) -> None:
    world.model.will_say(words("one"), words("two"))
    first = await chat(world, "a")
    await chat(world, "b", {"conversation_id": first["context"]["conversation_id"]})
    assert heard(world) == ["a", "one", "b"]


async def test_a_list_of_messages_is_a_context(world: World) -> None:
    world.model.will_say(words("Ann"))
    history = [{"role": "user", "content": "I am Ann"}, {"role": "assistant", "content": "Hello Ann"}]
    assert (await chat(world, "who am I?", history))["reply"] == "Ann"
    assert heard(world) == ["I am Ann", "Hello Ann", "who am I?"]


async def test_pictures_come_with_the_reply(world: World) -> None:
    arguments = '{"prompt": "a cat", "count": 2}'
    world.model.will_say(calling("paint_picture", arguments, text="Here it comes."))
    body = await chat(world, "paint a cat")
    assert body["reply"] == "Here it comes."
    ids = list(world.painter.pictures)
    assert body["images"] == [
        {
            "url": f"http://huahua.test/api/pictures/{id}/file",
            "width": 1024,
            "height": 768,
            "unmet": ["unicorn"],
        }
        for id in ids
    ]
    assert "unfinished" not in body


async def test_a_painting_that_fails_is_told(world: World) -> None:
    world.painter.fail = "Out of paint."
    world.model.will_say(calling("paint_picture", '{"prompt": "a cat"}', text="ok"))
    body = await chat(world, "paint a cat")
    assert body["images"] == []
    assert body["unfinished"][0]["error"] == {"code": "engine_failed", "message": "Out of paint."}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{nope", 400, "malformed_json"),
        (b"[]", 422, "invalid_field"),
        (b'{"user_input": 3}', 422, "invalid_field"),
        (b'{"user_input": " "}', 422, "empty_text"),
        (b'{"user_input": "' + b"x" * 1001 + b'"}', 413, "text_too_long"),
        (b'{"user_input": "a", "context": "earlier"}', 422, "invalid_context"),
        (b'{"user_input": "a", "context": {"conversation_id": 3}}', 422, "invalid_context"),
        (b'{"user_input": "a", "context": [{"role": "system", "content": "x"}]}', 422, "invalid_context"),
        (b'{"user_input": "a", "context": [{"role": "user", "content": ["x"]}]}', 422, "invalid_context"),
        (b'{"user_input": "a", "context": {"conversation_id": "conv_0"}}', 404, "conversation_not_found"),
    ],
)
async def test_bad_input_gets_a_clear_problem(world: World, body: bytes, status: int, code: str) -> None:
    reply = await world.client.post("/chat", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert (await world.client.get("/api/conversations")).json()["items"] == []


async def test_a_failed_answer_keeps_its_words_and_its_context(world: World) -> None:
    world.model.will_say([TextDelta("half"), ModelError("too slow", code="upstream_timeout")], words("rest"))
    reply = await world.client.post("/chat", json={"user_input": "go"})
    assert (reply.status_code, reply.json()["code"]) == (504, "upstream_timeout")
    assert reply.json()["reply"] == "half"
    await chat(world, "go on", reply.json()["context"])
    assert heard(world) == ["go", "half", "go on"]


async def test_a_socket_answers_frame_by_frame_in_one_conversation(world: World) -> None:
    world.model.will_say(words("He", "llo"), words("Still here"))
    async with socket(world) as ws:
        await ws.send({"user_input": "hi"})
        first = await ws.receive()
        assert first["reply"] == "Hello"
        await ws.send({"user_input": "there?"})
        second = await ws.receive()
    assert second["reply"] == "Still here"
    assert heard(world) == ["hi", "Hello", "there?"]
    assert second["context"]["conversation_id"] == first["context"]["conversation_id"]


async def test_deltas_come_when_asked_for(world: World) -> None:
    gate = asyncio.Event()
    world.model.will_say([TextDelta("one "), gate, *words("two")])
    async with socket(world, "stream=1") as ws:
        await ws.send({"user_input": "count"})
        assert await ws.receive() == {"delta": "one "}
        gate.set()
        assert await ws.receive() == {"delta": "two"}
        assert (await ws.receive())["reply"] == "one two"


async def test_bad_frames_get_an_error_frame_and_the_socket_stays(world: World) -> None:
    world.model.will_say(words("fine"))
    async with socket(world) as ws:
        for bad in ("{nope", "[]", "null", '{"user_input": 5}', '{"input": "x"}', "[" * 5000):
            await ws.send_text(bad)
            assert (await ws.receive())["error"]["code"] == "malformed_message"
        await ws.send_bytes(b"\x00\xff")
        assert (await ws.receive())["error"]["code"] == "malformed_message"
        await ws.send_text('"' + "x" * 1_000_001 + '"')
        assert (await ws.receive())["error"]["code"] == "too_large"
        await ws.send({"user_input": ""})
        assert (await ws.receive())["error"]["code"] == "empty_text"
        await ws.send({"user_input": "x" * 1001})
        assert (await ws.receive())["error"]["code"] == "text_too_long"
        await ws.send({"user_input": "a", "context": 3})
        assert (await ws.receive())["error"]["code"] == "invalid_context"
        await ws.send({"user_input": "ok"})
        assert (await ws.receive())["reply"] == "fine"


async def test_a_failed_answer_is_an_error_frame(world: World) -> None:
    world.model.will_say([TextDelta("half"), ModelError("cut", code="upstream_broken")], words("rest"))
    async with socket(world) as ws:
        await ws.send({"user_input": "go"})
        frame = await ws.receive()
        assert (frame["error"]["code"], frame["reply"]) == ("upstream_broken", "half")
        await ws.send({"user_input": "on"})
        assert (await ws.receive())["reply"] == "rest"


async def test_a_client_that_leaves_finds_its_answer_later(world: World) -> None:
    gate = asyncio.Event()
    world.model.will_say([TextDelta("begun "), gate, *words("and done")])
    async with socket(world, "stream=1") as ws:
        await ws.send({"user_input": "long"})
        await ws.receive()
        gate.set()
    (conversation,) = (await world.client.get("/api/conversations")).json()["items"]
    opened = await world.open(conversation["id"])
    await world.events(opened["messages"][1]["run_id"])
    assert (await world.open(conversation["id"]))["messages"][1]["text"] == "begun and done"


async def test_a_socket_without_a_key_is_closed(world: World) -> None:
    async with socket(world, user_id="nobody") as ws:
        closed = await ws.next()
    assert (closed["type"], closed["code"]) == ("websocket.close", 4401)


class TestImpatient:
    @pytest.fixture
    def config(self) -> ChatConfig:
        return ChatConfig(simple_wait_s=0.01)

    async def test_a_painting_that_takes_too_long_is_left_to_itself(self, world: World) -> None:
        world.painter.gate.clear()
        world.model.will_say(calling("paint_picture", '{"prompt": "a cat"}', text="ok"))
        body = await chat(world, "paint a cat")
        assert body["images"] == []
        (left,) = body["unfinished"]
        assert left["status"] in {"queued", "running"}
        world.painter.gate.set()
        await world.events(left["painting_run_id"])
        opened = await world.open(body["context"]["conversation_id"])
        assert len(opened["messages"][1]["pictures"][0]["pictures"]) == 1
