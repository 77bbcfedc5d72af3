"""The index of every word the painter understands, built once from the tables."""

from dataclasses import dataclass
from functools import cache

from . import grammar
from .animals import ANIMALS
from .built import BUILT
from .entries import Subject
from .nature import NATURE
from .people import PEOPLE
from .plants import PLANTS
from .qualities import QUALITIES
from .things import THINGS

SUBJECTS: dict[str, Subject] = {
    entry.id: entry for entry in (*NATURE, *PLANTS, *ANIMALS, *PEOPLE, *BUILT, *THINGS)
}


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a word can mean: ``kind`` as in ``qualities``, or ``place``, ``link``, ``no``, ``stop``, ``trap``."""

    kind: str
    value: str
    extra: tuple[tuple[str, str], ...] = ()


Senses = tuple[Sense, ...]

_COLOURED: dict[str, str] = {
    "橘猫": "ginger", "黑猫": "black", "白猫": "white", "白云": "white", "乌云": "grey", "红日": "red", "白兔": "white",
    "白马": "white", "黑马": "black", "白帆": "white", "红灯笼": "red", "青松": "green", "红梅": "red", "红旗": "red",
    "白鹤": "white", "白天鹅": "white", "棕熊": "brown", "北极熊": "white", "polar bear": "white", "小黄鸭": "yellow",
    "red lantern": "red", "goldfish": "orange", "金鱼": "orange", "黄牛": "gold", "火焰": "orange",
}  # fmt: skip
"""Words that name a thing and its colour at once."""
_SIZED: dict[str, str] = {
    "大山": "big", "高山": "big", "小山": "small", "小船": "small", "小舟": "small", "大船": "big", "小屋": "small",
    "巨轮": "huge", "大树": "big", "小树": "small", "巨石": "huge", "扁舟": "small", "小花": "small", "小岛": "small",
    "大象": "", "kitten": "small", "puppy": "small", "cottage": "", "skyscraper": "", "巨龙": "big", "大楼": "",
}  # fmt: skip
_MANY: dict[str, int] = {
    "群山": 4, "山峦": 4, "山脉": 4, "mountain range": 4, "繁星": 60, "群星": 60, "鸟群": 7, "鱼群": 7, "羊群": 5,
    "流星雨": 5, "meteor shower": 5, "村庄": 4, "村子": 4, "村落": 4, "小镇": 5, "城镇": 5, "village": 4, "town": 5,
    "人们": 3, "people": 3, "孩子们": 3, "椰林": 3, "花丛": 5,
    "百花": 9, "人家": 3, "松林": 0, "children": 3, "bouquet": 1, "鸳鸯": 2, "乡村": 3,
}  # fmt: skip


_CALLINGS = """
新娘 新郎 医生 护士 老师 教师 病人 厨师 学生 工人 舞者 歌手 运动员 警察 消防员 科学家 画家 篮球 排球
bride groom doctor nurse teacher chef cook student worker dancer singer athlete policeman firefighter scientist painter
basketball volleyball
"""
LOOSE = frozenset(_CALLINGS.split())
"""Drawn without what makes them special (a person without the dress of the calling), which is said to the user."""


def _words(text: str) -> list[str]:
    return [word.replace("\\_", " ") for word in text.split()]


def _rows(table: str) -> list[tuple[str, list[str], list[str]]]:
    rows = []
    for line in table.strip().splitlines():
        senses, _, words = line.partition(" =")
        chinese, _, english = words.partition("|")
        rows.append((senses.strip(), _words(chinese), _words(english)))
    return rows


def plurals(word: str) -> list[str]:
    """Regular English plurals of a word or of a phrase's last word."""
    if word.endswith(("s", "x", "ch", "sh")):
        made = [word + "es"]
    elif word.endswith("y") and word[-2:-1] not in "aeiou":
        made = [word[:-1] + "ies"]
    elif word.endswith("fe"):
        made = [word[:-2] + "ves"]
    elif word.endswith("f"):
        made = [word[:-1] + "ves", word + "s"]
    elif word.endswith("o"):
        made = [word + "es", word + "s"]
    else:
        made = [word + "s"]
    return made


def _extras(word: str) -> tuple[tuple[str, str], ...]:
    extra = []
    if word in LOOSE:
        extra.append(("loose", "1"))
    if word in _COLOURED:
        extra.append(("colour", _COLOURED[word]))
    if _SIZED.get(word):
        extra.append(("size", _SIZED[word]))
    if _MANY.get(word):
        extra.append(("many", str(_MANY[word])))
    return tuple(extra)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Both languages' words with their senses; ``longest_*`` bound the search for the longest match."""

    zh: dict[str, Senses]
    en: dict[str, Senses]
    longest_zh: int
    longest_en: int


def _add_subjects(zh: dict[str, Senses], en: dict[str, Senses]) -> None:
    for entry in SUBJECTS.values():
        for word in entry.zh:
            zh.setdefault(word, (Sense("subject", entry.id, _extras(word)),))
        for word in entry.en:
            en.setdefault(word, (Sense("subject", entry.id, _extras(word)),))
            for plural in plurals(word):
                extra = _extras(word)
                many = (*extra, ("plural", "1")) if not any(key == "many" for key, _ in extra) else extra
                en.setdefault(plural, (Sense("subject", entry.id, many),))


def _add_table(zh: dict[str, Senses], en: dict[str, Senses], table: str, kind: str | None = None) -> None:
    for left, chinese, english in _rows(table):
        if kind:
            senses: Senses = (Sense(kind, left),)
        else:
            senses = tuple(Sense(part.partition(":")[0], part.partition(":")[2]) for part in left.split(","))
        for word in chinese:
            zh[word] = senses
            if senses[0].kind == "style":
                stem = word.removesuffix("格").removesuffix("风")
                zh[stem + "风"] = zh[stem + "风格"] = senses
        for word in english:
            en[word] = senses


@cache
def lexicon() -> Lexicon:
    """The index; later tables win over earlier ones, so that '上' is a place and not a thing."""
    zh: dict[str, Senses] = {}
    en: dict[str, Senses] = {}
    stop, trap, no = (Sense("stop", ""),), (Sense("trap", ""),), (Sense("no", ""),)
    zh.update(dict.fromkeys(grammar.STOP_ZH, stop))
    en.update(dict.fromkeys(grammar.STOP_EN, stop))
    subjects_zh: dict[str, Senses] = {}
    subjects_en: dict[str, Senses] = {}
    _add_subjects(subjects_zh, subjects_en)
    _add_table(zh, en, QUALITIES)
    zh.update(subjects_zh)
    en.update({word: senses for word, senses in subjects_en.items() if word not in ("orange", "fall")})
    _add_table(zh, en, grammar.LINKS, "link")
    _add_table(zh, en, grammar.PLACES, "place")
    zh.update(dict.fromkeys(grammar.NEGATIONS_ZH, no))
    en.update(dict.fromkeys(grammar.NEGATIONS_EN, no))
    zh.update(dict.fromkeys(grammar.TRAPS_ZH - subjects_zh.keys(), trap))
    en.update(dict.fromkeys(grammar.TRAPS_EN, trap))
    return Lexicon(zh, en, max(map(len, zh)), max(word.count(" ") for word in en) + 1)
