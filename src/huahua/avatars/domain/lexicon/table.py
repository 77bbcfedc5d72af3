"""The dictionary, once put together: word → senses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from huahua.avatars.domain.lexicon import dress, grammar, looks, people

MAX_WORDS = 5
"""Of an English phrase."""
MIN_TYPO_CHARS = 6


@dataclass(frozen=True, slots=True)
class Sense:
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """`latin` holds words and phrases, single blanks between words; `signs` all others, by their first character,
    longest first; `near` what a longer English word becomes when a letter of it is left out → the words."""

    latin: dict[str, tuple[Sense, ...]]
    signs: dict[str, list[tuple[str, tuple[Sense, ...]]]]
    near: dict[str, tuple[str, ...]]
    swapped: dict[str, str]
    """Shorter words with two neighbouring letters exchanged → the word."""


def senses_of(key: str) -> tuple[Sense, ...]:
    senses = []
    for part in key.split():
        kind, _, value = part.partition("=")
        senses.append(Sense(kind, value))
    return tuple(senses)


@lru_cache(maxsize=1)
def table() -> Table:
    latin: dict[str, tuple[Sense, ...]] = {}
    signs: dict[str, tuple[Sense, ...]] = {}
    # What is said of looks wins over what binds words together.
    for words in (people.WORDS, looks.WORDS, dress.WORDS, grammar.WORDS):
        for key, listed in words.items():
            for word in listed.casefold().split("|"):
                plain = word.replace("-", " ").strip()
                if not plain:
                    continue
                into = latin if plain.isascii() else signs
                into.setdefault(plain, senses_of(key))
                if plain.endswith("风"):
                    into.setdefault(plain + "格", senses_of(key))
    grouped: dict[str, list[tuple[str, tuple[Sense, ...]]]] = {}
    for word in sorted(signs, key=len, reverse=True):
        grouped.setdefault(word[0], []).append((word, signs[word]))
    return Table(latin, grouped, _near(latin), _swapped(latin))


def _near(latin: dict[str, tuple[Sense, ...]]) -> dict[str, tuple[str, ...]]:
    near: dict[str, list[str]] = {}
    for word, senses in latin.items():
        if len(word) < MIN_TYPO_CHARS - 1 or " " in word or senses[0].kind in _BINDING:
            continue
        for form in {word, *shortened(word)}:
            near.setdefault(form, []).append(word)
    return {form: tuple(words) for form, words in near.items()}


def _swapped(latin: dict[str, tuple[Sense, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, senses in latin.items():
        if len(word) in (4, 5) and word.isalpha() and senses[0].kind not in _BINDING:
            for at in range(1, len(word) - 1):
                wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
                if wrong not in latin:
                    found.setdefault(wrong, word)
    return found


_BINDING = frozenset(
    {
        "no",
        "off",
        "into",
        "swap",
        "to",
        "alter",
        "but",
        "yes",
        "or",
        "and",
        "is",
        "hold",
        "maybe",
        "one",
        "fill",
        "adj",
        "thing",
    }
)


def shortened(word: str) -> set[str]:
    """The word without one of its letters but the first."""
    return {word[:at] + word[at + 1 :] for at in range(1, len(word))}
