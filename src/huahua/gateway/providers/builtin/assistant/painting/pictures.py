"""Which earlier picture a sentence speaks of: 'the second one', '最后一张', 'the one with the cat'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huahua.gateway.providers.builtin.assistant.painting.vocabulary import SUBJECT
from huahua.gateway.providers.builtin.assistant.tools import Picture

_EN_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EN_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ZH_CARDINALS = "一二三四五六七八九十"
_NOUN = r"(?:one|picture|image|painting|drawing|version|pic|photo|illustration|variant|variation)"
_PREP = r"(?:(?:in|on|to|of|for|with|from|at|into|now)\s+)?"
_SECOND_LAST = re.compile(
    rf"{_PREP}\b(?:the )?(?:second[- ]to[- ]last|last but one|next to last|penultimate|previous|(?:one|"
    rf"{_NOUN}) before(?: that| last| the last(?: one)?| this)?)(?: {_NOUN})?\b"
    r"|倒数第[二2][张幅个]|上上[张幅个]|前一[张幅个]",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    rf"{_PREP}\b(?:the |that |my |your )?(?:very )?(?:last|latest|newest|most recent|current)(?: "
    rf"{_NOUN})\b|{_PREP}\bthe (?:last|latest|newest)(?=[\s,:]*(?:$|,))"
    r"|最后(?:那|的)?一?[张幅个]|最新(?:那|的)?一?[张幅个]|(?:刚才|刚刚)(?:画?的)?(?:那|"
    r"这)?一?[张幅个]|上一[张幅个]|上[张幅]|倒数第[一1][张幅个]",
    re.IGNORECASE,
)
_OLDEST = re.compile(
    rf"{_PREP}\b(?:the )?(?:original|oldest|earliest|very first)(?: {_NOUN})?\b|最初(?:那|"
    rf"的)?一?[张幅个]|最早(?:那|的)?一?[张幅个]|最开始(?:那|的)?一?[张幅个]|原来(?:那|的)?一?[张幅个]|"
    rf"一开始(?:那|的)?[张幅个]",
    re.IGNORECASE,
)
# Without a noun an ordinal is a picture only before such words: 'the second, bigger', not 'second world war'.
_ALONE = (
    r"\s*(?:[,:;.!?]|$)|\s+(?:and|but|in|at|with|without|to|into|as|please|should|bigger|smaller|brighter|"
    r"darker|again)\b"
)
_ORDINAL = re.compile(
    rf"{_PREP}\b(?:the |that |my )?(?P<word>{'|'.join(_EN_ORDINALS)})(?: {_NOUN}\b|\b(?={_ALONE}))"
    rf"|{_PREP}\b(?:the |that )?(?P<nth>\d{{1,2}})(?:st|nd|rd|th)(?: {_NOUN})?\b"
    rf"|{_PREP}(?:\b(?:the )?(?:{_NOUN}|number|no\.?)|#) ?#?(?P<digit>\d{{1,2}})\b"
    rf"|{_PREP}\b(?:picture|image|number|painting|drawing|version) (?P<cardinal>{'|'.join(_EN_CARDINALS)})\b"
    rf"|第 ?(?P<zh>\d{{1,2}}|[{_ZH_CARDINALS}]) ?[张幅个副](?:图片?|画)?",
    re.IGNORECASE,
)
_WITH = re.compile(
    rf"{_PREP}\b(?:the|that) {_NOUN} (?:with|of|that has|that shows|showing|where|featuring|"
    rf"about)\s+(?:(?:the|an?|some)\s+)?(?P<after>[\w' -]+)"
    rf"|{_PREP}\b(?:the|that) (?P<before>[a-z-]+) {_NOUN}\b"
    r"|(?:那|这)?[张幅]?有(?P<zh1>[\u3400-\u9fff]{1,8}?)的?(?:那|这)?一?[张幅]|(?:那|"
    r"这)[张幅]有?(?P<zh2>[\u3400-\u9fff]{1,12})|(?P<zh3>[\u3400-\u9fff]{1,6})的?那一?[张幅]",
    re.IGNORECASE,
)
_THE = re.compile(r"\bthe ([a-z][a-z-]+)", re.IGNORECASE)
_ADDS = re.compile(r"^(?:再|也|还|请|帮我)*(?:加|添|补|放|多|增)")
_PAIRS = """
cat:猫 kitten:猫 kitty:猫 dog:狗 puppy:狗 bird:鸟 fish:鱼 flower:花 mountain:山 sea:海 ocean:海 river:河
lake:湖 forest:林 tree:树 bamboo:竹 house:房 house:屋 cottage:屋 tower:塔 pagoda:塔 bridge:桥 boat:船
ship:船 sun:太阳 sunrise:日出 sunset:日落 sunset:夕阳 moon:月 star:星 cloud:云 rain:雨 snow:雪
rainbow:彩虹 girl:女孩 boy:男孩 robot:机器人 city:城 town:镇 village:村 street:街 island:岛 beach:滩
desert:沙漠 dragon:龙 horse:马 cow:牛 sheep:羊 rabbit:兔 fox:狐 wolf:狼 bear:熊 panda:熊猫 tiger:虎
lion:狮 elephant:象 butterfly:蝶 astronaut:宇航员 castle:城堡 temple:庙 car:车 train:火车 plane:飞机
rocket:火箭 lighthouse:灯塔 garden:花园 lantern:灯笼 umbrella:伞 cake:蛋糕 apple:苹果
"""
_ZH_OF: dict[str, list[str]] = {}
for _pair in _PAIRS.split():
    _en, _zh = _pair.split(":")
    _ZH_OF.setdefault(_en, []).append(_zh)


@dataclass(frozen=True, slots=True)
class Choice:
    """The picture meant (its place, oldest 0), the text without the reference, and whether one was made."""

    place: int
    rest: str
    explicit: bool


def choose(text: str, pictures: Sequence[Picture], batch: int = 0) -> Choice:
    """The picture that `text` speaks of; the newest where it names none. `pictures` is not empty.

    batch: how many of the newest pictures were made together; an ordinal within it counts among them.
    """
    newest = len(pictures) - 1
    for pattern, place in ((_SECOND_LAST, newest - 1), (_NEWEST, newest), (_OLDEST, 0)):
        match = pattern.search(text)
        if match:
            return Choice(max(0, place), _without(text, match), True)
    match = _ORDINAL.search(text)
    if match:
        number = _number(match)
        base = len(pictures) - batch if 1 < batch <= len(pictures) and number <= batch else 0
        return Choice(min(max(base + number - 1, 0), newest), _without(text, match), True)
    described = _described(text, pictures)
    if described:
        return described
    implied = _implied(text, pictures)
    return Choice(newest if implied is None else implied, text, False)


def _number(match: re.Match[str]) -> int:
    if match["word"]:
        return _EN_ORDINALS.index(match["word"].lower()) + 1
    if match["cardinal"]:
        return _EN_CARDINALS.index(match["cardinal"].lower()) + 1
    if match["zh"] and not match["zh"].isdigit():
        return _ZH_CARDINALS.index(match["zh"]) + 1
    return int(match["nth"] or match["digit"] or match["zh"])


def _without(text: str, match: re.Match[str]) -> str:
    """`text` without the reference; in mid-sentence 'it' stands in ('make it bigger')."""
    left, right = text[: match.start()].rstrip(), text[match.end() :].lstrip(" ,，:：、的")
    if left and right and re.search(r"[a-z]$", left, re.IGNORECASE):
        return f"{left} it {right}"
    if left.endswith(("把", "将", "给")):
        return f"{left}它{right}"
    return f"{left}{' ' if left and right and left[-1].isascii() else ''}{right}".strip(" ,，")


def _stem(word: str) -> str:
    word = word.lower()
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _shows(prompt: str, word: str) -> bool:
    """Whether a prompt speaks of `word`, in either language."""
    if re.match(r"[a-z]", word, re.IGNORECASE):
        stem = _stem(word)
        words = {_stem(found) for found in re.findall(r"[a-z]+", prompt.lower())}
        return stem in words or any(zh in prompt for zh in _ZH_OF.get(stem, ()))
    if word in prompt:
        return True
    words = {_stem(found) for found in re.findall(r"[a-z]+", prompt.lower())}
    return any(word in zhs and en in words for en, zhs in _ZH_OF.items())


def equivalents(word: str) -> list[str]:
    """Words for the same thing in the other language ('boat' → 船, '船' → boat, ship)."""
    stem = _stem(re.sub(r"^(?:the|an?)\s+", "", word.lower()))
    return [*_ZH_OF.get(stem, ()), *(en for en, zhs in _ZH_OF.items() if word in zhs)]


def _described(text: str, pictures: Sequence[Picture]) -> Choice | None:
    match = _WITH.search(text)
    if not match:
        return None
    words = _words(next(group for group in match.groups() if group))
    if not words:
        return None
    scores = [sum(_shows(picture.prompt, word) for word in words) for picture in pictures]
    best = max(scores)
    if not best:
        return None
    place = max(index for index, score in enumerate(scores) if score == best)
    return Choice(place, _strip_description(text, match, pictures[place].prompt), True)


def _words(phrase: str) -> list[str]:
    if re.search(r"[\u3400-\u9fff]", phrase):
        return SUBJECT.findall(phrase)
    return [
        word
        for word in re.findall(r"[a-z]+", phrase.lower())
        if len(word) > 2 and word not in ("the", "and", "with")
    ]


def _strip_description(text: str, match: re.Match[str], prompt: str) -> str:
    """Drop 'the one with the cat' but keep what follows the described thing ('bigger')."""
    phrase = match.group()
    end = 0
    for word in _words(phrase):
        if _shows(prompt, word):
            end = max(end, phrase.lower().find(word.lower()) + len(word))
    tail = re.match(r"(?:的?那?一?[张幅])|(?:'s)?", phrase[end:])
    end += tail.end() if tail else 0
    noun = re.match(rf" {_NOUN}\b", phrase[end:], re.IGNORECASE)
    end += noun.end() if noun else 0
    stop = re.match(re.escape(phrase[:end]), text[match.start() :], re.IGNORECASE)
    if not stop or not end:
        return text
    left, right = text[: match.start()].rstrip(), text[match.start() + end :].lstrip(" ,，:：、的")
    if left and right and re.search(r"[a-z]$", left, re.IGNORECASE):
        return f"{left} it {right}"
    return f"{left}{' ' if left and right else ''}{right}".strip(" ,，") or text


def _implied(text: str, pictures: Sequence[Picture]) -> int | None:
    """'make the cat bigger' means the newest picture that has a cat."""
    words = [word for word in _THE.findall(text) if SUBJECT.fullmatch(word)]
    if not words and re.search(r"[\u3400-\u9fff]", text) and not _ADDS.match(text):
        lead = re.search(r"(?:把|给|将|让|去掉|删掉|移除|擦掉)([^加添换改变成]{1,12})", text)
        words = SUBJECT.findall(lead[1]) if lead else []
    for place in range(len(pictures) - 1, -1, -1):
        if any(_shows(pictures[place].prompt, word) for word in words):
            return place
    return None
