"""Words as mouth shapes with natural lengths: Chinese by pinyin, English by letters.

The names are the fifteen visemes that engines for speech and 3-D avatars share
(https://developers.meta.com/horizon/documentation/unity/audio-ovrlipsync-viseme-reference/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, get_args

Viseme = Literal["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]
VISEMES: tuple[Viseme, ...] = get_args(Viseme)
VOWELS = frozenset({"aa", "E", "I", "O", "U"})
Sound = tuple[Viseme, int]
"""A mouth shape and how long it takes, in milliseconds, at an ordinary pace."""

CONSONANT_MS, VOWEL_MS, GAP_MS, COMMA_MS, STOP_MS = 70, 130, 40, 220, 380

_TOKENS = re.compile(
    r"(?P<zh>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<en>[A-Za-z']+)|(?P<digit>\d)|(?P<mark>[^\w\s])|(?P<gap>\s+)"
)
_STOPS, _COMMAS = frozenset("。！？!?.…"), frozenset("，、；：,;:—-")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ZH_DIGITS = "零一二三四五六七八九"

_INITIALS: dict[str, Viseme] = {
    **dict.fromkeys(("b", "p", "m"), "PP"),
    "f": "FF",
    **dict.fromkeys(("d", "t"), "DD"),
    **dict.fromkeys(("n", "l"), "nn"),
    **dict.fromkeys(("g", "k", "h"), "kk"),
    **dict.fromkeys(("j", "q", "x", "zh", "ch", "sh"), "CH"),
    **dict.fromkeys(("z", "c", "s"), "SS"),
    "r": "RR",
    "w": "U",
    "y": "I",
}  # fmt: skip
_FINALS: tuple[tuple[str, tuple[Viseme, ...]], ...] = (
    ("iong", ("I", "O", "nn")), ("iang", ("I", "aa", "nn")), ("uang", ("U", "aa", "nn")), ("ueng", ("U", "E", "nn")),
    ("iao", ("I", "aa", "O")), ("ian", ("I", "E", "nn")), ("uai", ("U", "aa", "I")), ("uan", ("U", "aa", "nn")),
    ("ang", ("aa", "nn")), ("eng", ("E", "nn")), ("ing", ("I", "nn")), ("ong", ("O", "nn")), ("iou", ("I", "O", "U")),
    ("uei", ("U", "E", "I")), ("uen", ("U", "E", "nn")), ("ai", ("aa", "I")), ("ei", ("E", "I")), ("ao", ("aa", "O")),
    ("ou", ("O", "U")), ("an", ("aa", "nn")), ("en", ("E", "nn")), ("er", ("E", "RR")), ("ia", ("I", "aa")),
    ("ie", ("I", "E")), ("iu", ("I", "O", "U")), ("in", ("I", "nn")), ("ua", ("U", "aa")), ("uo", ("U", "O")),
    ("ui", ("U", "E", "I")), ("un", ("U", "E", "nn")), ("ve", ("U", "E")), ("ue", ("U", "E")), ("vn", ("U", "nn")),
    ("van", ("U", "E", "nn")), ("a", ("aa",)), ("o", ("O",)), ("e", ("E",)), ("i", ("I",)), ("u", ("U",)),
    ("v", ("U",)),
)  # fmt: skip
_FINAL = dict(_FINALS)
_LETTERS: tuple[tuple[str, tuple[Viseme, ...]], ...] = (
    ("tion", ("CH", "E", "nn")), ("ough", ("O",)), ("igh", ("aa", "I")), ("eau", ("O",)), ("tch", ("CH",)),
    ("th", ("TH",)), ("sh", ("CH",)), ("ch", ("CH",)), ("ph", ("FF",)), ("wh", ("U",)), ("ck", ("kk",)),
    ("qu", ("kk", "U")), ("ng", ("nn", "kk")), ("kn", ("nn",)), ("wr", ("RR",)), ("oo", ("U",)), ("ee", ("I",)),
    ("ea", ("I",)), ("ie", ("I",)), ("ou", ("aa", "U")), ("ow", ("O", "U")), ("oa", ("O",)), ("oi", ("O", "I")),
    ("oy", ("O", "I")), ("ai", ("E", "I")), ("ay", ("E", "I")), ("ei", ("E", "I")), ("ey", ("E", "I")), ("au", ("O",)),
    ("aw", ("O",)), ("ew", ("U",)), ("ue", ("U",)), ("er", ("E", "RR")), ("ar", ("aa", "RR")), ("or", ("O", "RR")),
    ("a", ("aa",)), ("e", ("E",)), ("i", ("I",)), ("o", ("O",)), ("u", ("aa",)), ("y", ("I",)), ("w", ("U",)),
    ("b", ("PP",)), ("p", ("PP",)), ("m", ("PP",)), ("f", ("FF",)), ("v", ("FF",)), ("d", ("DD",)), ("t", ("DD",)),
    ("l", ("nn",)), ("n", ("nn",)), ("g", ("kk",)), ("k", ("kk",)), ("c", ("kk",)), ("q", ("kk",)), ("x", ("kk", "SS")),
    ("h", ("kk",)), ("j", ("CH",)), ("s", ("SS",)), ("z", ("SS",)), ("r", ("RR",)),
)  # fmt: skip
_SILENT_E = re.compile(r"(?<=[aeiouy][b-df-hj-np-tv-xz])e$")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")


def sounds_of(text: str) -> list[Sound]:
    """The mouth shapes of a text in Chinese, English or both. Signs that nobody says are left out."""
    chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
    found: list[Sound] = []
    for token in _TOKENS.finditer(text):
        found += _token(str(token.lastgroup), token.group(), chinese)
    return _without_doubles(found)


def _token(kind: str, said: str, chinese: bool) -> Iterator[Sound]:
    if kind == "zh":
        yield from _chinese(said)
    elif kind == "en":
        yield from _english(said)
    elif kind == "digit":
        yield from _chinese(_ZH_DIGITS[int(said)]) if chinese else _english(_DIGITS[int(said)])
    elif kind == "gap":
        yield ("sil", GAP_MS)
    elif said in _STOPS or said in _COMMAS:
        yield ("sil", STOP_MS if said in _STOPS else COMMA_MS)


def _chinese(text: str) -> Iterator[Sound]:
    from pypinyin import Style, pinyin

    initials = pinyin(text, style=Style.INITIALS, strict=False, errors="ignore")
    finals = pinyin(text, style=Style.FINALS, strict=False, errors="ignore")
    for (initial,), (final,) in zip(initials, finals, strict=False):
        if initial in _INITIALS:
            yield (_INITIALS[initial], CONSONANT_MS)
        final = final.replace("ü", "v")
        shapes: tuple[Viseme, ...] = (
            ("SS",) if initial in _HISSING and final == "i" else _FINAL.get(final, ("E",))
        )
        yield from ((shape, round(1.3 * VOWEL_MS / len(shapes))) for shape in shapes)


_HISSING = frozenset({"z", "c", "s", "zh", "ch", "sh", "r"})


@lru_cache(maxsize=512)
def _english(word: str) -> tuple[Sound, ...]:
    rest = _DOUBLED.sub(r"\1", _SILENT_E.sub("", word.casefold().replace("'", "")))
    found: list[Sound] = []
    while rest:
        letters, shapes = next(
            ((known, shapes) for known, shapes in _LETTERS if rest.startswith(known)), (rest[0], ())
        )
        found += [(shape, VOWEL_MS if shape in VOWELS else CONSONANT_MS) for shape in shapes]
        rest = rest[len(letters) :]
    return tuple(found)


def _without_doubles(sounds: list[Sound]) -> list[Sound]:
    merged: list[Sound] = []
    for shape, length in sounds:
        if merged and merged[-1][0] == shape:
            longest = max(merged[-1][1], length) if shape == "sil" else merged[-1][1] + length
            merged[-1] = (shape, longest)
        else:
            merged.append((shape, length))
    return merged
