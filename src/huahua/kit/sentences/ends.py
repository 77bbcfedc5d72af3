"""Where a sentence ends, in Chinese and English. Pure; every answer looks at a bounded piece of the text behind."""

from __future__ import annotations

import re

CJK_ENDS = "。！？；｡…"
ASCII_ENDS = ".!?;"
ENDS = CJK_ENDS + ASCII_ENDS
PAUSES = "，、,：:—"
_CLOSERS = "”’」』）)】]》〉}»"
_PAIRED = "\"'*_~"
"""Closing where one of them is open."""
MAX_CLOSERS = 8
MAX_BLANKS = 32
"""White space after an end that is looked through."""

_NEVER = re.compile(
    "mr|mrs|ms|dr|prof|st|vs|gen|gov|sen|rep|rev|hon|capt|col|lt|sgt|mt|dept|approx|cf|ca|viz|figs?|eqs?|vol|pp|sec|chap"
    "|eds?|trans|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
"""Abbreviations that stand before what they belong to."""
_BEFORE_NUMBER = frozenset({"no", "nos", "p", "ch", "art", "ver", "v"})
_WORD = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+)*$")
_MARKER = re.compile(r"[ \t>*_#-]*(?:\d{1,4}|[A-Za-z])$")
_TOKEN = re.compile(r"[!-~]+$")
_ENTITY = re.compile(r"&#?\w{1,31}$")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_LOOK_BACK = 256


class NeedMore(Exception):
    """What comes next decides."""


def end_at(text: str, at: int, line: int, *, opened: dict[str, int], final: bool) -> int | None:
    """Behind which character of `text` the sentence ends whose last mark is at `at`; None where it does not end there.

    `line` is where the line of `at` begins, -1 where that was before `text`. `opened` counts the paired marks that
    were before `text` in this paragraph. Raises NeedMore, but never when `final`.
    """
    mark = text[at]
    if mark == "\n":
        return _end_of_line(text, at, line, final=final)
    after = _peek(text, at + 1, final)
    if after in ENDS and after:
        return None  # of several marks the last one decides
    if text.count("`", max(line, 0), at) % 2:
        return None  # within code
    closed = _past_closers(text, at + 1, opened, final)
    after = _peek(text, closed, final)
    if after and after in PAUSES:
        return None
    if mark in CJK_ENDS and not (mark == "…" and text[at - 1 : at] != "…"):
        return _past_blanks(text, closed, final)
    if after and not after.isspace():
        if not _CJK.match(after) or not _ends_before_cjk(text, at, line):
            return None
        return closed
    rest = _past_blanks(text, closed, final)
    return rest if _ends_before_blank(text, at, line, closed, final=final) else None


def _ends_before_cjk(text: str, at: int, line: int) -> bool:
    if text[at] == "…":
        return False
    token = _TOKEN.search(text, max(0, at - _LOOK_BACK), at)
    word = token[0] if token else ""
    if "://" in word or word.startswith("www."):
        return False
    return text[at] != "." or not (_is_marker(text, at, line) or _is_short(text, at, ""))


def _ends_before_blank(text: str, at: int, line: int, closed: int, *, final: bool) -> bool:
    follows = _next_word(text, closed, final)
    mark = text[at]
    if mark == ";":
        return not _ENTITY.search(text, max(0, at - 33), at)
    if "a" <= follows <= "z" and (mark in ".…" or closed > at + 1):
        return False
    return mark != "." or not (_is_marker(text, at, line) or _is_short(text, at, follows))


def _is_marker(text: str, at: int, line: int) -> bool:
    """Of a numbered list: `1.` at the beginning of a line."""
    return line >= 0 and at - line < 24 and _MARKER.fullmatch(text, line, at) is not None


def _is_short(text: str, at: int, follows: str) -> bool:
    found = _WORD.search(text, max(0, at - 24), at)
    if found is None:
        return False
    word = found[0].lower()
    if word in ("a.m", "p.m"):
        return False
    if _NEVER.fullmatch(word) or "." in word or (len(word) == 1 and found[0].isupper() and word != "i"):
        return True
    return word in _BEFORE_NUMBER and follows.isdigit()


def _end_of_line(text: str, at: int, line: int, *, final: bool) -> int | None:
    """A line ends a sentence, unless it goes on below: after a comma, or in small letters."""
    rest = _past_blanks(text, at, final)
    if "\n" in text[at + 1 : rest] or text.startswith("#", max(line, 0)):
        return rest
    follows = _next_word(text, rest, final)
    if text[at - 1 : at] in PAUSES and at and follows.isalpha():
        return None
    if "a" <= follows <= "z":
        first = rest
        while text[first : first + 1].isspace():
            first += 1
        return rest if _peek(text, first + 1, final) in (".", ")") else None
    return rest


def _past_closers(text: str, at: int, opened: dict[str, int], final: bool) -> int:
    """Quotes, brackets and marks of emphasis that close stay with their sentence."""
    end = at
    while end - at < MAX_CLOSERS:
        mark = _peek(text, end, final)
        if not mark or mark not in _CLOSERS + _PAIRED:
            return end
        if mark in _CLOSERS:
            end += 1
            continue
        run = end
        while run - at < MAX_CLOSERS and _peek(text, run, final) == mark:
            run += 1
        length = run - end
        if (text.count(mark, 0, end) + opened.get(mark, 0)) % (2 * length) == 0:
            return end  # it opens what follows
        end = run
    return end


def _past_blanks(text: str, at: int, final: bool) -> int:
    """Behind the white space from `at`: all of it, or up to the last line end in it, so that a line keeps its
    indentation."""
    end = at
    while end - at < MAX_BLANKS:
        mark = _peek(text, end, final)
        if not mark or not mark.isspace():
            break
        end += 1
    newline = text.rfind("\n", at, end)
    return newline + 1 if newline >= 0 else end


def _next_word(text: str, at: int, final: bool) -> str:
    """The next character that is not white space; empty where there is none near."""
    for place in range(at, at + MAX_BLANKS):
        mark = _peek(text, place, final)
        if not mark or not mark.isspace():
            return mark
    return ""


def _peek(text: str, at: int, final: bool) -> str:
    if at < len(text):
        return text[at]
    if final:
        return ""
    raise NeedMore


def paired_in(text: str) -> dict[str, int]:
    return {mark: count for mark in _PAIRED if (count := text.count(mark))}
