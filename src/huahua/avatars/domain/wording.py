"""A spec in words that read back as the same spec, and the user's own sentence after a chip was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from huahua.avatars.domain.labels import VALUE_LABELS
from huahua.avatars.domain.reading.read import MOODS, Reading, read
from huahua.avatars.domain.spec import FIELDS, AvatarSpec

Locale = Literal["zh", "en"]

_AGES_ZH = {"child": "小", "young": "年轻", "adult": "成年", "elderly": "老年"}
_PERSONS_ZH = {"female": "女性", "male": "男性", "neutral": "中性人物"}
_ALONE_ZH = {"child": "儿童", "young": "年轻人", "adult": "成年人", "elderly": "老人"}
_AGES_EN = {"child": "a little", "young": "a young", "adult": "an adult", "elderly": "an elderly"}
_PERSONS_EN = {"female": "woman", "male": "man", "neutral": "androgynous person"}
_IN_HAIR_EN = {
    "bob": "a bob",
    "ponytail": "a ponytail",
    "bun": "a bun",
    "braids": "braids",
    "afro": "an afro",
}
_FACES_EN = {"wink": "winking", "laughing": "laughing"}
_FACES_ZH = {"neutral": "面无表情", "wink": "眨眼", "laughing": "大笑"}
_BEARDS_ZH = {"none": "没有胡子", "beard": "留着络腮胡", "moustache": "留着八字胡", "stubble": "有胡茬"}
_ACCESSORIES_EN = {"hat", "cap", "scarf", "bow_tie", "crown", "flower"}
"""Those with an article."""


def words(spec: AvatarSpec, locale: Locale) -> str:
    """One natural sentence (and one more for moods), empty for an empty spec: `read(words(spec)).spec == spec`."""
    parts = list(_parts_zh(spec) if locale == "zh" else _parts_en(spec))
    text = ""
    if parts:
        text = ("，" if locale == "zh" else ", ").join(parts) + ("。" if locale == "zh" else ".")
        text = text[0].upper() + text[1:]
    if spec.mood_words:
        told = (
            "氛围：" + "、".join(spec.mood_words) + "。"
            if locale == "zh"
            else "Mood: " + ", ".join(spec.mood_words) + "."
        )
        text = f"{text}{told}" if locale == "zh" else f"{text} {told}".strip()
    return text


def phrase(spec: AvatarSpec, locale: Locale) -> str:
    """The same without the signs at its end, to go on with."""
    return words(spec, locale).rstrip("。.")


def label(name: str, value: str, locale: Locale) -> str:
    zh, en = VALUE_LABELS[name][value]
    return zh if locale == "zh" else en


def _parts_zh(spec: AvatarSpec) -> Iterator[str]:
    def of(name: str) -> str:
        return label(name, getattr(spec, name), "zh")

    if spec.style:
        yield f"{of('style')}风格的头像"
    if spec.gender and spec.age == "child":
        yield {"female": "小女孩", "male": "小男孩", "neutral": "中性的小孩"}[spec.gender]
    elif spec.gender:
        yield f"{_AGES_ZH[spec.age] + '的' if spec.age else ''}{_PERSONS_ZH[spec.gender]}"
    elif spec.age:
        yield _ALONE_ZH[spec.age]
    yield from _looks_zh(spec)
    yield from _dress_zh(spec)


def _looks_zh(spec: AvatarSpec) -> Iterator[str]:
    def of(name: str) -> str:
        return label(name, getattr(spec, name), "zh")

    if spec.skin_tone:
        yield {
            "light": "皮肤白皙",
            "medium": "自然肤色",
            "tan": "小麦色皮肤",
            "brown": "棕色皮肤",
            "dark": "深色皮肤",
        }[spec.skin_tone]
    if spec.hair_style == "bald":
        yield "光头"
        if spec.hair_color:
            yield f"发色是{of('hair_color')}"
    elif spec.hair_style:
        yield f"{of('hair_color') if spec.hair_color else ''}{of('hair_style')}"
    elif spec.hair_color:
        yield f"{of('hair_color')}头发"
    if spec.expression:
        yield _FACES_ZH.get(spec.expression, f"{of('expression')}的表情")


def _dress_zh(spec: AvatarSpec) -> Iterator[str]:
    def of(name: str) -> str:
        return label(name, getattr(spec, name), "zh")

    if spec.glasses:
        yield of("glasses") if spec.glasses == "none" else f"戴{of('glasses')}"
    if spec.facial_hair:
        yield _BEARDS_ZH[spec.facial_hair]
    if spec.accessories is not None:
        names = "、".join(label("accessories", name, "zh") for name in spec.accessories)
        yield f"戴着{names}" if names else "不戴配饰"
    if spec.clothing or spec.clothing_color:
        color = of("clothing_color") if spec.clothing_color else ""
        yield f"穿{color}{of('clothing') if spec.clothing else '衣服'}"
    if spec.background:
        yield f"{of('background')}背景"


def _parts_en(spec: AvatarSpec) -> Iterator[str]:
    def of(name: str) -> str:
        return label(name, getattr(spec, name), "en")

    person = _person_en(spec)
    if spec.style:
        article = "an" if of("style")[0] in "aeiou" else "a"
        yield f"{article} {of('style')} avatar" + (f" of {person}" if person else "")
    elif person:
        yield person
    yield from _looks_en(spec)
    yield from _dress_en(spec)


def _looks_en(spec: AvatarSpec) -> Iterator[str]:
    def of(name: str) -> str:
        return label(name, getattr(spec, name), "en")

    if spec.skin_tone:
        yield f"{of('skin_tone')} skin"
    if spec.hair_style == "bald":
        yield "bald"
        if spec.hair_color:
            yield f"{of('hair_color')} hair colour"
    elif spec.hair_style in _IN_HAIR_EN:
        style = _IN_HAIR_EN[spec.hair_style]
        yield f"{of('hair_color')} hair in {style}" if spec.hair_color else style
    elif spec.hair_style:
        yield f"{spec.hair_style} {of('hair_color') + ' ' if spec.hair_color else ''}hair"
    elif spec.hair_color:
        yield f"{of('hair_color')} hair"
    if spec.expression:
        yield _FACES_EN.get(spec.expression) or f"a {of('expression')} expression".replace("a a", "an a")


def _dress_en(spec: AvatarSpec) -> Iterator[str]:
    def of(name: str) -> str:
        return label(name, getattr(spec, name), "en")

    if spec.glasses:
        yield of("glasses") if spec.glasses == "none" else f"wearing {of('glasses')}"
    if spec.facial_hair:
        yield of("facial_hair") if spec.facial_hair in ("none", "stubble") else f"a {of('facial_hair')}"
    if spec.accessories is not None:
        names = [_with_article(name, label("accessories", name, "en")) for name in spec.accessories]
        yield (
            "with " + " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            if names
            else "no accessories"
        )
    if spec.clothing:
        color = of("clothing_color") + " " if spec.clothing_color else ""
        article = "an" if color and color[0] in "aeiou" else "a"
        yield f"wearing {article} {color}{of('clothing')}"
    elif spec.clothing_color:
        yield f"wearing {of('clothing_color')} clothes"
    if spec.background:
        article = "an" if of("background")[0] in "aeiou" else "a"
        yield f"on {article} {of('background')} background"


def _person_en(spec: AvatarSpec) -> str:
    if spec.gender == "neutral" and spec.age:
        return f"an androgynous {'child' if spec.age == 'child' else spec.age + ' person'}"
    if spec.gender:
        if spec.age == "child":
            return "a little girl" if spec.gender == "female" else "a little boy"
        if spec.age:
            return f"{_AGES_EN[spec.age]} {_PERSONS_EN[spec.gender]}"
        return ("an " if spec.gender == "neutral" else "a ") + _PERSONS_EN[spec.gender]
    if spec.age:
        return {
            "child": "a child",
            "young": "a young person",
            "adult": "an adult",
            "elderly": "an elderly person",
        }[spec.age]
    return ""


def _with_article(name: str, said: str) -> str:
    return f"a {said}" if name in _ACCESSORIES_EN else said


def rewritten(spec: AvatarSpec, text: str, locale: Locale) -> str:
    """The user's own sentence changed until it reads as `spec`: only what differs, where that is possible.

    Wishes that no field holds stay in it as they were said.
    """
    before = read(text)
    now = text
    for name in FIELDS:
        if getattr(read(now).spec, name) != getattr(spec, name):
            now = _changed(now, name, spec, locale)
    if read(now).spec == spec:
        return now
    plain = words(spec, locale)
    kept = ("，" if locale == "zh" else ", ").join(before.unmet)
    extended = (
        f"{plain}{'' if locale == 'zh' else ' '}{kept}{'。' if locale == 'zh' else '.'}" if kept else plain
    )
    return extended if read(extended).spec == spec else plain


def _changed(text: str, name: str, spec: AvatarSpec, locale: Locale) -> str:
    """`text` with one field changed and no other; as it was where that is not possible."""
    reading = read(text)
    wanted = reading.spec.model_copy(update={name: getattr(spec, name)})
    for candidate in _candidates(text, name, reading, spec, locale):
        found = read(candidate)
        if found.spec == wanted and set(found.unmet) == set(reading.unmet):
            return candidate
    return text


def _candidates(text: str, name: str, reading: Reading, spec: AvatarSpec, locale: Locale) -> Iterator[str]:
    value = getattr(spec, name)
    alone = AvatarSpec.model_validate({name: value, **_company(name, spec)})
    told = phrase(alone, locale)
    told = told[:1].lower() + told[1:] if locale == "en" else told
    if name == "mood_words" and MOODS.search(text):
        text = _tidy(MOODS.sub("", text))
        reading = read(text)
        yield text
    places = reading.places.get(name, [])
    if len(places) == 1 and not isinstance(value, tuple):
        start, end, _ = places[0]
        if value is None:
            yield _tidy(_without_clause(text, start, end))
            yield _tidy(text[:start] + text[end:])
        else:
            for word in (label(name, value, locale), told):
                yield text[:start] + word + text[end:]
    if isinstance(value, tuple) or value is None:
        gone = [place for place in places if value is None or place[2] not in value]
        if gone:
            shorter = text
            for start, end, _ in sorted(gone, reverse=True):
                shorter = shorter[:start] + shorter[end:]
            yield _tidy(shorter)
            for start, end, _ in sorted(gone, reverse=True):
                text = _without_clause(text, start, end)
            yield _tidy(text)
            if told:
                yield _joined(_tidy(text), told, locale)
    if told:
        yield _joined(text, told, locale)


def _company(name: str, spec: AvatarSpec) -> dict[str, str]:
    """A colour is said with its garment."""
    return {"clothing": spec.clothing} if name == "clothing_color" and spec.clothing else {}


def _without_clause(text: str, start: int, end: int) -> str:
    """Without the clause, between two signs, in which a word stands."""
    signs = ",，。.;；、!！?？\n"
    left = max((text.rfind(sign, 0, start) for sign in signs), default=-1)
    right = min((at for sign in signs if (at := text.find(sign, end)) >= 0), default=len(text))
    return text[: max(0, left)] + text[right:]


def _joined(text: str, told: str, locale: Locale) -> str:
    plain = text.rstrip("。. ,，\n")
    if plain and MOODS.match(told):  # a sentence of its own
        return f"{plain}。{told}。" if locale == "zh" else f"{plain}. {told[0].upper()}{told[1:]}."
    if not plain:
        return told
    return f"{plain}，{told}。" if locale == "zh" else f"{plain}, {told}."


def _tidy(text: str) -> str:
    """Without doubled signs and blanks."""
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r"\s*([,，、;；])(?:\s*[,，、;；])+", r"\1", text)
    text = re.sub(r"[,，、;；]\s*([。.])", r"\1", text)
    return text.strip(" ,，、;；")
