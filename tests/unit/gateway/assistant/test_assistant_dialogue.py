"""Turns that depend on what came before: memory, tool results, language, pictures, forced tools."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huahua.gateway.providers.builtin.assistant.language import detect
from huahua.gateway.providers.builtin.assistant.model import (
    AssistantError,
    AssistantRequest,
    UnknownToolError,
)
from huahua.gateway.providers.builtin.assistant.respond import respond

from .support import NOW, PICTURES, ask, call_message, offered, tool


def test_a_name_is_remembered() -> None:
    assert "Anna" in ask("my name is Anna", "paint a cat", "what is my name?").text
    assert "小明" in ask("我叫小明", "我叫什么").text
    assert "Anna" in ask("my name is Anna", "hello").text


def test_the_newer_name_wins() -> None:
    assert "Bea" in ask("my name is Anna", "call me Bea", "what's my name").text


def test_likes_are_remembered_and_painted() -> None:
    assert "cats" in ask("I like cats", "what do I like?").text
    reply = ask("我喜欢熊猫", "画出来", tools=offered())
    assert reply.tool_calls[0].arguments["prompt"] == "熊猫"


def test_what_is_known_about_the_user() -> None:
    text = ask("my name is Anna", "I live in Oslo. I love mountains.", "what do you know about me?").text
    assert all(part in text for part in ("Anna", "Oslo", "mountains"))


def test_a_bare_wish_is_completed_by_the_next_message() -> None:
    assert (
        ask("paint", "a fox in the snow", tools=offered()).tool_calls[0].arguments["prompt"]
        == "a fox in the snow"
    )
    assert ask("画一张画", "一只狐狸", tools=offered()).tool_calls[0].arguments["prompt"] == "一只狐狸"
    reply = ask("make me an avatar", "a boy with red hair", tools=offered())
    assert (reply.tool_calls[0].name, reply.tool_calls[0].arguments["description"]) == (
        "make_avatar",
        "a boy with red hair",
    )


def test_a_bare_wish_can_be_dropped() -> None:
    assert not ask("paint", "never mind", tools=offered()).tool_calls


def test_an_offer_can_be_taken() -> None:
    assert ask("小猫", "好", tools=offered()).tool_calls[0].arguments["prompt"] == "小猫"


def test_surprise_is_painted_and_follows_the_seed() -> None:
    prompts = {
        ask("surprise me", tools=offered(), seed=seed).tool_calls[0].arguments["prompt"] for seed in range(12)
    }
    assert len(prompts) > 2
    assert detect(ask("随便画一张", tools=offered()).tool_calls[0].arguments["prompt"]) == "zh"


def test_dates_follow_on() -> None:
    assert "星期一" in ask("今天星期几", "那后天呢").text
    assert "London" in ask("what time is it in Tokyo?", "and London?").text
    assert "41 days" in ask("how many days until Christmas", "and new year?").text


def test_consecutive_answers_differ() -> None:
    for line in ("write me a poem", "什么是黑洞", "asdf qwer"):
        assert ask(line).text != ask(line, line).text
        assert ask(line, line).text != ask(line, line, line).text


def test_the_same_request_gives_the_same_reply() -> None:
    assert ask("roll two dice", seed=7) == ask("roll two dice", seed=7)
    rolls = {ask("roll two dice", seed=seed).text for seed in range(10)}
    assert len(rolls) > 3


def test_language_follows_the_last_message_until_switched() -> None:
    assert detect(ask("hello", "你好").text) == "zh"
    assert detect(ask("你好", "3+3", "thanks").text) == "en"
    assert detect(ask("请用英文回答", "你是谁").text) == "en"
    assert detect(ask("speak Chinese", "who are you").text) == "zh"
    assert detect(ask("speak Chinese", "用英文说", "你是谁").text) == "en"
    assert detect(ask("帮我 paint 一只 cute 的 cat", tools=offered()).text) == "zh"
    assert detect(ask("你好", "12/0").text) == "zh"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("paint a castle", "POST /v1/images/generations"),
        ("画一座城堡", "POST /v1/images/generations"),
        ("make it night", "POST /v1/images/edits"),
        ("再加一只猫", "POST /v1/images/edits"),
        ("make me an avatar of a pirate", "builtin/avatar"),
    ],
)
def test_without_tools_it_says_where_to_get_it(line: str, path: str) -> None:
    reply = ask(line)
    assert not reply.tool_calls
    assert path in reply.text
    assert detect(reply.text) == detect(line)


def test_nothing_to_change_yet() -> None:
    assert "no picture" in ask("make it night", tools=offered(), seed=0).text
    assert "画" in ask("再加一只猫", tools=offered()).text


def test_unknown_tools_are_ignored_and_known_schemas_respected() -> None:
    unknown = tool("get_weather", {"city": {"type": "string"}})
    assert not ask("paint a cat", tools=[unknown]).tool_calls
    narrow = tool(
        "paint_picture", {"prompt": {"type": "string"}, "style": {"enum": ["oil_painting", "Watercolour"]}}
    )
    arguments = (
        ask("paint three pictures of a cat, watercolor, 16:9", tools=[unknown, narrow])
        .tool_calls[0]
        .arguments
    )
    assert arguments == {"prompt": "a cat, watercolor", "style": "Watercolour"}


@pytest.mark.parametrize(
    "choice",
    [
        {"type": "function", "function": {"name": "get_weather"}},
        {"type": "function", "function": {"name": "edit_picture"}},
        {"type": "function", "function": {}},
    ],
)
def test_forcing_what_cannot_be_called_is_refused(choice: dict[str, Any]) -> None:
    with pytest.raises(UnknownToolError, match="tool_choice 'auto'") as caught:
        ask("paint a cat", tools=offered(), tool_choice=choice)
    assert isinstance(caught.value, AssistantError)


def test_required_without_a_known_tool_is_refused() -> None:
    with pytest.raises(UnknownToolError):
        ask("hi", tools=[tool("get_weather", {})], tool_choice="required")


def test_forced_tools_are_called() -> None:
    def force(name: str) -> dict[str, Any]:
        return {"type": "function", "function": {"name": name}}

    painted = ask("the smell of rain", tools=offered(), tool_choice=force("paint_picture"))
    assert painted.tool_calls[0].arguments["prompt"] == "the smell of rain"
    edited = ask("warmer feelings", tools=offered(PICTURES), tool_choice=force("edit_picture"))
    assert edited.tool_calls[0].arguments["picture"] == "p3"
    made = ask("an old sailor", tools=offered(), tool_choice=force("make_avatar"))
    assert made.tool_calls[0].name == "make_avatar"
    assert ask("hello", tools=offered(), tool_choice="required").tool_calls
    assert not ask("paint a cat", tools=offered(), tool_choice="none").tool_calls


def closing(content: str, name: str = "paint_picture", said: str = "paint a cat", seed: int = 0) -> str:
    messages = [
        {"role": "user", "content": said},
        call_message("c1", name, {"prompt": "a cat"}),
        {"role": "tool", "tool_call_id": "c1", "content": content},
    ]
    reply = respond(AssistantRequest(messages, NOW, offered(PICTURES), seed=seed))
    assert not reply.tool_calls
    assert reply.finish_reason == "stop"
    assert detect(reply.text) == detect(said)
    return reply.text


@pytest.mark.parametrize("seed", range(3))
def test_tool_results_are_closed_with_a_sentence(seed: int) -> None:
    done = closing(json.dumps({"status": "ok"}), seed=seed)
    assert len(done) < 100
    assert closing(json.dumps({"status": "ok"}), "edit_picture", seed=seed) != done
    assert closing("画好了", said="画一只猫", seed=seed)


def test_tool_results_that_failed_or_lack_something_are_told() -> None:
    assert "queue is full" in closing(json.dumps({"error": {"message": "queue is full"}}))
    assert "queue is full" in closing("Error: queue is full")
    assert "harpsichord" in closing(
        json.dumps({"status": "ok", "pictures": [{"id": 1, "unmet": ["harpsichord"]}]})
    )
    assert "ready" in closing(json.dumps({"status": "queued"})) or "appear" in closing(
        json.dumps({"status": "queued"})
    )
    assert "没有成功" in closing(
        json.dumps({"status": "failed"}), said="画一只猫"
    ) or "出了点问题" in closing(json.dumps({"status": "failed"}), said="画一只猫")


@pytest.mark.parametrize("seed", range(2))
def test_a_painting_that_was_refused_is_told_in_the_users_language(seed: int) -> None:
    refused = {
        "code": "storage_full",
        "message": "Your pictures take all the room that you have; delete some.",
    }
    failed = json.dumps({"status": "failed", "error": refused})
    assert "删掉一些" in closing(failed, said="画一只猫", seed=seed)
    assert "Delete some" in closing(failed, seed=seed)
    unknown = json.dumps({"status": "failed", "error": {"code": "other", "message": "The easel is broken."}})
    assert "easel" not in closing(unknown, said="画一只猫", seed=seed), "no English in Chinese"
    assert "easel is broken" in closing(unknown, seed=seed)
    assert "颜料用完了" in closing("错误：颜料用完了。", said="画一只猫", seed=seed)


def image(text: str = "") -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]
    return [{"type": "text", "text": text}, *parts] if text else parts


def test_an_attached_picture_is_not_seen_but_can_be_changed() -> None:
    for said in (image(), image("what is this?"), image("describe the picture")):
        assert "vision model" in ask(said, tools=offered(PICTURES)).text
    assert "视觉模型" in ask(image("这是什么"), tools=offered(PICTURES)).text
    assert ask(image("make it a watercolor"), tools=offered(PICTURES)).tool_calls[0].name == "edit_picture"


def test_ordinals_count_within_the_batch_that_was_just_painted() -> None:
    pictures = [("a", "a dog"), ("b", "a cat"), ("c", "a cat"), ("d", "a cat")]
    messages = [
        {"role": "user", "content": "paint three cats"},
        call_message("c1", "paint_picture", {"prompt": "a cat", "count": 3}),
        {"role": "tool", "tool_call_id": "c1", "content": "{}"},
        {"role": "user", "content": "the second one, bigger"},
    ]
    reply = respond(AssistantRequest(messages, NOW, offered(pictures)))
    assert reply.tool_calls[0].arguments["picture"] == "c"


def test_no_exclamation_marks_and_no_claims_of_sight() -> None:
    for line in ("hello", "你好", "thanks", "what can you do", "paint a cat"):
        for seed in range(4):
            assert not set("!！") & set(ask(line, tools=offered(), seed=seed).text)


def test_the_last_answer_can_be_repeated() -> None:
    assert ask("what is 15% of 80", "say that again").text == ask("what is 15% of 80").text


def test_undo_says_that_nothing_is_lost() -> None:
    reply = ask("undo", tools=offered(PICTURES))
    assert not reply.tool_calls
    assert "earlier" in reply.text
