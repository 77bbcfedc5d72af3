"""Letters and digits: passports, number plates, company identifiers, IBANs, e-mail and IPv6 addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from huahua.privacy.masking.checks import is_company_id, is_iban
from huahua.privacy.masking.kinds import Kind, Span

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使] ?[A-HJ-NP-Za-hj-np-z][·•.\- ]?"
    r"(?:[DFABCEGHJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[DFABCEGHJK]|(?=(?:[A-Z]{0,4}\d){3})[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领])"
    r"(?![A-Za-z0-9])"
)
"""GA 36-2018, new-energy vehicles included."""
_COMPANY = re.compile(
    r"[159ANY](?<![A-Za-z0-9].)(?<![A-Za-z0-9]_.)[1-9A-HJ-NP-RTUW-Y]\d{6}[0-9A-HJ-NP-RTUWXY]{10}(?![A-Za-z0-9])(?!_[A-Za-z0-9])"
)
_IBAN = re.compile(
    r"[A-Z](?<![A-Za-z0-9].)(?<![A-Za-z0-9]_.)[A-Z]\d{2}(?:[A-Z0-9]{11,30}"
    r"|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,3})?)(?![A-Za-z0-9])(?!_[A-Za-z0-9])"
)
_PASSPORT_WORD = re.compile(
    r"护照|通行证|p(?i:assport)|P(?i:assport)|t(?i:ravel document)|T(?i:ravel document)"
)
"""Each begins with one certain character, so that a search skips all others at once."""
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)(?:[A-Z]{1,2}\d{6,8}|E[A-Z]\d{7}|[A-Z]\d{8}|\d{9})(?![A-Za-z0-9])(?!_[A-Za-z0-9])"
)
_LOCAL = re.compile(r"[A-Za-z0-9_+\-][A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9]|[A-Za-z0-9_]")
"""Read from its end."""
_AT = ("@", "%40", "[at]", "(at)")
_HOST = re.compile(
    r" ?(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])(?!_[A-Za-z0-9])"
    r"|(?:[A-Za-z0-9\u4e00-\u9fff\-]{1,30}\.){1,3}(?:中国|公司|网络|中文网|在线|网址)"
)
_IPV6 = re.compile(
    r"[0-9A-Fa-f](?<![A-Za-z0-9_:.].)[0-9A-Fa-f]{0,3}:(?:[0-9A-Fa-f]{1,4}:){0,6}(?::?[0-9A-Fa-f]{1,4}|:)(?::[0-9A-Fa-f]{1,4}){0,6}(?![A-Za-z0-9_:])"
)
_PASSPORT_BEFORE, _PASSPORT_AFTER, _PASSPORT_CHARS = 36, 14, 10


def find_plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        yield Span(*match.span(), Kind.PLATE)


def find_companies(text: str) -> Iterator[Span]:
    for match in _COMPANY.finditer(text):
        if is_company_id(match[0]):
            yield Span(*match.span(), Kind.COMPANY_ID)


def find_ibans(text: str) -> Iterator[Span]:
    """Written in fours, words in capitals may follow: then it is the longest beginning that is one."""
    for match in _IBAN.finditer(text):
        found = match[0]
        while found:
            if is_iban(found.replace(" ", "").replace("-", "")):
                yield Span(match.start(), match.start() + len(found), Kind.IBAN)
                break
            found = found[: max(0, found.rfind(" "), found.rfind("-"))]


def find_passports(text: str) -> Iterator[Span]:
    """Their numbers look like many others: the word must stand near."""
    seen = 0
    for word in _PASSPORT_WORD.finditer(text):
        start, end = word.span()
        first = max(seen, start - _PASSPORT_AFTER - _PASSPORT_CHARS)
        last = min(len(text), end + _PASSPORT_BEFORE + _PASSPORT_CHARS)
        for match in _PASSPORT.finditer(text, first, last):
            follows = end <= match.start() <= end + _PASSPORT_BEFORE
            precedes = match[0][0].isalpha() and match.end() <= start <= match.end() + _PASSPORT_AFTER
            if follows or precedes:
                seen = match.end()
                yield Span(*match.span(), Kind.PASSPORT)


def find_emails(text: str) -> Iterator[Span]:
    """RFC 5321 without quoted local parts. Each `@` is looked at once, so that no text takes long."""
    for sign in _AT:
        at = text.find(sign)
        while at >= 0:
            end = at + len(sign)
            host = _HOST.match(text, end)
            before = at - 1 if sign != "@" and text[at - 1 : at] == " " else at
            local = _LOCAL.match(text[max(0, before - 64) : before][::-1]) if host else None
            if host and local and (sign != "@" or text[end] != " ") and not _is_login(text, local[0], host):
                yield Span(before - len(local[0]), host.end(), Kind.EMAIL)
            at = text.find(sign, end)


def _is_login(text: str, backwards: str, host: re.Match[str]) -> bool:
    """Of git over SSH, which is everybody's."""
    return backwards == "tig" and text[host.end() : host.end() + 1] == ":"


def find_ipv6(text: str) -> Iterator[Span]:
    """RFC 4291. Times, MAC addresses and `std::` of programs are none."""
    for match in _IPV6.finditer(text):
        found = match[0]
        if found.count(":") < 3 and not re.match(r"(?:[23fF][0-9A-Fa-f]{3}):", found):
            continue
        if not any(character.isdigit() for character in found):
            continue
        try:
            address = IPv6Address(found)
        except AddressValueError:
            continue
        if not address.is_loopback and not address.is_unspecified:
            yield Span(*match.span(), Kind.IP)
