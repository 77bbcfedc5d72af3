"""Whatever is sent: no exception, the user's language, pieces that join, counts that are not negative."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.gateway.providers.builtin.assistant.chunks import cut
from huahua.gateway.providers.builtin.assistant.content import text_of
from huahua.gateway.providers.builtin.assistant.language import detect
from huahua.gateway.providers.builtin.assistant.model import AssistantReply, AssistantRequest
from huahua.gateway.providers.builtin.assistant.normalise import MAX_CHARS, plain, tidy
from huahua.gateway.providers.builtin.assistant.notes import key_facts
from huahua.gateway.providers.builtin.assistant.replies import TABLES
from huahua.gateway.providers.builtin.assistant.respond import respond
from huahua.gateway.providers.builtin.assistant.titles import MAX_LATIN, title, width
from huahua.gateway.providers.builtin.assistant.tokens import estimate

from .support import NOW, PICTURES, offered

ZH_WORDS = [
    "画",
    "一只",
    "猫",
    "狗",
    "的",
    "了",
    "吗",
    "什么",
    "怎么",
    "改成",
    "第二张",
    "晚上",
    "水彩",
    "加",
    "三",
    "十",
    "百",
    "点",
    "天",
    "今天",
    "春节",
    "几",
    "等于",
    "头像",
    "我",
    "喜欢",
    "叫",
    "小明",
    "你好",
    "谢谢",
    "排序",
    "，。？",
]
EN_WORDS = [
    "paint",
    "a",
    "cat",
    "the",
    "second",
    "one",
    "make",
    "it",
    "night",
    "add",
    "boat",
    "3",
    "+",
    "5",
    "%",
    "of",
    "what",
    "is",
    "my",
    "name",
    "how",
    "many",
    "days",
    "until",
    "km",
    "in",
    "and",
    "times",
    "avatar",
    "please",
    "hello",
    "sort",
    "reverse",
    ",",
    "?",
    ".",
]
talk = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(ZH_WORDS), max_size=12).map("".join),
    st.lists(st.sampled_from(EN_WORDS), max_size=12).map(" ".join),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "image_url", "name", "function", "id"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
messages = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["user", "assistant", "system", "tool", "developer", ""]),
            "content": talk | anything,
        },
        optional={"tool_calls": anything, "tool_call_id": anything, "name": anything},
    ),
    max_size=6,
)


def check(reply: AssistantReply) -> None:
    assert reply.text.strip()
    assert "".join(reply.chunks()) == reply.text
    assert reply.usage.prompt_tokens >= 0
    assert reply.usage.completion_tokens >= 0
    assert (reply.finish_reason == "tool_calls") == bool(reply.tool_calls)


def fields_of(phrase: str) -> set[str]:
    """Names of the values that a phrase needs."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@settings(max_examples=100)
@given(messages, st.integers(0, 9), st.booleans())
def test_never_raises_on_any_messages(sent: list[dict[str, Any]], seed: int, tools: bool) -> None:
    check(respond(AssistantRequest(sent, NOW, offered(PICTURES) if tools else [], seed=seed)))
    assert title(sent).strip()
    assert all(key_facts(sent, []))


@settings(max_examples=100)
@given(talk, st.integers(0, 9))
def test_never_raises_on_any_text(text: str, seed: int) -> None:
    check(respond(AssistantRequest([{"role": "user", "content": text}], NOW, offered(PICTURES), seed=seed)))


@given(
    st.lists(st.sampled_from([word for word in ZH_WORDS if word != "排序"]), min_size=2, max_size=8).map(
        "".join
    ),
    st.integers(0, 5),
)
def test_chinese_is_answered_in_chinese(text: str, seed: int) -> None:
    reply = respond(AssistantRequest([{"role": "user", "content": text}], NOW, offered(), seed=seed))
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        assert detect(reply.text) in ("zh", None)


@given(st.lists(st.sampled_from(EN_WORDS), min_size=2, max_size=8).map(" ".join), st.integers(0, 5))
def test_english_is_answered_in_english(text: str, seed: int) -> None:
    reply = respond(AssistantRequest([{"role": "user", "content": text}], NOW, offered(), seed=seed))
    assert detect(reply.text) in ("en", None)


@given(st.lists(talk, min_size=2, max_size=5))
def test_a_whole_chat_never_breaks(lines: list[str]) -> None:
    sent: list[dict[str, Any]] = []
    for line in lines:
        sent.append({"role": "user", "content": line})
        reply = respond(AssistantRequest(sent, NOW, offered(PICTURES)))
        check(reply)
        sent.append({"role": "assistant", "content": reply.text})


@given(st.lists(anything, max_size=3), anything)
def test_odd_tools_are_ignored(tools: list[Any], content: Any) -> None:
    check(respond(AssistantRequest([{"role": "user", "content": content}], NOW, tools)))


@given(st.text(max_size=400))
def test_chunks_join_to_the_text(text: str) -> None:
    pieces = list(cut(text))
    assert "".join(pieces) == text
    assert all(pieces)


def test_chunks_are_words_and_small_groups_of_characters() -> None:
    assert list(cut("Hello there, friend.")) == ["Hello ", "there, ", "friend."]
    assert all(len(piece) <= 4 for piece in cut("今天的天气很好，我们去画画吧。"))
    for whole in ("[HuaHua](https://example.org/a)", "```python\n", "`code` "):
        assert whole in list(cut(f"see {whole}now"))
    assert list(cut("- **Paint** it")) == ["- ", "**Paint** ", "it"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("你好", 2), ("cat", 1), ("painting", 2), ("12345", 2), ("a b", 2), ("\n", 1), ("好。", 2)],
)
def test_the_token_estimate_is_as_documented(text: str, tokens: int) -> None:
    assert estimate(text) == tokens


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_text_is_never_fewer_tokens(a: str, b: str) -> None:
    assert estimate(f"{a} {b}") == estimate(a) + estimate(b)


def test_pictures_and_tools_count_towards_the_prompt() -> None:
    def prompt(content: Any, tools: list[Any]) -> int:
        return respond(
            AssistantRequest([{"role": "user", "content": content}], NOW, tools)
        ).usage.prompt_tokens

    picture = [{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    assert prompt(picture, []) == prompt("hi", []) + 85
    assert prompt("hi", offered()) > prompt("hi", [])


def test_both_languages_say_the_same_things() -> None:
    english, chinese = TABLES["en"], TABLES["zh"]
    assert english.keys() == chinese.keys()
    for key in english:
        for lang in ("en", "zh"):
            for phrase in TABLES[lang][key]:
                assert not set("!！") & set(phrase)
                assert fields_of(phrase) <= set().union(*map(fields_of, english[key] + chinese[key]))
                if key != "cased":
                    assert detect(phrase.replace("{", " ").replace("}", " ")) in (lang, None) or fields_of(
                        phrase
                    )


def test_answers_beyond_it_come_in_several_wordings_and_name_the_place() -> None:
    for lang, place in (("en", "Settings → Models"), ("zh", "“设置 → 模型”")):
        for key, phrases in TABLES[lang].items():  # type: ignore[index]
            if key.startswith("beyond_"):
                assert len(phrases) >= 2
                assert all(place in phrase for phrase in phrases)


@given(st.text(max_size=500))
def test_tidying_is_stable(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert plain(plain(tidy(text))) == plain(tidy(text))


def test_a_very_long_message_is_bounded() -> None:
    assert len(tidy("长" * 1_000_000)) == MAX_CHARS
    check(respond(AssistantRequest([{"role": "user", "content": "画" * 500_000}], NOW, offered(PICTURES))))


def test_text_parts_are_joined() -> None:
    parts = [
        {"type": "text", "text": "a"},
        {"type": "image_url"},
        {"type": "input_text", "text": "b"},
        "c",
        None,
    ]
    assert text_of({"role": "user", "content": parts}) == "a\nb"


@given(st.lists(st.text(alphabet=string.printable + "画一只猫的，。", max_size=300), min_size=1, max_size=3))
def test_titles_are_short_and_never_empty(lines: list[str]) -> None:
    made = title([{"role": "user", "content": line} for line in lines])
    assert made.strip()
    assert "\n" not in made
    assert width(made) <= MAX_LATIN


def test_lone_surrogates_are_dropped() -> None:
    reply = respond(AssistantRequest([{"role": "user", "content": "paint a \ud800cat"}], NOW, offered()))
    assert reply.tool_calls[0].arguments["prompt"] == "a cat"
    assert reply.text.encode("utf-8")


def test_a_message_of_nothing_but_greetings_is_answered() -> None:
    check(respond(AssistantRequest([{"role": "user", "content": "actually " * 400}], NOW, offered())))
