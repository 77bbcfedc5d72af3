"""What a face does when: mouth shapes, blinks, a slow sway. Whole milliseconds, no gaps, exactly as long as asked."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.talking.visemes import VISEMES, Sound, Viseme, sounds_of

MAX_TEXT_CHARS = 500
MIN_MS, MAX_MS = 200, 30_000
MAX_CUES = 1_000
LEAD_MS = 120
"""Silence before the first word and after the last, so that a loop does not stumble."""
BLINK_MS = 120
REST_MS = 150
_BLINK_EVERY_MS = (2_400, 4_200)
_SWAY_MS = 3_000


@dataclass(frozen=True, slots=True)
class Cue:
    viseme: Viseme
    at_ms: int
    ms: int

    @property
    def mouth(self) -> Viseme:
        """How the mouth is drawn: between words it is shut, only a longer silence shows the avatar's own mouth."""
        return "PP" if self.viseme == "sil" and self.ms < REST_MS else self.viseme


@dataclass(frozen=True, slots=True)
class Timeline:
    """`cues` follow each other from 0 to `ms`; `blinks` are beginnings of `BLINK_MS` in which the eyes are shut;
    the sway goes once to and fro in `sway_ms`, a whole number of times."""

    ms: int
    cues: tuple[Cue, ...]
    blinks: tuple[int, ...]
    sway_ms: float

    def mouth_at(self, at_ms: float) -> Viseme:
        return self.cues[bisect_right(self.cues, at_ms, key=lambda cue: cue.at_ms) - 1].mouth

    def mouths(self) -> tuple[Viseme, ...]:
        """The shapes that are drawn, each once, the rest first."""
        return tuple(dict.fromkeys(("sil", *(cue.mouth for cue in self.cues))))

    def blinking_at(self, at_ms: float) -> bool:
        return any(start <= at_ms < start + BLINK_MS for start in self.blinks)


def timeline_of(
    text: str | None, given: Sequence[tuple[str, int, int]] | None, seconds: float | None
) -> Timeline:
    """Of a text, at its own pace or in `seconds`, or of given (viseme, at ms, length in ms).

    Raises InvalidAvatar.
    """
    if (text is None) == (given is None):
        raise InvalidAvatar("Give either 'text' or 'visemes'.", param="text")
    total = None if seconds is None else round(seconds * 1000)
    if total is not None and not MIN_MS <= total <= MAX_MS:
        raise InvalidAvatar(f"'seconds' is {MIN_MS / 1000} to {MAX_MS / 1000:.0f}.", param="seconds")
    if given is not None:
        return _finished(_given(given, total), seed=len(given))
    assert text is not None
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidAvatar(f"The text has more than {MAX_TEXT_CHARS} characters.", param="text")
    sounds = sounds_of(text)
    if not any(shape != "sil" for shape, _ in sounds):
        raise InvalidAvatar("There is nothing to say in this text.", param="text")
    return _finished(fitted([("sil", LEAD_MS), *sounds, ("sil", LEAD_MS)], total), seed=len(text))


def fitted(sounds: Sequence[Sound], total_ms: int | None) -> list[Cue]:
    """Sounds one after the other, stretched to exactly `total_ms`. Raises InvalidAvatar where that is too long."""
    natural = sum(length for _, length in sounds)
    total = natural if total_ms is None else total_ms
    if total > MAX_MS:
        raise InvalidAvatar(f"This takes more than {MAX_MS // 1000} seconds; shorten it.", param="text")
    cues: list[Cue] = []
    passed, start = 0, 0
    for shape, length in sounds:
        passed += length
        end = round(passed * total / natural)
        if end > start:
            cues.append(Cue(shape, start, end - start))
            start = end
    return cues


def _given(given: Sequence[tuple[str, int, int]], total: int | None) -> list[Cue]:
    if not given or len(given) > MAX_CUES:
        raise InvalidAvatar(f"'visemes' holds 1 to {MAX_CUES} entries.", param="visemes")
    cues: list[Cue] = []
    end = 0
    for name, at_ms, length in sorted(given, key=lambda each: each[1]):
        shape: Viseme | None = next((known for known in VISEMES if known.casefold() == name.casefold()), None)
        if shape is None:
            raise InvalidAvatar(
                f"There is no viseme '{name[:20]}'; there are {', '.join(VISEMES)}.", param="visemes"
            )
        if at_ms < end or length < 1 or at_ms + length > MAX_MS:
            raise InvalidAvatar(
                f"Visemes may not overlap, last at least 1 ms and end within {MAX_MS // 1000} s.",
                param="visemes",
            )
        if at_ms > end:
            cues.append(Cue("sil", end, at_ms - end))
        cues.append(Cue(shape, at_ms, length))
        end = at_ms + length
    whole = end if total is None else total
    if whole < end:
        raise InvalidAvatar("'seconds' is less than what the visemes take.", param="seconds")
    if whole > end:
        cues.append(Cue("sil", end, whole - end))
    if whole < MIN_MS:
        raise InvalidAvatar(f"Visemes take at least {MIN_MS} ms.", param="visemes")
    return cues


def _finished(cues: list[Cue], seed: int) -> Timeline:
    total = cues[-1].at_ms + cues[-1].ms
    chance = random.Random(seed)
    blinks: list[int] = []
    at = min(chance.randint(500, 1_500), max(0, total // 2 - BLINK_MS))
    while at + BLINK_MS <= total - 40:
        blinks.append(at)
        at += chance.randint(*_BLINK_EVERY_MS)
    return Timeline(total, tuple(cues), tuple(blinks), total / max(1, round(total / _SWAY_MS)))
