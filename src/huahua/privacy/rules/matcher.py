"""All words and patterns of some lists, compiled: one pass over a text finds every word of all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick
import re2

from huahua.privacy.errors import BadRule
from huahua.privacy.rules.folding import Folded, fold, fold_with_places
from huahua.privacy.rules.lists import MAX_PATTERN_CHARS, PATTERN_WINDOW, Hit, RuleList, Tier
from huahua.privacy.rules.widths import longest_match

_PIECES = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"\.\s")
MAX_SPREAD = 256
"""Characters over which a word may be spread by what stands between its letters."""


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    lists: tuple[RuleList, ...]
    latin: bool
    """Letters of such a word are found alone only, never inside of another."""
    pieces: tuple[str, ...]
    """As it was written: `kill switch` is two."""


class Matcher:
    """Immutable. `hits` in a whole text; `unfinished` and `decided` for one that still comes."""

    def __init__(self, lists: Sequence[RuleList]) -> None:
        """Raises BadRule."""
        words: dict[str, list[RuleList]] = {}
        written: dict[str, tuple[str, ...]] = {}
        allowed: dict[str, set[str]] = {}
        for rules in lists:
            for word_written in rules.words:
                folded = fold(word_written).strip("\n")
                if folded and "\n" not in folded:
                    words.setdefault(folded, []).append(rules)
                    written[folded] = tuple(fold(piece) for piece in _PIECES.findall(word_written))
            for phrase in rules.allow:
                if folded := fold(phrase).strip("\n"):
                    allowed.setdefault(folded, set()).add(rules.name)
        self._longest = max((len(word) for word in (*words, *allowed)), default=0)
        self._trie = ahocorasick.Automaton()
        for text in {*words, *allowed}:
            found = tuple(words.get(text, ()))
            word = _Word(text, found, text.isascii(), written.get(text, ()))
            self._trie.add_word(text, (word, frozenset(allowed.get(text, ()))))
        if len(self._trie):
            self._trie.make_automaton()
        self._patterns = [(compile_pattern(pattern), rules) for rules in lists for pattern in rules.patterns]
        self._window = max((longest_match(one) for rules in lists for one in rules.patterns), default=0)
        self.empty = not len(self._trie) and not self._patterns

    def hits(self, text: str) -> list[Hit]:
        """In a whole text, the first first. A text without findings costs one pass."""
        found: list[Hit] = []
        if len(self._trie) and next(self._trie.iter(fold(text)), None) is not None:
            found += self._word_hits(text, fold_with_places(text))
        found += self._pattern_hits(text)
        return sorted(found, key=lambda hit: (hit.start, hit.end, hit.rule))

    def unfinished(self, text: str) -> int:
        """Where the end of `text` begins that may become, or may turn out not to be, a finding; the length of `text`
        where there is nothing of the kind. What stands before it does not depend on what comes."""
        cut = len(text)
        if self._patterns:
            cut = max(0, cut - self._window)
        if not len(self._trie):
            return cut
        first = max(0, len(text) - MAX_SPREAD)
        folded = fold_with_places(text[first:])
        for start in range(max(0, len(folded.text) - self._longest), len(folded.text)):
            if self._trie.match(folded.text[start:]):
                return min(cut, first + folded.places[start])
        return cut

    def _word_hits(self, text: str, folded: Folded) -> Iterator[Hit]:
        places = folded.places
        found: list[tuple[int, int, _Word]] = []
        phrases: list[tuple[int, int, frozenset[str]]] = []
        for last, (word, allows) in self._trie.iter(folded.text):
            start, end = places[last - len(word.folded) + 1], places[last] + 1
            if end - start > MAX_SPREAD:
                continue
            if allows:
                phrases.append((start, end, allows))
            if word.lists and _stands_alone(text, start, end, word):
                found.append((start, end, word))
        for start, end, word in found:
            for rules in word.lists:
                if not any(
                    first <= start and end <= last and rules.name in names for first, last, names in phrases
                ):
                    yield Hit(start, end, rules.name, rules.tier)

    def _pattern_hits(self, text: str) -> Iterator[Hit]:
        for pattern, rules in self._patterns:
            for match in pattern.finditer(text):
                if 0 < match.end() - match.start() <= PATTERN_WINDOW:
                    yield Hit(match.start(), match.end(), rules.name, rules.tier)


def compile_pattern(pattern: str) -> re2._Regexp:
    """RE2's syntax: it takes time in proportion to the text, whatever the pattern. Raises BadRule."""
    if not pattern or len(pattern) > MAX_PATTERN_CHARS:
        raise BadRule(f"A pattern has 1 to {MAX_PATTERN_CHARS} characters.")
    options = re2.Options()
    options.max_mem = 4 << 20
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as fault:
        told = fault.args[0] if fault.args else ""
        reason = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
        raise BadRule(f"The pattern '{pattern}' cannot be read: {reason}") from fault
    if compiled.search("") is not None:
        raise BadRule(f"The pattern '{pattern}' finds nothing at all everywhere.")
    return compiled


def worst(hits: Iterable[Hit]) -> Tier | None:
    """The strictest tier among them."""
    tiers = {hit.tier for hit in hits}
    return next((tier for tier in Tier if tier in tiers), None)


def _stands_alone(text: str, start: int, end: int, word: _Word) -> bool:
    """Words of other scripts than Chinese are found as words: whole, or letter by letter with something between."""
    if not word.latin:
        return True
    if (start and _is_letter(text[start - 1])) or (end < len(text) and _is_letter(text[end])):
        return False
    pieces = _PIECES.findall(text[start:end])
    if len(pieces) > 1 and _SENTENCE_END.search(text, start, end):
        return False
    return (
        len(pieces) == 1
        or all(len(piece) == 1 for piece in pieces)
        or tuple(fold(piece) for piece in pieces) == word.pieces
    )


def _is_letter(character: str) -> bool:
    return character.isalnum() and not "\u2e80" <= character <= "\u9fff"
