"""`builtin/embedding`: a lexical embedding that needs no model.

Texts are close when they share words and pieces of words; meaning is not known to it, so 'car' and
'automobile' are strangers. It is the feature hashing of Weinberger et al. (2009, https://arxiv.org/abs/0902.2206)
over character n-grams (1 to 4, inside words, with marks at the ends of words as in fastText), with logarithmic
counts and length 1. The same text gives the same numbers on every machine.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import sys
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterator

DIMENSIONS = 256
MAX_DIMENSIONS = 3072

Vector = array  # of 32-bit floats; numpy would cost every idle server its memory

_WORD = re.compile(r"[㐀-鿿豈-﫿]|[^\W㐀-鿿豈-﫿]+|[^\w\s]")
_MAX_CHARS = 100_000


def embed(text: str, dimensions: int = DIMENSIONS) -> Vector[float]:
    """A unit vector of shape (dimensions,); all zeros for a text without any visible character."""
    counts = Counter(_grams(text))
    vector = [0.0] * dimensions
    for gram, count in counts.items():
        digest = binascii.crc32(gram.encode())
        sign = 1.0 if digest & 0x8000_0000 else -1.0
        vector[(digest & 0x7FFF_FFFF) % dimensions] += sign * _weight(gram) * (1.0 + math.log(count))
    length = math.sqrt(sum(number * number for number in vector)) or 1.0
    return array("f", (number / length for number in vector))


def encode_base64(vector: Vector[float]) -> str:
    """OpenAI's `encoding_format: base64`: little-endian 32-bit floats."""
    if sys.byteorder == "big":
        vector = array("f", vector)
        vector.byteswap()
    return base64.b64encode(vector.tobytes()).decode("ascii")


def count_tokens(text: str) -> int:
    """Words and Han characters: what the vector is made of."""
    return sum(1 for _ in _WORD.finditer(_normal(text)))


def _grams(text: str) -> Iterator[str]:
    previous_han = ""
    for match in _WORD.finditer(_normal(text)):
        word = match.group()
        if len(word) == 1:
            yield word
            if previous_han:
                yield previous_han + word
            previous_han = word if "㐀" <= word <= "鿿" else ""
            continue
        previous_han = ""
        yield f"<{word}>"
        marked = f"<{word}>"
        for size in (3, 4):
            for start in range(len(marked) - size + 1):
                yield marked[start : start + size]


def _weight(gram: str) -> float:
    """Whole words and pairs of Han characters say more than their pieces."""
    return 2.0 if gram.startswith("<") and gram.endswith(">") else 1.0 + 0.5 * (len(gram) == 2)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_MAX_CHARS]).casefold()
