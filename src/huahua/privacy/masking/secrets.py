"""API keys, passwords and other secrets: by the beginnings that vendors give them, and by the words before them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import log2

from huahua.privacy.masking.kinds import Kind, Span

_KNOWN_FORMS = (
    r"sk-(?:ant-|proj-|or-v1-|svcacct-)?[A-Za-z0-9_\-]{20,200}",
    r"AKIA[A-Z0-9]{16}",
    r"ASIA[A-Z0-9]{16}",
    r"gh[pousr]_[A-Za-z0-9]{36,251}",
    r"github_pat_[A-Za-z0-9_]{22,255}",
    r"glpat-[A-Za-z0-9_\-]{20,60}",
    r"xox[abeoprs]-[A-Za-z0-9\-]{10,200}",
    r"AIza[A-Za-z0-9_\-]{35}",
    r"ya29\.[A-Za-z0-9_\-]{20,300}",
    r"GOCSPX-[A-Za-z0-9_\-]{20,60}",
    r"hf_[A-Za-z0-9]{30,60}",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[A-Za-z0-9_\-]{50,250}",
    r"dop_v1_[a-f0-9]{64}",
    r"sk_(?:live|test)?_?[A-Za-z0-9]{20,120}",
    r"pk_(?:live|test)?_?[A-Za-z0-9]{20,120}",
    r"rk_(?:live|test)?_?[A-Za-z0-9]{20,120}",
    r"whsec_(?:live|test)?_?[A-Za-z0-9]{20,120}",
    r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{30,64}",
    r"LTAI[A-Za-z0-9]{12,24}",
    r"AKID[A-Za-z0-9]{28,40}",
    r"gsk_[A-Za-z0-9]{40,60}",
    r"xai-[A-Za-z0-9]{60,100}",
    r"eyJ[A-Za-z0-9_\-]{8,2000}\.eyJ[A-Za-z0-9_\-]{8,4000}\.[A-Za-z0-9_\-]{8,1000}",
)
"""Each begins with one certain character: a search then skips all others, which takes a third of the time."""
_NOT_INSIDE = r"(?<![A-Za-z0-9_\-].)"
_KNOWN = re.compile(
    "(?:" + "|".join(form[0] + _NOT_INSIDE + form[1:] for form in _KNOWN_FORMS) + ")(?![A-Za-z0-9_])"
)
_PEM = re.compile(
    r"-----BEGIN (?P<what>(?:[A-Z0-9]+ ){0,3}PRIVATE KEY)-----[\s\S]{1,12000}?-----END (?P=what)-----"
)
_URL_LOGIN = re.compile(r"[a-z][a-z0-9+.\-]{1,15}://([^\s/:@\"'<>]{1,80}:[^\s/@\"'<>]{1,200})@")
_WORD = re.compile(
    r"(?P<word>api[ _\-]?key|access[ _\-]?key|secret[ _\-]?key|client[ _\-]?secret|private[ _\-]?key|secret|token"
    r"|passw(?:or)?d|passphrase|p(?<!\wp)wd|p(?<!\wp)in\b|bearer|authorization|credential"
    r"|密码|口令|密钥|秘钥|令牌|暗号|凭证)"
)
"""In small letters."""
_VALUE = re.compile(
    r"(?:\\?[\"'”’`]|\*\*)?[ \t]{0,2}(?:(?:is|was|are|to|改成|改为|设为|设成|为|是|叫)[ \t]{0,2}[:=：]?"
    r"|[:=：|]>?|=>|(?<=[Bb]earer) )[ \t]{0,3}(?:[Bb]earer |[Bb]asic )?(?:\\?[\"'“‘`]|\*\*)?"
    r"(?P<value>[!-~]{6,300})"
)
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_PASSWORDS = ("passw", "pwd", "pass", "pin", "密码", "口令", "暗号")
_NOT_VALUES = re.compile(
    r"[<{\[(*.$%]|(?:https?|file|env):|[A-Z][A-Z_]+\Z|[a-z_.]+\(|(?:\d{1,4}[-/.]){2}|[a-z_]{2,}=[^=]"
)
_CODE = re.compile(r"[A-Za-z_][([]|^[A-Za-z_.'\"]+$")
"""What a program has where others have a password: a call, an index, a name."""
_NEXT_FIELD = re.compile(r"&[A-Za-z_]+=|\\?[\"'`][,;)}]")
_OPTION = re.compile(
    r"--(?:password|passwd|token|secret|api-key|access-key)[ \t]+[\"']?(?P<value>[!-~]{6,300})"
)
_SSHPASS = re.compile(r"sshpass -p[ \t]*[\"']?(?P<value>[!-~]{4,100})")
_BESIDE = re.compile(r"(?:密码|口令) (?P<value>(?=[!-~]{0,63}[a-z])(?=[!-~]{0,63}[0-9])[!-~]{8,64})")
"""What needs no sign between the word and the value."""
_TRAILING = "\"'`,;.)]}>”’!?\\"
_LONGEST_PIN = 20
_ENTROPY_BITS = 3.0


def find_secrets(text: str) -> Iterator[Span]:
    if "-----BEGIN " in text:
        for match in _PEM.finditer(text):
            yield Span(*match.span(), Kind.SECRET)
    for match in _KNOWN.finditer(text):
        if not match[0].startswith(("sk-", "hf_", "npm_")) or _is_mixed(match[0]):
            yield Span(*match.span(), Kind.SECRET)
    if "://" in text and "@" in text:
        for match in _URL_LOGIN.finditer(text):
            yield Span(*match.span(1), Kind.SECRET)
    yield from _after_words(text)
    for pattern, mark in ((_OPTION, "--"), (_SSHPASS, "sshpass"), (_BESIDE, "密码 "), (_BESIDE, "口令 ")):
        if mark in text:
            yield from _beside(pattern, text)


def _beside(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        found = match["value"].rstrip(_TRAILING)
        if not _NOT_VALUES.match(found) and not _CODE.search(found):
            yield Span(match.start("value"), match.start("value") + len(found), Kind.SECRET)


def _after_words(text: str) -> Iterator[Span]:
    lowered = text.lower()
    if len(lowered) != len(text):  # such as a capital I with a dot
        lowered = text.translate(_SMALL)
    for word in _WORD.finditer(lowered):
        value = _VALUE.match(text, word.end())
        if value is None:
            continue
        start = value.start("value")
        found = _NEXT_FIELD.split(value["value"], maxsplit=1)[0].rstrip(_TRAILING)
        if _is_secret(word["word"], found):
            yield Span(start, start + len(found), Kind.SECRET)


def _is_secret(word: str, value: str) -> bool:
    if len(value) < 6 or _NOT_VALUES.match(value):
        return False
    if word.startswith(_PASSWORDS):
        return (value.isdigit() and len(value) <= _LONGEST_PIN) or (
            _classes(value) >= 2 and not _CODE.search(value)
        )
    return len(value) >= 12 and _is_mixed(value) and _entropy(value) >= _ENTROPY_BITS


def _is_mixed(value: str) -> bool:
    return any(character.isdigit() for character in value) and any(character.isalpha() for character in value)


def _classes(value: str) -> int:
    """Of capitals, small letters, digits and signs. A small word after a capital is a word."""
    if value[1:].isalpha() and value[1:].islower():
        return 1
    signs = any(not character.isalnum() and character not in "-_'" for character in value)
    return (
        any(character.isupper() for character in value)
        + any(character.islower() for character in value)
        + any(character.isdigit() for character in value)
        + signs
    )


def _entropy(value: str) -> float:
    """Shannon's, in bits per character."""
    counts = Counter(value)
    return -sum(count / len(value) * log2(count / len(value)) for count in counts.values())
