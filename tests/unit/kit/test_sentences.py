"""Sentences of streamed text: whole, in order, and nothing lost."""

# ruff: noqa: E501

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.kit.sentences import SentenceSplitter


def split(text: str, *, size: int = 1, **limits: int) -> list[str]:
    """`text` in pieces of `size` characters."""
    splitter = SentenceSplitter(**limits)
    out = []
    for at in range(0, len(text), size):
        out += splitter.feed(text[at : at + size])
    return out + splitter.flush()


CASES: dict[str, list[str]] = {
    "Chinese": ["海上生明月。", "天涯共此时！", "你说呢？", "好；", "走吧"],
    "English": ["The moon rises. ", "Over the sea! ", "Is it so? ", "It is; ", "go"],
    "both": ["这是GPT。", "It works.", "真的吗?", "是的!", "好"],
    "quotes stay": ["他说：“你好。”", "然后走了（真的。）", "「好！」", '"Go." ', "Then (he left.) ", "Done."],
    "straight quotes": ['他说："你好。"', '她答。', '"再见。"', "完"],
    "emphasis": ["**重点。**", "其余。", "**Bold. ", "More.** ", "Rest."],
    "emphasis that opens": ["你好。", "**重点**在此。"],
    "abbreviations": ["Dr. Smith met Mr. Li at 5 p.m. ", "He left, e.g. by car, i.e. fast. ", "See fig. 3 and No. 5. ", "J. R. Tolkien and the U.S. Army. ", "Cats, dogs etc. ", "No. ", "End."],
    "numbers": ["Pi is 3.14. ", "版本3.5。", "It costs 1,000.50 dollars."],
    "addresses": ["See https://a.example/b.c?d=e;f!g for it. ", "Or www.b.example?x=1看。", "Mail a.b@c.example now."],
    "files": ["Open main.py and a.b.c; ", "then run."],
    "ellipses": ["我……", "不知道……。", "Wait... what? ", "Well… maybe. ", "So... ", "Yes. ", "嗯…好。"],
    "several marks": ["什么？！", "真的!!! ", "Oh?! ", "好。。。", "完"],
    "pauses go on": ["他说“好。”，就走了。"],
    "code in a line": ["Call `a.b(). c; d!` now. ", "Next."],
    "entities": ["A &amp; B are one. ", "Two."],
    "lists": ["Do this:\n", "1. First one.\n", "2. Second one. ", "With more.\n", "10. Tenth\n", "a. letter\n", "- dash\n", "- other"],
    "lists in Chinese": ["步骤：\n", "1.苹果\n", "2. 梨。\n", "3、桃"],
    "headings": ["# Title\n", "small text goes on.\n\n", "## 第二\n\n", "好。"],
    "wrapped lines": ["this line goes on\nbelow and, moreover,\nHere too. ", "End."],
    "poem": ["床前明月光，\n疑是地上霜。\n", "举头望明月，\n低头思故乡。"],
    "paragraphs": ["One\n\n", "two\n\n\n", "three"],
    "fence": ["Look:\n\n", "```python\nx = 1. \n\ny = '。'; z\n```\n", "Done. ", "Yes."],
    "fence of four": ["````\n```\na. B\n```\n````\n", "C."],
    "tildes": ["~~~\na. B\n```\nc! D\n~~~\n", "E."],
    "indented fence": ["1. Do:\n", "   ```sh\n   a. B\n   ```\n", "2. Then."],
    "fence in an item": ["- ```\n  a. B\n  ```\n", "- c"],
    "fence without end": ["A.\n", "```\nb. C\nd"],
    "three marks in a line": ["```a. b``` is code. ", "Yes."],
    "indented code": ["So:\n\n", "    a. B\n\n    c! D\n", "End. ", "Yes."],
    "list below an item": ["- a\n\n", "    - bee. ", "C\n", "- d"],
    "table": ["Here:\n\n", "| a | b. C |\n|---|---|\n| d。 | e! F |\n", "After. ", "Yes."],
    "table at the end": ["| a | b |\n| c. D | e |"],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_ends(name: str, size: int) -> None:
    sentences = CASES[name]
    assert split("".join(sentences), size=size) == sentences


def test_a_sentence_leaves_as_soon_as_its_end_is_certain() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("你好。") == []  # a closing quote may follow
    assert splitter.feed("我") == ["你好。"]
    assert splitter.feed("是. ") == []
    assert splitter.feed("D") == ["我是. "]
    assert splitter.flush() == ["D"]


def test_a_long_sentence_is_cut_at_its_softest_place() -> None:
    assert split("one two, three four", max_chars=12) == ["one two, ", "three four"]
    assert split("一二三，四五六七八九十。", max_chars=6) == ["一二三，", "四五六七八九", "十。"]
    assert split("1,000,000,000,000", max_chars=8) == ["1,000,00", "0,000,00", "0"]
    assert split("aaaa👩\u200d👩bbbb", max_chars=6) == ["aaaa", "👩\u200d👩bbb", "b"]


def test_a_block_is_bounded() -> None:
    text = "```\n" + "a. B\n" * 10 + "```\nCat. Dog"
    pieces = split(text, max_block_chars=20)
    assert max(map(len, pieces)) <= 20
    assert pieces[-2:] == ["Cat. ", "Dog"]


ALPHABET = st.sampled_from(
    [
        *"ab Z9.!?;,:\n\n\t`~|*_\"'()-#>。！？；…，”“」1 ",
        "    ",
        "```",
        "\n\n",
        "Mr.",
        "e.g.",
        "https://x.y?z ",
        "👩\u200d👩",
    ]
)
TEXTS = st.lists(ALPHABET, max_size=60).map("".join)


@given(
    TEXTS,
    st.lists(st.integers(1, 12), min_size=1),
    st.sampled_from([3, 8, 30, 280]),
    st.sampled_from([4, 25, 16_000]),
)
def test_nothing_is_lost_and_the_pieces_make_no_difference(
    text: str, sizes: list[int], max_chars: int, max_block_chars: int
) -> None:
    limits = {"max_chars": max_chars, "max_block_chars": max_block_chars}
    splitter = SentenceSplitter(**limits)
    out, at, turn = [], 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        out += splitter.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    out += splitter.flush()
    assert "".join(out) == text
    assert "" not in out
    assert out == split(text, size=10_000, **limits)


@given(
    st.sampled_from([" ", "\n", ".", "`", "|", "    ", "a", "。", '"', "- ", "1.", "> "]), st.integers(1, 4)
)
def test_no_text_makes_it_hold_much(unit: str, times: int) -> None:
    splitter = SentenceSplitter(max_chars=50, max_block_chars=100)
    out = 0
    for number in range(1, 600):
        out += len("".join(splitter.feed(unit * times)))
        assert number * len(unit) * times - out <= 400
