"""Facts → an `AvatarSpec` with a confidence for each field and the wishes that no field holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from huahua.avatars.domain.reading.facts import Fact, Lost, Reader
from huahua.avatars.domain.reading.scan import fold, scan
from huahua.avatars.domain.spec import MAX_MOOD_CHARS, MAX_MOOD_WORDS, MOOD_PATTERN, AvatarSpec

MAX_UNMET = 24
MAX_UNMET_CHARS = 80
_GENERAL = {
    "hair_style": ("short", "long"),
    "expression": ("happy",),
    "style": (
        "cartoon",
        "flat",
        "realistic",
        "pixel",
        "anime",
        "three_d",
        "watercolor",
        "ink",
        "line_art",
        "abstract",
    ),
    "glasses": ("regular",),
    "facial_hair": ("beard",),
}
"""Values that give way to a more telling one wherever both are said."""
_SAID_WITH_MORE = ("happy", "regular", "beard")
"""Of these nothing is lost where more is told: a wink smiles, round glasses are glasses."""
GUESS = PRONOUN = 0.6
_OUTER = ("suit", "lab_coat", "hoodie", "uniform", "dress", "sweater")
MOODS = re.compile(r"(?:mood(?: words)?|氛围|气氛)[ ]?[:：]([^.。;；!！?？\n]*)", re.IGNORECASE)
_MOOD = re.compile(MOOD_PATTERN)


@dataclass(frozen=True, slots=True)
class Wish:
    """Words of the description that no field holds; `extra` is what a drawing may still know them as."""

    words: str
    extra: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`confidence` has the fields of `spec` that are not null, each 0 to 1; `places` says where in the text they
    were said: field → (start, end, value)."""

    spec: AvatarSpec
    confidence: dict[str, float]
    wishes: tuple[Wish, ...]
    places: dict[str, list[tuple[int, int, str]]]

    @property
    def unmet(self) -> list[str]:
        return list(dict.fromkeys(wish.words for wish in self.wishes))[:MAX_UNMET]


@dataclass(slots=True)
class _Sheet:
    values: dict[str, Any] = field(default_factory=dict)
    sure: dict[str, float] = field(default_factory=dict)
    places: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)

    def put(self, fact: Fact, value: Any = None) -> None:
        self.values[fact.field] = fact.value if value is None else value
        self.sure[fact.field] = round(fact.sure, 2)
        self.places.setdefault(fact.field, []).append((fact.start, fact.end, fact.value))

    def clear(self, name: str) -> None:
        self.values.pop(name, None)
        self.sure.pop(name, None)
        self.places.pop(name, None)

    def lose(self, fact: Fact) -> None:
        self.lost.append(Lost(fact.start, fact.end, (fact.field, fact.value)))


def read(text: str) -> Reading:
    """Read a description in Chinese, English or both. Never fails; what it cannot read is unmet."""
    folded = fold(text)
    moods, blanked = _told_moods(text, folded)
    reader = Reader(scan(blanked))
    reader.run()
    sheet = _Sheet(lost=list(reader.lost))
    of = {name: [fact for fact in reader.facts if fact.field == name] for name in AvatarSpec.model_fields}
    for name in (
        "style",
        "gender",
        "age",
        "expression",
        "hair_style",
        "hair_color",
        "skin_tone",
        "background",
    ):
        _choose(name, of[name], sheet)
    for name in ("glasses", "facial_hair"):
        _choose(name, of[name], sheet, absent="none")
    _accessories(of["accessories"], sheet)
    _clothing(of["clothing"], of["clothing_color"], reader.facts, sheet)
    _moods(of["mood_words"], moods, text, sheet)
    return Reading(AvatarSpec(**sheet.values), sheet.sure, tuple(_wishes(text, sheet.lost)), sheet.places)


def _told_moods(text: str, folded: str) -> tuple[list[tuple[int, int, str]], str]:
    """Mood words after 'Mood:', as they were written, and the text without them."""
    found = []
    for section in MOODS.finditer(folded):
        for part in re.finditer(r"[^,，、]+", text[section.start(1) : section.end(1)]):
            word = part.group().strip()
            if len(word) <= MAX_MOOD_CHARS and _MOOD.match(word):
                start = section.start(1) + part.start()
                found.append((start, start + len(part.group()), word))
        folded = folded[: section.start()] + "." * (section.end() - section.start()) + folded[section.end() :]
    return found, folded


def _choose(name: str, facts: list[Fact], sheet: _Sheet, absent: str | None = None) -> None:
    """The first that was said, unless what follows corrects it or tells more."""
    general = _GENERAL.get(name, ())
    chosen: Fact | None = None
    gone: Fact | None = None
    for fact in facts:
        if fact.denied:
            if chosen is None or chosen.value == fact.value or (absent and fact.value in general):
                chosen, gone = None, fact
        elif chosen is None or fact.value == chosen.value:
            chosen = fact
        elif _better(fact, chosen, general):
            if not fact.alters and chosen.sure > GUESS and chosen.value not in _SAID_WITH_MORE:
                sheet.lose(chosen)
            chosen = fact
        elif fact.sure > GUESS and (fact.value not in general or fact.value in ("short", "long")):
            sheet.lose(fact)
    if chosen is not None:
        sheet.put(chosen)
    elif gone is not None and gone.denied == "no":
        _put_absence(gone, absent, sheet)


def _better(fact: Fact, chosen: Fact, general: tuple[str, ...]) -> bool:
    if fact.other:
        return False
    more = chosen.value in general and fact.value not in general
    less = chosen.value not in general and fact.value in general
    corrects = fact.alters and not (chosen.alters and less)
    return corrects or more or (fact.field == "gender" and chosen.sure <= PRONOUN < fact.sure)


def _put_absence(gone: Fact, absent: str | None, sheet: _Sheet) -> None:
    """A field of which only was said what it shall not be."""
    if absent:
        sheet.put(gone, absent)
    elif gone.field == "expression" and gone.value in ("happy", "laughing"):
        sheet.put(gone, "neutral")
        sheet.sure["expression"] = 0.5
    else:
        sheet.lose(gone)


def _accessories(facts: list[Fact], sheet: _Sheet) -> None:
    worn: dict[str, Fact] = {}
    for fact in facts:
        if fact.value == "any":
            if fact.denied:
                worn.clear()
        elif fact.denied:
            worn.pop(fact.value, None)
        else:
            worn[fact.value] = fact
    if facts and (worn or any(fact.denied == "no" for fact in facts)):
        for fact in worn.values():
            sheet.put(fact)
        sheet.values["accessories"] = tuple(worn)
        sheet.sure["accessories"] = round(min((fact.sure for fact in worn.values()), default=0.9), 2)


def _clothing(garments: list[Fact], colors: list[Fact], everything: list[Fact], sheet: _Sheet) -> None:
    """One garment, the outer of two; its colour, or that of clothes in general."""
    chosen: Fact | None = None
    for fact in garments:
        if fact.denied:
            chosen = None if chosen is not None and chosen.value == fact.value else chosen
            continue
        if chosen is None or fact.alters or chosen.sure < 0.8 <= fact.sure:
            chosen = fact
        elif fact.value != chosen.value:
            loser = fact
            if fact.value in _OUTER and chosen.value not in _OUTER:
                chosen, loser = fact, chosen
            if loser.sure >= 0.8:
                sheet.lose(loser)
    if chosen is not None:
        sheet.put(chosen)
    elif garments and any(fact.denied == "no" for fact in garments):
        sheet.lose(garments[-1])
    owners = {None, -1} if chosen is None else {None}
    if chosen is not None:
        owners |= {
            number
            for number, fact in enumerate(everything)
            if fact.field == "clothing" and fact.value == chosen.value
        }
    _choose("clothing_color", [fact for fact in colors if fact.owner in owners], sheet)
    for fact in colors:
        if fact.owner not in owners and not fact.denied:
            sheet.lose(fact)


def _moods(facts: list[Fact], told: list[tuple[int, int, str]], text: str, sheet: _Sheet) -> None:
    found = [(fact.start, fact.end, text[fact.start : fact.end].lower()) for fact in facts] + told
    words = tuple(dict.fromkeys(word for _, _, word in found))[:MAX_MOOD_WORDS]
    if words:
        sheet.values["mood_words"], sheet.sure["mood_words"] = words, 0.9
        sheet.places["mood_words"] = found


def _wishes(text: str, lost: Iterable[Lost]) -> Iterable[Wish]:
    """In the order of the text; neighbours with nothing but a blank between them are one wish."""
    joined: list[Lost] = []
    for one in sorted(lost, key=lambda part: (part.start, -part.end)):
        last = joined[-1] if joined else None
        if last is not None and one.end <= last.end:
            continue
        if (
            last is not None
            and last.extra is None
            and one.extra is None
            and not text[last.end : one.start].strip()
        ):
            joined[-1] = Lost(last.start, one.end)
        else:
            joined.append(one)
    for one in joined:
        words = " ".join(text[one.start : one.end].split()).rstrip("的了着")[:MAX_UNMET_CHARS]
        if words:
            yield Wish(words, one.extra)
