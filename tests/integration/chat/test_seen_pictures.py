"""Which pictures a model with eyes is shown: what was painted comes with the words after it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huahua.chat.api import ChatConfig
from tests.integration.chat.conftest import ANN, World
from tests.integration.chat.fakes import calling, words

SEEING = "test/vision"


async def paint(world: World, conversation_id: str, prompt: str, count: int = 1, **more: Any) -> list[str]:
    """A turn that paints; ids of the pictures."""
    world.model.will_say(
        calling("paint_picture", json.dumps({"prompt": prompt, "count": count}), text="Painting.")
    )
    answer = await world.ask(conversation_id, f"paint {prompt}", **more)
    return [picture["id"] for picture in answer["pictures"][0]["pictures"]]


async def ask(world: World, conversation_id: str, text: str, **more: Any) -> list[dict[str, Any]]:
    """A turn of words only; the messages that the model was shown, without the system's."""
    world.model.will_say(words("I see."))
    await world.ask(conversation_id, text, **more)
    messages: list[dict[str, Any]] = world.model.requests[-1].messages
    return messages[1:]


def shown(messages: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """(number of the message, picture) for every picture."""
    return [
        (number, part["image_url"]["url"].partition("base64,")[2])
        for number, message in enumerate(messages)
        if isinstance(message.get("content"), list)
        for part in message["content"]
        if part["type"] == "image_url"
    ]


async def test_a_painted_picture_is_shown_with_the_words_after_it(world: World) -> None:
    conversation_id = await world.new(model=SEEING)
    [cat] = await paint(world, conversation_id, "a cat")
    messages = await ask(world, conversation_id, "does it look happy?")
    assert messages[-1] == {
        "role": "user",
        "content": [
            {"type": "text", "text": f"(picture {cat}, painted above: a cat)"},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{cat}"}},
            {"type": "text", "text": "does it look happy?"},
        ],
    }
    later = await ask(world, conversation_id, "sure?")
    place = later.index(messages[-1])
    assert shown(later) == [(place, cat)], "it stays where it was, which keeps a prompt cache warm"


async def test_only_user_messages_hold_pictures(world: World) -> None:
    conversation_id = await world.new(model=SEEING)
    await paint(world, conversation_id, "a cat", 2)
    messages = await ask(world, conversation_id, "which is better?")
    assert len(shown(messages)) == 2
    assert {messages[number]["role"] for number, _ in shown(messages)} == {"user"}


@pytest.mark.parametrize("model", ["test/model", "test/plain", "builtin/assistant"])
async def test_a_model_without_eyes_is_shown_none(world: World, model: str) -> None:
    conversation_id = await world.new(model="test/model")
    await paint(world, conversation_id, "a cat")
    messages = await ask(world, conversation_id, "does it look happy?", model=model)
    assert shown(messages) == []
    assert messages[-1]["content"] == "does it look happy?"


async def test_the_newest_few_are_shown(world: World) -> None:
    conversation_id = await world.new(model=SEEING)
    made = [await paint(world, conversation_id, f"cat {number}") for number in range(5)]
    messages = await ask(world, conversation_id, "which is best?")
    assert [id for _, id in shown(messages)] == [id for [id] in made[-3:]]


async def test_a_picture_of_another_branch_stays_away_and_a_repaint_from_a_card_comes_along(
    world: World,
) -> None:
    conversation_id = await world.new(model=SEEING)
    await paint(world, conversation_id, "a cat")
    [dog] = await paint(world, conversation_id, "a dog", parent_id=None)
    again = world.painter.add(ANN, "a dog once more", conversation_id)["id"]
    messages = await ask(world, conversation_id, "look")
    assert shown(messages) == [(len(messages) - 1, dog), (len(messages) - 1, again)]


async def test_an_uploaded_picture_is_not_called_painted(world: World) -> None:
    upload = world.painter.add(ANN, "")["id"]
    conversation_id = await world.new(model=SEEING)
    await ask(world, conversation_id, "look", attachments=[upload])
    for _ in range(6):  # the upload leaves the window
        messages = await ask(world, conversation_id, "and now?")
    assert shown(messages) == []


class TestBudget:
    @pytest.fixture
    def config(self) -> ChatConfig:
        return ChatConfig(source_wait_s=30, max_seen_chars=120)

    async def test_what_does_not_fit_stays_away_painted_pictures_first(self, world: World) -> None:
        """Each of the fake painter's pictures is about fifty characters long."""
        upload = world.painter.add(ANN, "")["id"]
        conversation_id = await world.new(model=SEEING)
        [old] = await paint(world, conversation_id, "a cat")
        [new] = await paint(world, conversation_id, "a dog")
        messages = await ask(world, conversation_id, "compare", attachments=[upload])
        assert [id for _, id in shown(messages)] == [new, upload]
        assert old not in json.dumps(messages[-1])
