# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""A short painting prompt made richer by rule, with words that the painter itself understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from .randomness import stream
from .scene.compose import hour
from .scene.layout import decide
from .scene.recipe import Item
from .words.lexicon import SUBJECTS
from .words.reading import Reading, read

_HOURS = {
    "zh": {"day": ("白天，天空晴朗", "午后的阳光"), "dawn": ("清晨，薄雾", "日出时分"), "dusk": ("黄昏，晚霞", "日落时分"), "night": ("夜晚，星空", "月夜，繁星")},
    "en": {"day": ("in the daytime under a clear sky", "in afternoon sunlight"), "dawn": ("at dawn in light mist", "at sunrise"),
           "dusk": ("at dusk in golden light", "at sunset"), "night": ("on a starry night", "on a moonlit night")},
}  # fmt: skip
_COMPANY: dict[str, tuple[tuple[str, str, str], ...]] = {
    "meadow": (("flower", "前景有几朵小花", "a few small flowers in the foreground"), ("hill", "远处有丘陵", "rolling hills in the distance"),
               ("butterfly", "两只蝴蝶", "two butterflies"), ("tree", "一棵大树", "a big tree")),
    "water": (("mountain", "远处有群山", "a mountain range in the distance"), ("swallow", "两只燕子", "a pair of swallows"),
              ("island", "远处有小岛", "a small island in the distance"), ("bird", "三只海鸥", "three seagulls")),
    "forest": (("mushroom", "几朵蘑菇", "three mushrooms"), ("butterfly", "两只蝴蝶", "two butterflies"), ("flower", "几朵野花", "a few wildflowers")),
    "space": (("planet", "一颗星球", "a planet"), ("earth", "远处的地球", "the earth in the distance"), ("shootingstar", "流星", "a shooting star")),
    "room": (("vase", "一个花瓶", "a vase"), ("book", "一本书", "a book"), ("cup", "一杯热茶", "a cup of tea")),
    "under": (("jellyfish", "两只水母", "two jellyfish"), ("turtle", "一只海龟", "a sea turtle"), ("fish", "几条小鱼", "three small fish")),
    "sky": (("cloud", "白云", "white clouds"), ("swallow", "两只燕子", "a pair of swallows"), ("rainbow", "彩虹", "a rainbow")),
    "street": (("streetlamp", "两盏路灯", "two street lamps"), ("tree", "一棵树", "a tree"), ("cloud", "白云", "white clouds")),
    "desert": (("cactus", "两株仙人掌", "two cacti"), ("cloud", "几朵白云", "white clouds")),
    "snow": (("pine", "两棵松树", "two pine trees"), ("house", "远处有小木屋", "a cabin in the distance")),
}  # fmt: skip
_MOODS = {
    "zh": ("宁静的氛围", "温暖的色调", "梦幻的氛围"),
    "en": ("a calm mood", "warm colours", "a dreamy mood"),
}
_STYLES = {
    "zh": {"watercolor": "水彩画", "gouache": "水粉插画", "ink": "水墨画", "oil": "油画", "papercut": "剪纸风格", "gongbi": "工笔画"},
    "en": {"watercolor": "watercolour painting", "gouache": "storybook illustration", "ink": "ink wash painting", "oil": "oil painting",
           "papercut": "layered paper style", "woodblock": "woodblock print"},
}  # fmt: skip
_MOST = 3000


@dataclass(frozen=True, slots=True)
class _Want:
    """What the prompt leaves open."""

    reading: Reading
    kinds: tuple[str, ...]
    setting: str


def _open(prompt: str, seed: int) -> _Want:
    reading = read(prompt)
    items = [
        Item(str(index), mention.kind, mention.word, mention.count)
        for index, mention in enumerate(reading.mentions)
    ]
    layout = decide(items, reading.weather, reading.moods, seed)
    setting = {"land": "water" if layout.water else layout.setting}.get(layout.mode, layout.mode)
    return _Want(reading, tuple(mention.kind for mention in reading.mentions), setting)


def enrich(prompt: str, *, language: str, seed: int, locked: Sequence[str] = ()) -> str:
    """The prompt with hour, company, mood and medium added where it names none; ``language`` is ``zh`` or ``en``.

    What was written stays word for word, so locked words do too (one that is missing is put at the end). Everything
    added is understood by the painter and contradicts nothing that was said. The same arguments give the same text.
    """
    tongue = "zh" if language.startswith("zh") else "en"
    base = prompt.strip().rstrip("，。,.;； ")
    missing = [word.strip() for word in locked if word.strip() and word.strip() not in base]
    comma = "，" if tongue == "zh" else ", "
    whole = comma.join(part for part in [base, *missing] if part)
    if len(whole) > _MOST:
        return whole
    want = _open(whole, seed)
    additions = [
        *_light(want, tongue, seed),
        *_company(want, tongue, seed),
        *_mood(want, tongue, seed),
        *_medium(want, tongue, seed),
    ]
    return comma.join(part for part in [whole, *additions] if part)


def _light(want: _Want, tongue: str, seed: int) -> list[str]:
    reading, rng = want.reading, stream(seed, "enrich light", *want.kinds)
    if reading.time or want.setting in ("space", "under") or (want.kinds and set(want.kinds) <= {"sky"}):
        return []
    implied = hour(reading, set(want.kinds))
    if implied == "day" and not (reading.weather or {"sun", "rainbow"} & set(want.kinds)):
        implied = rng.choice(("day", "dawn", "dusk"))
    phrases = [phrase for phrase in _HOURS[tongue][implied] if _fits(phrase, reading)]
    return [rng.choice(phrases)] if phrases else []


def _fits(phrase: str, reading: Reading) -> bool:
    """Whether a phrase names nothing that the user refused or said otherwise."""
    said = read(phrase)
    banned = set(reading.banned)
    if banned & ({mention.kind for mention in said.mentions} | set(said.weather)):
        return False
    if said.weather and reading.weather and set(said.weather) != set(reading.weather):
        return False
    kinds = {mention.kind for mention in said.mentions}
    if kinds and not reading.mentions:
        return False
    return not (
        {"sun", "moon"} & kinds
        and {"sun", "moon", "crescent"} & {mention.kind for mention in reading.mentions}
    )


def _company(want: _Want, tongue: str, seed: int) -> list[str]:
    if len(want.kinds) >= 4 or not want.kinds or "lonely" in want.reading.moods:
        return []
    rng = stream(seed, "enrich company", *want.kinds)
    choices = [
        row
        for row in _COMPANY.get(want.setting, _COMPANY["meadow"])
        if row[0] not in want.kinds and row[0] not in want.reading.banned
    ]
    if {"rain", "storm", "snow"} & set(want.reading.weather) or want.reading.season == "winter":
        choices = [row for row in choices if row[0] not in ("butterfly", "flower", "swallow", "rainbow")]
    choices = [row for row in choices if SUBJECTS[row[0]].home != "sky" or want.reading.time != "night"]
    return [rng.choice(choices)[1 if tongue == "zh" else 2]] if choices else []


def _mood(want: _Want, tongue: str, seed: int) -> list[str]:
    if want.reading.moods or want.reading.tint:
        return []
    return [stream(seed, "enrich mood", *want.kinds).choice(_MOODS[tongue])]


def _medium(want: _Want, tongue: str, seed: int) -> list[str]:
    if want.reading.style:
        return []
    return [_STYLES[tongue][stream(seed, "enrich medium", *want.kinds).choice(sorted(_STYLES[tongue]))]]
