"""Recognising a wish for a new picture and cleaning it into a painting prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from huahua.gateway.providers.builtin.assistant.normalise import plain
from huahua.gateway.providers.builtin.assistant.painting.options import STYLE_WORDS, Options, take_options
from huahua.gateway.providers.builtin.assistant.painting.phrases_en import caption_en, object_en
from huahua.gateway.providers.builtin.assistant.painting.phrases_zh import caption_zh, object_zh
from huahua.gateway.providers.builtin.assistant.painting.vocabulary import BARE, SUBJECT, VAGUE

NO_OPTIONS = Options()
MAX_COUNT = 4
MAX_PROMPT = 1500
Kind = Literal["clear", "bare", "vague"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"(?<=[.!?。！？;；\n])\s*(?<!\d\.)")
_EN_NUMBERS = {
    "a couple of": 2,
    "two": 2,
    "a pair of": 2,
    "three": 3,
    "a few": 3,
    "several": 3,
    "some": 3,
    "four": 4,
}
_EN_COUNT = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|a couple of|a pair of|a few|several|some|"
    r"\d{1,3})(?: more)?"
    r"((?: (?!of\b)[a-z-]+){0,3}?) "
    r"(pictures|images|pics|photos|paintings|drawings|illustrations|versions|variations|variants|"
    r"options|posters|sketches|"
    r"watercolou?rs|wallpapers|logos|candidates|avatars)\b(?: of\b| with\b| showing\b)?",
    re.IGNORECASE,
)
_ZH_DIGIT = {
    "一": 1,
    "两": 2,
    "二": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "几": 3,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
# 张 also counts tables, beds and faces; those stay in the picture.
_ZH_COUNT = re.compile(
    r"[,，、 ]*(?:画|来|给我|要|生成|做|出)?(\d{1,3}|[一两二俩三仨四几五六七八九十])(?:(?:张|幅|"
    r"副)(?!桌|床|纸|椅|沙发|脸|嘴|网|弓|票|卡|饼|方桌|圆桌|书桌)"
    r"|个(?:版本|方案|备选|候选))(?:不同的?)?"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish for a new picture. `bare`: nothing named yet; `vague`: the painter may choose.

    count: 1 to 4, None where not said; asked: the number said, which may be more than can be made.
    """

    kind: Kind
    prompt: str = ""
    options: Options = NO_OPTIONS
    count: int | None = None
    asked: int | None = None


def parse(text: str, *, forced: bool = False) -> Wish | None:
    """The wish for a picture in `text`, or None where there is none.

    forced: the caller knows that a picture is wanted, so the whole text is the wish.
    """
    sentences = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    for place, sentence in enumerate(sentences):
        core = plain(sentence)
        wanted = _object(core)
        if wanted is None:
            continue
        rest = [extra for part in sentences[place + 1 :] if (extra := plain(part))]
        return build(" ".join([wanted, *rest]) if rest else wanted)
    if forced:
        return build(plain(text) or text)
    return None


def _object(core: str) -> str | None:
    for reading in (object_en, object_zh, caption_zh if _HAN.search(core) else caption_en):
        found = reading(core)
        if found is not None:
            return found
    return None


def build(words: str) -> Wish:
    """A wish from the words that say what to paint."""
    words, asked = take_count(words)
    words, options = take_options(words)
    prompt = tidy_prompt(words)
    count = None if asked is None else max(1, min(MAX_COUNT, asked))
    if VAGUE.match(prompt):
        return Wish("vague", "", options, count, asked)
    if BARE.match(prompt) and not (SUBJECT.search(prompt) and not STYLE_WORDS.search(prompt)):
        return Wish("bare", "", options, count, asked)
    return Wish("clear", prompt[:MAX_PROMPT], options, count, asked)


def take_count(text: str) -> tuple[str, int | None]:
    """`text` without the number of pictures asked for, and that number ('三只猫' is no such number)."""
    match = _EN_COUNT.search(text)
    if match:
        word = match[1].lower()
        number = int(word) if word.isdigit() else _EN_NUMBERS.get(word, 5)
        noun = match[3].lower()
        keep = noun if noun.startswith(("poster", "sketch", "watercolo", "wallpaper", "logo")) else ""
        middle = " ".join(part for part in (match[2].strip(), keep) if part and part != "different")
        left, right = text[: match.start()], text[match.end() :].strip()
        if not right or right[0] in ",.;!?":
            return f"{left.rstrip(' ,')} {middle} {right}".strip(" ,"), number
        return f"{left}{right}" + (f", {middle}" if middle else ""), number
    match = _ZH_COUNT.search(text)
    if match:
        number = int(match[1]) if match[1].isdigit() else _ZH_DIGIT[match[1]]
        left, right = text[: match.start()], text[match.end() :]
        joint = "，" if left and right and right[0] not in ",，。的" else ""
        return (left + joint + right).strip(" ,，"), (number if number > 1 else None)
    return text, None


_EN_OF = re.compile(
    r"^(?P<lead>(?:(?:an?|the|some|one|another|my|our|your)\s+)?(?P<adjectives>(?:[\w-]+,?\s+){0,5}?))"
    r"(?P<noun>pictures?|images?|pics?|photos?|photographs?|paintings?|drawings?|illustrations?|"
    r"artworks?|art|"
    r"art pieces?|pieces? of art|visuals?)\s*"
    r"(?:of|with|showing|that (?:shows|depicts|has)|depicting|featuring|where|in which|about|for|:|"
    r"-)\s+(?P<object>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_FILLER = {
    "nice",
    "quick",
    "simple",
    "single",
    "big",
    "little",
    "small",
    "really",
    "very",
    "new",
    "good",
    "great",
    "cool",
    "different",
    "whole",
    "art",
    "style",
}
_EN_FRONT = re.compile(r"^(?:me|us|for me|for us|out|up|of|to me|like)\s+(?=\S)", re.IGNORECASE)
_EN_BACK = re.compile(
    r"[\s,.;!?]*(?:\b(?:please|pls|for me|for us|now|right now|thanks|thank you|would you|will you|"
    r"could you|can you|if you can|if possible|if you (?:don'?t mind|could|like)))?[\s,.;!?]*$",
    re.IGNORECASE,
)
_ZH_FRONT = re.compile(
    r"^(?:一下|出来?|(?:来|整|搞|弄|做|画|出)(?=一?[张幅个副])|(?:图片?|画)(?=[：:,，])|"
    r"一?[张幅副](?!桌|床|纸|椅|沙发|脸|嘴|网|弓|票)|有关|关于|这样的?|下面这?[张幅]?|"
    r"内容是?|[:：,，、\s])+"
)
_ZH_PICTURE = re.compile(
    r"(?:的|之)?(?:一?[张幅])?(?:图片|图画|图像|画作|画儿|照片|图|(?<![油国彩墨年版笔通景水漫])画)(?=$|"
    r"[,，。;；!！?？\s])"
)
_ZH_COUNTER = re.compile(
    r"^[只个条艘座棵朵匹头位辆架栋间片群对颗株束枝轮道款](?!人|性|体|子)(?=[\u3400-\u9fff])"
)
_ZH_BACK = re.compile(
    r"[\s,，。.!！?？~、]*(?:吧|呗|吗|好吗|好不好|可以吗|行吗|行不行|谢谢|呢|啊|哈|哦|嘛|啦|呀|看看|"
    r"来看看|给我看看|给我|出来)?[\s,，。.!！?？~、]*$"
)


def tidy_prompt(words: str) -> str:
    """A painting prompt: no 'a picture of', no 'please', no loose punctuation; content words kept."""
    words = re.sub(r"\s*\n\s*", ", ", words.strip())
    while True:
        before = words
        words = _EN_FRONT.sub("", _ZH_FRONT.sub("", words))
        words = _ZH_BACK.sub("", _EN_BACK.sub("", words))
        if words == before:
            break
    match = _EN_OF.match(words)
    if match:
        adjectives = [
            word for word in re.split(r"[\s,]+", match["adjectives"]) if word and word.lower() not in _FILLER
        ]
        noun = match["noun"].lower() if STYLE_WORDS.search(" ".join([*adjectives, match["noun"]])) else ""
        manner = " ".join([*adjectives, noun]).strip()
        words = match["object"] + (f", {manner}" if manner else "")
    if _ZH_COUNTER.match(words):
        words = "一" + words
    words = _ZH_PICTURE.sub("", words, count=1) if len(words) > 2 else words
    return re.sub(r"\s{2,}", " ", words).strip(" ,，、。;；:：")
