# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Cutting a sentence into words the lexicon knows, and what is left over."""

import re
import unicodedata
from dataclasses import dataclass

from .grammar import MEASURES
from .lexicon import Senses, lexicon

LONGEST = 4000
"""Characters of a prompt that are read; the rest is reported as not understood."""

_EMOJI = {
    "🐱": "猫", "🐈": "猫", "🐶": "狗", "🐕": "狗", "🐰": "兔子", "🐇": "兔子", "🐼": "熊猫", "🐻": "熊", "🦊": "狐狸", "🐴": "马",
    "🐎": "马", "🐄": "牛", "🐮": "牛", "🐑": "羊", "🐷": "猪", "🐘": "大象", "🦁": "狮子", "🐯": "老虎", "🐵": "猴子", "🐭": "老鼠",
    "🐧": "企鹅", "🐦": "鸟", "🦆": "鸭子", "🦢": "天鹅", "🦉": "猫头鹰", "🐟": "鱼", "🐠": "鱼", "🐳": "鲸鱼", "🐋": "鲸鱼",
    "🐬": "海豚", "🐢": "乌龟", "🐸": "青蛙", "🦋": "蝴蝶", "🐝": "蜜蜂", "🐉": "龙", "🐲": "龙", "🦕": "恐龙", "🦄": "独角兽",
    "🌙": "弯月", "🌕": "月亮", "⭐": "星星", "🌟": "星星", "✨": "星星", "☀": "太阳", "🌞": "太阳", "🌈": "彩虹", "☁": "云",
    "⚡": "闪电", "🎆": "烟花", "🌊": "海", "⛰": "山", "🏔": "雪山", "🌋": "火山", "🏝": "海岛", "🏠": "房子", "🏡": "房子",
    "🏯": "宝塔", "🏰": "城堡", "⛪": "教堂", "⛵": "帆船", "🚢": "轮船", "🚗": "汽车", "🚌": "公交车", "🚂": "火车", "🚲": "自行车",
    "✈": "飞机", "🚀": "火箭", "🛸": "飞碟", "🎈": "气球", "🪁": "风筝", "🏮": "灯笼", "☂": "伞", "☔": "雨伞", "🌲": "松树",
    "🌳": "树", "🌴": "棕榈树", "🌸": "樱花", "🍁": "枫叶", "🎋": "竹子", "🌹": "玫瑰", "🌻": "向日葵", "🌷": "郁金香", "🌼": "花",
    "🪷": "荷花", "🍄": "蘑菇", "🌵": "仙人掌", "⛄": "雪人", "☃": "雪人", "🤖": "机器人", "👻": "幽灵", "👽": "外星人", "🍎": "苹果",
    "🍉": "西瓜", "🍓": "草莓", "🍌": "香蕉", "🎂": "蛋糕", "🍵": "茶杯", "☕": "咖啡", "📖": "书", "❤": "爱心", "💖": "爱心",
    "🎁": "礼物", "🕯": "蜡烛", "🎃": "南瓜", "❄": "雪花", "🌧": "下雨", "🌃": "夜晚", "🌅": "日出", "🌇": "日落",
}  # fmt: skip
_SPLIT = re.compile(
    r"(?P<han>[\u3400-\u9fff\U00020000-\U0003ffff]+)|(?P<number>\d{1,6})|(?P<latin>[^\W\d_]+(?:['’\-][^\W\d_]+|-?bit)*)"
    r"|(?P<other>\S)",
    re.UNICODE,
)
_PAUSES = set('，。；、！？,.;!?:：()（）[]【】"“”|/\n')


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text with its senses; no senses means it was not understood; ``pause`` is punctuation."""

    text: str
    senses: Senses = ()
    pause: bool = False
    number: int | None = None
    measure: bool = False
    chinese: bool = False

    def has(self, kind: str) -> bool:
        """Whether one of its senses is of this kind."""
        return any(sense.kind == kind for sense in self.senses)


def clean(text: str) -> str:
    """One Unicode form, no control characters, no combining marks piled on letters, bounded length."""
    composed = unicodedata.normalize("NFKC", text[: LONGEST * 2])
    kept = []
    for character in composed:
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Cf", "Cs", "Co", "Cn"):
            continue
        kept.append(" " if category == "Cc" else character)
    return "".join(kept).lower()[:LONGEST]


def tokenise(text: str) -> list[Token]:
    """Tokens of the cleaned text, in order."""
    tokens: list[Token] = []
    words: list[str] = []

    def flush() -> None:
        tokens.extend(_english(words))
        words.clear()

    for match in _SPLIT.finditer(clean(text)):
        kind, piece = match.lastgroup, match.group()
        if kind == "latin":
            words.append(piece.replace("’", "'"))
            continue
        if kind == "number" and words and words[-1] == "-":
            words.pop()
        flush()
        if kind == "number":
            tokens.append(Token(piece, number=int(piece)))
        elif kind == "han":
            tokens.extend(_chinese(piece))
        elif piece in _EMOJI:
            tokens.append(Token(piece, lexicon().zh[_EMOJI[piece]], chinese=True))
        elif piece in _PAUSES:
            tokens.append(Token(piece, pause=True))
        elif ord(piece) > 0x2000:
            tokens.append(Token(piece))
    flush()
    return tokens


def _english(words: list[str]) -> list[Token]:
    """Longest phrases first; a hyphenated word that is unknown is tried by its parts."""
    known, longest = lexicon().en, lexicon().longest_en
    tokens, index = [], 0
    while index < len(words):
        for length in range(min(longest, len(words) - index), 0, -1):
            phrase = " ".join(words[index : index + length])
            if phrase in known:
                tokens.append(Token(phrase, known[phrase]))
                index += length
                break
        else:
            word = words[index]
            index += 1
            base = word.removesuffix("'s")
            if base != word and base in known:
                tokens.append(Token(word, known[base]))
            elif "-" in word:
                tokens.extend(_english([part for part in word.split("-") if part]))
            else:
                tokens.append(Token(word))
    return tokens


def _chinese(text: str) -> list[Token]:
    """Longest match over the lexicon; runs of unknown characters stay together."""
    known, longest = lexicon().zh, lexicon().longest_zh
    tokens: list[Token] = []
    unknown, index = "", 0

    def flush() -> None:
        nonlocal unknown
        if unknown:
            tokens.append(Token(unknown, chinese=True))
            unknown = ""

    while index < len(text):
        after_number = (
            not unknown and bool(tokens) and (tokens[-1].has("count") or tokens[-1].number is not None)
        )
        if after_number and text[index] in MEASURES and not _thing_follows_number(text[index:], known):
            tokens.append(Token(text[index], measure=True, chinese=True))
            index += 1
            continue
        for length in range(min(longest, len(text) - index), 0, -1):
            piece = text[index : index + length]
            if piece in known:
                flush()
                tokens.append(Token(piece, known[piece], chinese=True))
                index += length
                break
        else:
            if text[index] in MEASURES and not unknown:
                tokens.append(Token(text[index], measure=True, chinese=True))
            else:
                unknown += text[index]
            index += 1
    flush()
    return tokens


def _thing_follows_number(rest: str, known: dict[str, Senses]) -> bool:
    """After a number a measure word may begin a longer thing ('两家人' no, '三杯子' yes)."""
    return any(
        rest[:length] in known and known[rest[:length]][0].kind == "subject"
        for length in range(min(4, len(rest)), 1, -1)
    )
