"""Letters and digits: passports, number plates, company identifiers, IBANs, e-mail and IPv6 addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from huahua.privacy.masking.checks import is_company_id, is_iban
from huahua.privacy.masking.kinds import Kind, Span

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z][·•.\- ]?"
    r"(?:[DFABCEGHJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[DFABCEGHJK]|(?=(?:[A-Z]{0,4}\d){3})[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领])"
    r"(?![A-Za-z0-9])"
)
"""GA 36-2018, new-energy vehicles included."""
_COMPANY = re.compile(
    r"(?<![A-Za-z0-9_])[159ANY][1-9A-HJ-NP-RTUW-Y]\d{6}[0-9A-HJ-NP-RTUWXY]{10}(?![A-Za-z0-9_])"
)
_IBAN = re.compile(
    r"(?<![A-Za-z0-9_])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Za-z0-9_])"
)
_IBAN_GATE = re.compile(r"(?<![A-Za-z0-9_])[A-Z]{2}\d{2}[ A-Z0-9]")
_PASSPORT_WORD = re.compile(r"护照|通行证|passport|travel document", re.IGNORECASE)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9_])(?:[A-Z]{1,2}\d{6,8}|E[A-Z]\d{7}|[A-Z]\d{8}|\d{9})(?![A-Za-z0-9_])")
_LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_+\-])?\Z|[A-Za-z0-9_]\Z")
_HOST = re.compile(
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_])"
)
_IPV6 = re.compile(
    r"(?<![A-Za-z0-9_:.])(?:[0-9A-Fa-f]{1,4}:){1,7}(?::?[0-9A-Fa-f]{1,4}|:)(?::[0-9A-Fa-f]{1,4}){0,6}(?![A-Za-z0-9_:])"
)
_PASSPORT_BEFORE, _PASSPORT_AFTER = 36, 14


def find_plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        yield Span(*match.span(), Kind.PLATE)


def find_companies(text: str) -> Iterator[Span]:
    for match in _COMPANY.finditer(text):
        if is_company_id(match[0]):
            yield Span(*match.span(), Kind.COMPANY_ID)


def find_ibans(text: str) -> Iterator[Span]:
    """Written in fours, words in capitals may follow: then it is the longest beginning that is one."""
    if not _IBAN_GATE.search(text):
        return
    for match in _IBAN.finditer(text):
        found = match[0]
        while found:
            if is_iban(found.replace(" ", "")):
                yield Span(match.start(), match.start() + len(found), Kind.IBAN)
                break
            found = found[: max(0, found.rfind(" "))]


def find_passports(text: str) -> Iterator[Span]:
    """Their numbers look like many others: the word must stand near."""
    places = [match.span() for match in _PASSPORT_WORD.finditer(text)]
    if not places:
        return
    near = iter(places)
    start, end = next(near)
    for match in _PASSPORT.finditer(text):
        while end + _PASSPORT_BEFORE < match.start() and (following := next(near, None)) is not None:
            start, end = following
        follows = end <= match.start() <= end + _PASSPORT_BEFORE
        precedes = match[0][0].isalpha() and match.end() <= start <= match.end() + _PASSPORT_AFTER
        if follows or precedes:
            yield Span(*match.span(), Kind.PASSPORT)


def find_emails(text: str) -> Iterator[Span]:
    """RFC 5321 without quoted local parts. Each `@` is looked at once, so that no text takes long."""
    at = text.find("@")
    while at >= 0:
        host = _HOST.match(text, at)
        local = _LOCAL.search(text[max(0, at - 64) : at]) if host else None
        if host and local and not (local[0] == "git" and text[host.end() : host.end() + 1] == ":"):
            yield Span(at - len(local[0]), host.end(), Kind.EMAIL)
        at = text.find("@", at + 1)


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
