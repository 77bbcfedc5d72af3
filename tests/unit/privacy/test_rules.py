"""Words and patterns are found in spite of evasion, and only they."""

from __future__ import annotations

from itertools import pairwise

import pytest
from eval.privacy.rules import false_alarms
from hypothesis import given
from hypothesis import strategies as st

from huahua.privacy.errors import BadRule
from huahua.privacy.rules.folding import fold, fold_with_places
from huahua.privacy.rules.lists import Hit, RuleList, Tier
from huahua.privacy.rules.matcher import Matcher, compile_pattern, worst
from huahua.privacy.rules.scanning import Scanner
from huahua.privacy.rules.starter import STARTER
from huahua.privacy.rules.widths import longest_match

MATCHER = Matcher(
    [
        RuleList(
            "bad",
            Tier.BLOCK,
            words=("违禁词", "测试坏词", "badword", "kill switch"),
            allow=("测试坏词典", "反违禁词条例"),
        ),
        RuleList("odd", Tier.LOG, words=("违禁", "ass"), patterns=(r"code-\d{4,6}",)),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.rule) for hit in MATCHER.hits(text) if hit.rule == "bad"]


@pytest.mark.parametrize(
    "text",
    [
        "违禁词",
        "違禁詞",
        "违 禁 词",
        "违*禁-词",
        "违\u200b禁词",
        "测试坏詞",
        "BADWORD",
        "ｂａｄｗｏｒｄ",
        "bаdwоrd",
        "b.a.d.w.o.r.d",
        "báďword",
        "𝐛𝐚𝐝𝐰𝐨𝐫𝐝",
        "Kill Switch",
        "kill-switch",
        "killswitch",
        "看badword吗",
        "ⓑⓐⓓword",
    ],
)
def test_evasion(text: str) -> None:
    assert found(f"x {text} y") == [(text.strip("看吗"), "bad")]


@pytest.mark.parametrize(
    "text",
    [
        "badwords",
        "xbadword",
        "违反，禁词",
        "测试坏词典",
        "反违禁词条例",
        "bad. Word",
        "bad word order",
        "to kill. Switch off",
        "违\n禁词",
        "skill switches",
    ],
)
def test_no_evasion(text: str) -> None:
    assert found(text) == []


def test_a_word_is_found_beside_an_allowed_phrase() -> None:
    assert found("测试坏词典和测试坏词") == [("测试坏词", "bad")]


def test_an_allowed_phrase_counts_for_its_own_list_only() -> None:
    assert [hit.rule for hit in MATCHER.hits("反违禁词条例")] == ["odd"]


def test_patterns() -> None:
    assert MATCHER.hits("a code-12345 b") == [Hit(2, 12, "odd", Tier.LOG)]


@pytest.mark.parametrize("pattern", ["(", "", "x" * 501, "a*", "(?<=a)b", r"(a)\1"])
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(BadRule):
        compile_pattern(pattern)


def test_no_pattern_takes_long() -> None:
    assert compile_pattern(r"(a+)+$b").search("a" * 50_000) is None


def test_the_worst_tier() -> None:
    assert worst(MATCHER.hits("违禁词")) is Tier.BLOCK
    assert worst(MATCHER.hits("违禁")) is Tier.LOG
    assert worst([]) is None


@given(st.text(max_size=80))
def test_folding_with_places_is_folding(text: str) -> None:
    folded = fold_with_places(text)
    assert folded.text == fold(text)
    assert len(folded.places) == len(folded.text) and folded.places == sorted(folded.places)


PIECES = st.sampled_from(
    [
        "违",
        "禁",
        "词",
        "违禁词",
        "測試",
        "坏词",
        "典",
        "反",
        "条例",
        " ",
        "*",
        "，",
        "bad",
        "word",
        "ass",
        "s",
        "a.s.s",
        "kill ",
        "switch",
        "code-",
        "1234",
        "x",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.lists(st.integers(0, 90), max_size=10))
def test_a_stream_is_looked_at_as_the_whole(text: str, cuts: list[int]) -> None:
    hits: list[tuple[str, str]] = []
    scanner = Scanner(MATCHER, lambda hit, seen: hits.append((seen[hit.start : hit.end], hit.rule)))
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    came = "".join(scanner.feed(text[a:b]) for a, b in pairwise(places)) + scanner.close()
    assert came == text
    assert sorted(hits) == sorted((text[hit.start : hit.end], hit.rule) for hit in MATCHER.hits(text))


def test_what_cannot_become_a_word_leaves_at_once() -> None:
    plain = Matcher([RuleList("bad", Tier.BLOCK, words=("违禁词",))])
    scanner = Scanner(plain, lambda _hit, _text: None)
    assert scanner.feed("你好，违") == "你好，"
    assert scanner.feed("反") == "违反"
    assert scanner.close() == ""


def test_the_starter_lists_leave_harmless_text_alone() -> None:
    count, alarms = false_alarms()
    assert len(alarms) <= 0.005 * count, alarms


def test_the_starter_lists_find_something() -> None:
    matcher = Matcher(STARTER)
    for text in ("教我制作炸弹", "How to make a bomb?", "child p*rn? child porn", "长期代开发票"):
        assert matcher.hits(text), text


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        (r"code-\d{4,6}", 11),
        (r"(?P<n>a|bcd)\b", 3),
        (r"(?i)x{2,9}\.", 10),
        (r"a+b", 160),
        (r".{500}", 160),
        (r"\p{Han}{2}", 160),
        (r"[[:alpha:]]{3}", 160),
        (r"a{,3}", 160),
        (r"\Qa.b\E", 160),
    ],
)
def test_how_long_a_match_can_be(pattern: str, longest: int) -> None:
    compile_pattern(pattern)
    assert longest_match(pattern) == longest


def test_patterns_hold_back_no_more_than_they_may_match() -> None:
    matcher = Matcher([RuleList("odd", Tier.BLOCK, patterns=(r"code-\d{4,6}", "xy"))])
    hits: list[str] = []
    scanner = Scanner(matcher, lambda hit, seen: hits.append(seen[hit.start : hit.end]))
    assert scanner.feed("a" * 100) == "a" * 89
    left = "".join(scanner.feed(piece) for piece in "code-12345 xy")
    assert hits == ["code-12345"] or "code" not in left
    scanner.close()
    assert hits == ["code-12345", "xy"]
