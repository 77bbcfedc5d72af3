"""Tokens that stand for values in one call, such as `[PHONE_1]`, and how models write them back.

Plain ASCII in square brackets is what models of all sizes repeat most faithfully, and it needs no escape in JSON. What
some of them make of it (`【phone 1】`, `\\[PHONE\\_1\\]`, `PHONE_1`) is known, too. Tokens are numbered in the order in
which values come up, so that a conversation that is sent again and again, longer by a turn each time, gets the same
ones without anything being kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from huahua.privacy.masking.kinds import TOKEN_NAMES, Kind, Span

_OPENS, _CLOSES = r"[\[【⟦［〔]", r"[\]】⟧］〕]"
_EDGE = r"(?<![A-Za-z0-9_])"
LONGEST = 32
"""Characters of the longest form of a token."""


class Tokens:
    """The values of one call. Nothing of it outlives the call."""

    def __init__(self) -> None:
        self.count = 0
        """Places at which something was replaced."""
        self._token_of: dict[tuple[Kind, str], str] = {}
        self._values: dict[str, str] = {}
        self._last: dict[Kind, int] = {}
        self._taken: set[str] = set()

    def __repr__(self) -> str:
        """Without the values."""
        return f"Tokens({sorted(self._values)})"

    def __bool__(self) -> bool:
        return bool(self._values)

    def __len__(self) -> int:
        """Different values."""
        return len(self._values)

    def kinds(self) -> list[Kind]:
        return sorted({kind for kind, _ in self._token_of})

    def reserve(self, texts: Iterable[str]) -> None:
        """What looks like a token in these texts already shall stand for nothing else."""
        for text in filter(_MAY_HOLD.search, texts):
            self._taken.update(_core(match) for match in _ANY.finditer(text))

    def mask(self, text: str, spans: Sequence[Span]) -> str:
        """`spans` in their order, without overlaps."""
        pieces: list[str] = []
        at = 0
        for span in spans:
            pieces += (text[at : span.start], self._token(span.kind, text[span.start : span.end]))
            at = span.end
        self.count += len(spans)
        pieces.append(text[at:])
        return "".join(pieces)

    def restore(self, text: str, *, in_json: bool = False) -> str:
        """`in_json`: the text is, or is part of, JSON text: what is put into its strings needs escapes."""
        return self.restore_from(text, 0, in_json=in_json) if self._values else text

    def restore_from(self, text: str, start: int, *, in_json: bool) -> str:
        """What stands at `start` and after it, restored; what stands before is only looked at."""

        def value(match: re.Match[str]) -> str:
            found = self._values.get(_core(match))
            if found is None:
                return match[0]
            return json.dumps(found, ensure_ascii=False)[1:-1] if in_json else found

        pieces: list[str] = []
        at = start
        for match in self._written.finditer(text, start):
            pieces += (text[at : match.start()], value(match))
            at = match.end()
        return "".join(pieces) + text[at:] if pieces else text[start:]

    def unfinished(self, text: str, start: int) -> int:
        """Where the end of `text` begins that may become a token; the length of `text` where none may."""
        match = _patterns(self._names())[1].search(text, max(start, len(text) - LONGEST))
        return match.start() if match else len(text)

    @property
    def _written(self) -> re.Pattern[str]:
        return _patterns(self._names())[0]

    def _names(self) -> tuple[str, ...]:
        return tuple(sorted({core.rpartition("_")[0] for core in self._values}))

    def _token(self, kind: Kind, value: str) -> str:
        token = self._token_of.get((kind, value))
        if token is None:
            name = TOKEN_NAMES[kind]
            number = self._last.get(kind, 0) + 1
            while f"{name}_{number}" in self._taken:
                number += 1
            self._last[kind] = number
            core = f"{name}_{number}"
            self._values[core] = value
            token = self._token_of[kind, value] = f"[{core}]"
        return token


class TokenStream:
    """Restores a text that comes in pieces: what may be the beginning of a token waits for the rest of it."""

    def __init__(self, tokens: Tokens, *, in_json: bool = False) -> None:
        self._tokens = tokens
        self._in_json = in_json
        self._held = ""
        self._before = ""
        """The last character that left, which tells a word's beginning from its middle."""

    def feed(self, piece: str) -> str:
        """What may leave now."""
        text = self._before + self._held + piece
        start = len(self._before)
        cut = self._tokens.unfinished(text, start)
        self._held = text[cut:]
        return self._leave(text[:cut], start)

    def close(self) -> str:
        """The text has ended: what is left of it."""
        text, start = self._before + self._held, len(self._before)
        self._held = ""
        return self._leave(text, start)

    def _leave(self, text: str, start: int) -> str:
        if len(text) > start:
            self._before = text[-1]
        return self._tokens.restore_from(text, start, in_json=self._in_json)


def _core(match: re.Match[str]) -> str:
    form = str(match.lastgroup).removesuffix("_number")
    return f"{match[form].upper()}_{int(match[form + '_number'])}"


@lru_cache(maxsize=256)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Tokens of these names as models write them, and what may become one at the end of a text."""
    full = "|".join(sorted(names, key=len, reverse=True))
    begun = "|".join(
        sorted({name[:size] for name in names for size in range(1, len(name) + 1)}, key=len, reverse=True)
    )
    inside = r"[ \t]{{0,2}}(?P<{0}>(?i:{1}))[ _\-\\]{{0,3}}(?P<{0}_number>\d{{1,6}})[ \t]{{0,2}}"
    whole = re.compile(
        rf"\\{_OPENS}{inside.format('escaped', full)}\\{_CLOSES}|{_OPENS}{inside.format('plain', full)}{_CLOSES}"
        rf"|{_EDGE}(?P<bare>{full})\\?_(?P<bare_number>\d{{1,6}})(?![A-Za-z0-9_])",
        re.ASCII,
    )
    ending = re.compile(
        rf"(?:\\|\\?{_OPENS}[ \t]{{0,2}}(?i:{begun})?"
        rf"|\\?{_OPENS}[ \t]{{0,2}}(?i:{full})[ _\-\\]{{0,3}}(?:\d{{1,6}}[ \t]{{0,2}}\\?)?"
        rf"|{_EDGE}(?:{begun})|{_EDGE}(?:{full})\\?(?:_\d{{0,6}})?)\Z",
        re.ASCII,
    )
    return whole, ending


_MAY_HOLD = re.compile(rf"[_{_OPENS[1:]}(?:(?<=_)\d|(?<!_)[ \t]{{0,2}}[A-Za-z])")
"""What has none of this holds no token."""
_ANY = _patterns(tuple(sorted(TOKEN_NAMES.values())))[0]
