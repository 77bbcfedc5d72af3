"""Check digits: what tells a number of some kind from any other of that length."""

from __future__ import annotations

from datetime import date
from operator import mul

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_DIGITS = "10X98765432"
_PROVINCES = frozenset(
    {
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
        "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
    }
)  # fmt: skip
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27,
    "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22,
    "XK": 20,
}  # fmt: skip
"""Characters of an IBAN by country: the SWIFT IBAN registry."""
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Digits times two, with nine taken off where that has two."""


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = sum(map(_DOUBLED.__getitem__, map(int, digits[-2::-2])))
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def is_bank_card(digits: str) -> bool:
    """A length and a beginning that an issuer uses, and the check digit."""
    return _is_issued(digits, len(digits)) and luhn(digits)


def _is_issued(digits: str, length: int) -> bool:
    if digits.startswith("62"):
        return 16 <= length <= 19
    if digits.startswith("4"):
        return length in (13, 16, 19)
    if digits[:2] in ("34", "37"):
        return length == 15
    if "51" <= digits[:2] <= "55" or "2221" <= digits[:4] <= "2720":
        return length == 16
    if digits.startswith(("6011", "65", "35", "81")) or "644" <= digits[:3] <= "649":
        return length == 16
    if digits.startswith(("300", "301", "302", "303", "304", "305", "36", "38")):
        return length == 14
    return digits.startswith(("9558", "6013", "6058", "6221", "6858", "9559")) and length in (16, 17, 18, 19)


def is_resident_id(text: str) -> bool:
    """Eighteen characters with their check character, or the fifteen digits of before 1999."""
    if text[:2] not in _PROVINCES:
        return False
    if len(text) == 15:
        return _is_day("19" + text[6:12])
    return has_resident_check(text) and _is_day(text[6:14])


def has_resident_check(text: str) -> bool:
    """GB 11643-1999, which is ISO 7064 MOD 11-2."""
    total = sum(map(mul, map(int, text[:17]), _ID_WEIGHTS))
    return _ID_DIGITS[total % 11] == text[17].upper()


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def is_company_id(text: str) -> bool:
    """GB 32100-2015; `text` is eighteen characters of its alphabet."""
    values = [_USCC_ALPHABET.find(character) for character in text]
    if -1 in values:
        return False
    total = sum(value * weight for value, weight in zip(values[:17], _USCC_WEIGHTS, strict=True))
    return (31 - total % 31) % 31 == values[17]


def is_iban(text: str) -> bool:
    """ISO 13616; `text` without blanks, in capitals."""
    if _IBAN_LENGTHS.get(text[:2]) != len(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
