"""Titles and key facts without a language model."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.providers.builtin.assistant.notes import MAX_CHARS, MAX_FACTS, MAX_PICTURES, key_facts
from huahua.gateway.providers.builtin.assistant.titles import title

from .support import call_message


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["hi", "please paint a castle in the snow"], "A castle in the snow"),
        (["你好", "请帮我画一张雪山日出,要竖版"], "雪山日出"),
        (["what is 15% of 80"], "What is 15% of 80"),
        (
            ["Could you explain how photosynthesis works in plants and why it matters?"],
            "Explain how photosynthesis works in plants and…",
        ),
        (
            ["帮我写一篇关于人工智能在教育领域应用的文章，要求八百字以上"],
            "写一篇关于人工智能在教育领域应用的文章",
        ),
        (["my name is Bob", "paint a cat"], "A cat"),
        (["speak English", "thanks", "I need help with my garden"], "My garden"),
        (["你好"], "你好"),
        ([""], "New conversation"),
        (["谢谢", ""], "新对话"),
        (["```python\nprint(1)\n``` why does this fail?"], "Why does this fail"),
    ],
)
def test_titles(lines: list[str], wanted: str) -> None:
    assert title([user(line) for line in lines]) == wanted


def test_a_picture_alone_has_a_title() -> None:
    assert (
        title([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}])
        == "A picture"
    )


def test_facts_of_a_conversation() -> None:
    messages = [
        user("my name is Anna, I live in Oslo"),
        user("I love mountains"),
        user("paint a boat"),
        call_message("c1", "paint_picture", {"prompt": "a boat"}),
        call_message("c2", "edit_picture", {"picture": "p1", "instruction": "make it night"}),
        user("let's go with the second one"),
    ]
    assert key_facts(messages, []) == [
        "The user's name is Anna.",
        "The user lives in Oslo.",
        "The user likes mountains.",
        "A picture was painted: a boat.",
        "A picture was changed: make it night.",
        "Decided: the second one.",
    ]


def test_facts_in_chinese() -> None:
    facts = key_facts([user("我叫小明"), user("我喜欢猫，我住在杭州"), user("就用第二张吧")], [])
    assert facts == ["用户叫小明。", "用户喜欢猫。", "用户住在杭州。", "决定：第二张。"]


def test_the_newest_wins_on_contradiction() -> None:
    facts = key_facts(
        [user("call me Bea"), user("I don't like tea"), user("I moved to Rome")],
        ["The user's name is Anna.", "The user likes tea.", "The user lives in Oslo."],
    )
    assert facts == ["The user's name is Bea.", "The user does not like tea.", "The user lives in Rome."]
    assert key_facts([user("我叫小红")], ["The user's name is Anna."]) == ["用户叫小红。"]


def test_questions_and_small_talk_are_no_facts() -> None:
    assert (
        key_facts(
            [user("what is my name?"), user("do I like cats?"), user("我叫什么"), user("I like it")], []
        )
        == []
    )


def test_summaries_are_bounded_and_keep_who_the_user_is() -> None:
    many = [user("my name is Anna")]
    many += [
        call_message(f"c{n}", "paint_picture", {"prompt": f"picture {n} " + "x" * 300}) for n in range(30)
    ]
    many += [user(f"I like thing{n}.") for n in range(30)]
    facts = key_facts(many, [])
    assert len(facts) == MAX_FACTS
    assert "The user's name is Anna." in facts
    assert sum(line.startswith("A picture") for line in facts) <= MAX_PICTURES
    assert all(len(line) <= MAX_CHARS for line in facts)
    assert "The user likes thing29." in facts


@given(
    st.lists(
        st.sampled_from(
            [
                "my name is Anna",
                "我叫小明",
                "I like cats",
                "I don't like cats",
                "我喜欢狗",
                "let's go with blue",
                "paint a cat",
                "hello",
            ]
        ),
        max_size=8,
    )
)
def test_key_facts_are_idempotent_and_without_doubles(lines: list[str]) -> None:
    messages = [user(line) for line in lines]
    once = key_facts(messages, [])
    assert sorted(key_facts(messages, once)) == sorted(once)
    assert len(set(once)) == len(once)
