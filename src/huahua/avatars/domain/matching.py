"""A spec, or a description, as the vector drawing that comes nearest to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from huahua.avatars.domain.fitting import Fitting
from huahua.avatars.domain.options import Descriptor
from huahua.avatars.domain.reading.read import PRONOUN, Wish, read
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.variants import FAR_STYLES, SPEC_STYLES, STYLES
from huahua.avatars.domain.wording import Locale, label
from huahua.avatars.errors import InvalidAvatar

Descriptors = Callable[[str], Descriptor]
"""Tells what options a style has; raises InvalidAvatar for one that is not there."""
FIRST_CHOICE = 0.5
"""A style further down must show more than this many wishes more, for each place."""


@dataclass(frozen=True, slots=True)
class Match:
    """`options` fit `style`; `unmet` names, in words, what the drawing does not show."""

    style: str
    options: dict[str, Any]
    unmet: tuple[str, ...]


def match_text(text: str, style: str | None, descriptor_of: Descriptors, *, whole: bool = True) -> Match:
    """Read a description for `style` (an id, or a word for one), or for the style that shows most of it.

    Not `whole`: the words change an avatar that is there, so 'her hair' says nothing of who it is.
    """
    reading = read(text)
    spec = reading.spec
    if not whole and reading.confidence.get("gender", 1.0) <= PRONOUN:
        spec = spec.model_copy(update={"gender": None})
    named = _style_named(style, descriptor_of) or _style_in(reading.wishes)
    said = {
        (name, value): text[start:end]
        for name, places in reading.places.items()
        for start, end, value in places
    }
    return _match(spec, named, descriptor_of, said, reading.wishes, "en", whole)


def match_spec(
    spec: AvatarSpec, style: str | None, descriptor_of: Descriptors, locale: Locale = "en"
) -> Match:
    return _match(spec, _style_named(style, descriptor_of), descriptor_of, {}, (), locale)


def _match(
    spec: AvatarSpec,
    style: str | None,
    descriptor_of: Descriptors,
    said: dict[tuple[str, str], str],
    wishes: Iterable[Wish],
    locale: Locale,
    whole: bool = True,
) -> Match:
    wishes = list(wishes)
    ids = (style,) if style else SPEC_STYLES[spec.style]
    best: tuple[float, str, Fitting] | None = None
    for place, candidate in enumerate(ids):
        fitting = Fitting(descriptor_of(candidate))
        fitting.fit(spec, whole=whole)
        cost = len(fitting.unmet) + place * FIRST_CHOICE
        if best is None or cost < best[0]:
            best = (cost, candidate, fitting)
    assert best is not None
    _, chosen, fitting = best
    if spec.style and (spec.style in FAR_STYLES or chosen not in SPEC_STYLES[spec.style]):
        fitting.unmet.insert(0, ("style", str(spec.style)))
    unmet = [said.get(missed) or _named(*missed, locale) for missed in fitting.unmet]
    for wish in wishes:
        drawn = wish.extra is not None and fitting.show_extra(*wish.extra)
        if not drawn and _word_of_style(wish.words) != chosen:
            unmet.append(wish.words)
    return Match(chosen, fitting.options, tuple(dict.fromkeys(unmet)))


def _named(name: str, value: str, locale: Locale) -> str:
    return value if name == "mood_words" else label(name, value, locale)


def _style_named(style: str | None, descriptor_of: Descriptors) -> str | None:
    """The id that a style's name or a word for it means; anything else stays, to be refused as it is."""
    if style is None or not style.strip():
        return None
    folded = style.strip().casefold()
    name = _word_of_style(folded) or folded.replace(" ", "-")
    try:
        descriptor_of(name)
    except InvalidAvatar:
        told = read(folded).spec.style
        return SPEC_STYLES[told][0] if told else name
    return name


def _style_in(wishes: Iterable[Wish]) -> str | None:
    return next((found for wish in wishes if (found := _word_of_style(wish.words))), None)


def _word_of_style(words: str) -> str | None:
    folded = words.casefold()
    ids = {style: f"{style}|{style.replace('-', ' ')}|{known}".split("|") for style, known in STYLES.items()}
    return next((style for style, known in ids.items() if folded in known), None)
