"""A description cut into tokens: known words and phrases, the longest first, and what is unknown.

Places are those of the text as it was given: folding changes one character into one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from huahua.avatars.domain.lexicon.table import MAX_WORDS, MIN_TYPO_CHARS, Sense, shortened, table
from huahua.avatars.domain.reading.ages import ages
from huahua.kit.chinese import simplified

_LATIN = re.compile(r"[a-z0-9]+(?:['’][a-z]+)*")
_BLANK = re.compile(r"[\s\-\u200d\ufe0e\ufe0f]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""), ("'s", ""), ("ed", ""), ("ish", ""))
_HARD, _SOFT, _LIST = (
    frozenset("。.;；!！?？\n…"),
    frozenset(',，()（）[]【】—~～|"“”「」《》·•*#_<>{}'),
    frozenset("、/"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is its first sense's, or `?` for what is unknown, `stop`, `comma` or `list` for signs between clauses."""

    start: int
    end: int
    kind: str
    value: str = ""
    senses: tuple[Sense, ...] = ()
    sure: float = 1.0
    latin: bool = False


def fold(text: str) -> str:
    """The text in one form: width, case, traditional characters; as long as before."""
    return "".join(map(_folded, text)).translate(simplified()).replace("著", "着").replace("’", "'")


def _folded(sign: str) -> str:
    if unicodedata.category(sign) in ("Cc", "Cf") and sign not in "\n\u200d":
        return " "
    plain = unicodedata.normalize("NFKC", sign)
    plain = plain.casefold() if len(plain) == 1 else sign
    return plain if len(plain) == 1 else sign


def scan(folded: str) -> list[Token]:
    """Tokens of a folded text, in order, without overlap."""
    spans = {age.start: age for age in ages(folded)}
    tokens: list[Token] = []
    at = 0
    while at < len(folded):
        if at in spans:
            age = spans[at]
            tokens.append(Token(age.start, age.end, "age", age.value, (Sense("age", age.value),)))
            at = age.end
            continue
        token = _next(folded, at)
        if token is None:
            at += 1
            continue
        at = token.end
        if token.kind == "?" and tokens and _continues(tokens[-1], token):
            tokens[-1] = replace(tokens[-1], end=token.end)
        else:
            tokens.append(token)
    return tokens


def _continues(before: Token, token: Token) -> bool:
    return before.kind == "?" and before.end == token.start and not before.latin and not token.latin


def _next(text: str, at: int) -> Token | None:
    sign = text[at]
    for word, senses in table().signs.get(sign, ()):
        if text.startswith(word, at):
            return Token(at, at + len(word), senses[0].kind, senses[0].value, senses)
    if found := _LATIN.match(text, at):
        return _words(text, at, found.end())
    if sign.isspace():
        return _gap(text, at)
    if sign in _HARD:
        return Token(at, at + 1, "stop")
    if sign in _LIST:
        return Token(at, at + 1, "list")
    if sign in _SOFT:
        return Token(at, at + 1, "comma")
    if sign in ":：=":
        return Token(at, at + 1, "is")
    if sign in "+＋&":
        return Token(at, at + 1, "and")
    return Token(at, at + 1, "?") if unicodedata.category(sign)[0] in "LN" or sign > "\U0001f000" else None


def _gap(text: str, at: int) -> Token | None:
    """A blank between two Chinese characters parts them like a comma; a new line like a full stop."""
    if text[at] == "\n":
        return Token(at, at + 1, "stop")
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if _HAN.match(before) and _HAN.match(after):
        return Token(at, at + 1, "comma")
    return None


def _words(text: str, at: int, first_end: int) -> Token:
    """The longest phrase that begins here, a word with an ending or a typing error, or an unknown word."""
    ends, words = [first_end], [text[at:first_end]]
    for _ in range(MAX_WORDS - 1):
        blank = _BLANK.match(text, ends[-1])
        found = _LATIN.match(text, blank.end()) if blank else None
        if found is None:
            break
        ends.append(found.end())
        words.append(found.group())
    known = table().latin
    for count in range(len(words), 0, -1):
        phrase = " ".join(words[:count])
        senses = known.get(phrase) or (_without_ending(phrase) if len(phrase) > 3 else None)
        if senses:
            return Token(at, ends[count - 1], senses[0].kind, senses[0].value, senses, latin=True)
    senses = _mistyped(words[0])
    if not senses and (gender := _gender_of(words[0])):
        return Token(
            at, first_end, "gender", gender, (Sense("gender", gender), Sense("thing", "")), 0.9, latin=True
        )
    if senses:
        return Token(at, first_end, senses[0].kind, senses[0].value, senses, 0.8, latin=True)
    return Token(at, first_end, "?", latin=True)


def _without_ending(phrase: str) -> tuple[Sense, ...] | None:
    known = table().latin
    for ending, instead in _PLURALS:
        if phrase.endswith(ending):
            senses = known.get(phrase[: -len(ending)] + instead)
            if senses:
                return senses
    return None


_NO_MEN = frozenset({"human", "german", "roman", "norman", "ottoman", "talisman", "shaman", "woman", "man"})


def _gender_of(word: str) -> str | None:
    """Of a 'fisherman' or a 'saleswoman'."""
    if len(word) < 6 or word in _NO_MEN:
        return None
    return (
        "female" if word.endswith(("woman", "women")) else "male" if word.endswith(("man", "men")) else None
    )


def _mistyped(word: str) -> tuple[Sense, ...] | None:
    """The one longer word that differs by one letter (left out, added, changed, or two exchanged)."""
    if not word.isalpha():
        return None
    if word in table().swapped:
        return table().latin[table().swapped[word]]
    near = table().near
    for candidate in _candidates(word, near):
        if (
            max(len(word), len(candidate)) >= MIN_TYPO_CHARS
            and candidate[0] == word[0]
            and _one_apart(word, candidate)
        ):
            return table().latin[candidate]
    return None


def _candidates(word: str, near: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for form in (word, *sorted(shortened(word))):
        yield from near.get(form, ())


def _one_apart(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    if len(left) == len(right):
        swapped = left[:at] + left[at + 1 : at + 2] + left[at : at + 1] + left[at + 2 :]
        return left[at + 1 :] == right[at + 1 :] or swapped == right
    shorter, longer = sorted((left, right), key=len)
    return shorter[at:] == longer[at + 1 :]
