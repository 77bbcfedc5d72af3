"""Top-up codes: how they are written, and how typed ones are read. Pure.

Four groups of five of Crockford's 32 characters (https://www.crockford.com/base32.html): 100 random bits, of which none
can be guessed, without letters that look alike.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 5
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SPACES = re.compile(r"[\s-]+")


def written(number: int) -> str:
    """A random number of 100 bits as a code for people."""
    digits = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(digits[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read(typed: str) -> str | None:
    """The code's characters without separators; None for what can be none."""
    plain = _SPACES.sub("", typed).upper().translate(_ALIKE)
    return plain if len(plain) == LENGTH and not set(plain) - set(ALPHABET) else None
