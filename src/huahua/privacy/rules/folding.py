"""One form for all ways to write a word: width, case, traditional characters, look-alikes, marks, hidden signs, gaps.

What parts a word from itself is left out: blanks, hyphens, dots, asterisks, characters of no width. What ends a
sentence or a clause is kept as a line's end, so that no word is found across it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from huahua.kit.chinese import simplified

_LOOK_ALIKES = str.maketrans(
    "аеорсухіѕјԁһӏոսԛԝɡαορντικεϲ",
    "aeopcyxisjdhlnuqwgaopvtikec",
)
_ENDS = frozenset("，。；：！？、,;:!?()（）[]{}【】「」『』《》〈〉<>\"'“”‘’`…\n\r\v\f\u2028\u2029")
END = "\n"
"""In folded text, in place of whatever ends a clause."""
_GAPS = frozenset(
    {"Zs", "Cf", "Cc", "Mn", "Me", "Pd", "Pc", "Po", "Sk", "Sm", "So", "Sc", "Mc", "Lm", "Ps", "Pe"}
)


class _Table(dict[int, str]):
    """For `str.translate`; what it was asked once it knows."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded_character(chr(code))
        return folded


def _folded_character(character: str) -> str:
    if character in _ENDS:
        return END
    if unicodedata.category(character) in _GAPS and not character.isalnum():
        plain = unicodedata.normalize("NFKC", character)
        return "".join(sign.casefold() for sign in plain if sign.isalnum()) if plain != character else ""
    decomposed = unicodedata.normalize("NFKD", character)
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign.isalnum())
    return letters.casefold().translate(_LOOK_ALIKES).translate(simplified())


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """`places[i]` is where in the original the character `text[i]` stands."""

    text: str
    places: list[int]


def fold(text: str) -> str:
    """Quick, and without places."""
    return text.translate(_TABLE)


def fold_with_places(text: str) -> Folded:
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = _TABLE[ord(character)]
        if folded:
            pieces.append(folded)
            places += [place] * len(folded)
    return Folded("".join(pieces), places)
