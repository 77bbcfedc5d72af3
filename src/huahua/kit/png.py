"""Texts inside PNG files, read and added without touching a pixel.

Chunks `iTXt` (UTF-8) and `tEXt` (Latin-1) of the PNG specification, third edition, section 11.3.3:
https://www.w3.org/TR/png-3/#11textinfo
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">I4s")
MAX_TEXT_BYTES = 4 * 1024 * 1024
"""What the compressed texts of one file may unpack to, all together."""


class NotPng(ValueError):
    """The bytes are not a whole PNG file."""


def read_texts(data: bytes) -> dict[str, str]:
    """Every text by keyword; those that are too long or damaged are left out. Raises NotPng."""
    texts: dict[str, str] = {}
    unpacker = _Unpacker()
    for kind, body in _chunks(data):
        read = (
            _read_itxt(body, unpacker) if kind == b"iTXt" else _read_text(body) if kind == b"tEXt" else None
        )
        if read is not None:
            texts.setdefault(*read)
    return texts


def with_texts(data: bytes, texts: Mapping[str, str]) -> bytes:
    """The same picture with these texts in place of those of the same keywords. Raises NotPng."""
    parts = [SIGNATURE]
    for kind, body in _chunks(data):
        keyword = body.split(b"\0", 1)[0].decode("latin-1") if kind in (b"iTXt", b"tEXt", b"zTXt") else None
        if keyword in texts:
            continue
        parts.append(_chunk(kind, body))
        if kind == b"IHDR":
            parts.extend(_chunk(b"iTXt", _itxt(key, text)) for key, text in texts.items())
    return b"".join(parts)


def _itxt(keyword: str, text: str) -> bytes:
    """Keyword, no compression, no language, no translated keyword, UTF-8 text."""
    name = keyword.encode("latin-1")
    if not 1 <= len(name) <= 79:
        raise ValueError("a PNG keyword has 1 to 79 characters")
    return name + b"\0\0\0\0\0" + text.encode()


class _Unpacker:
    """For one file, whose texts could be many small ones that each unpack to a large one."""

    def __init__(self) -> None:
        self._left = MAX_TEXT_BYTES

    def unpack(self, packed: bytes) -> bytes | None:
        """None where it would be too much. Raises zlib.error."""
        if self._left <= 0:
            return None
        stream = zlib.decompressobj()
        text = stream.decompress(packed, self._left)
        self._left -= len(text)
        return None if stream.unconsumed_tail else text


def _read_itxt(body: bytes, unpacker: _Unpacker) -> tuple[str, str] | None:
    keyword, _, rest = body.partition(b"\0")
    if len(rest) < 2:
        return None
    compressed, rest = rest[0], rest[2:]
    _language, _, rest = rest.partition(b"\0")
    _translated, _, text = rest.partition(b"\0")
    try:
        if compressed:
            unpacked = unpacker.unpack(text)
            if unpacked is None:
                return None
            text = unpacked
        return keyword.decode("latin-1"), text.decode()
    except (zlib.error, UnicodeDecodeError):
        return None


def _read_text(body: bytes) -> tuple[str, str] | None:
    keyword, found, text = body.partition(b"\0")
    return (keyword.decode("latin-1"), text.decode("latin-1")) if found else None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return _HEAD.pack(len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(SIGNATURE):
        raise NotPng("the bytes do not start as a PNG does")
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        length, kind = _HEAD.unpack_from(data, at)
        if at + 12 + length > len(data):
            raise NotPng("the file breaks off inside a chunk")
        yield kind, data[at + 8 : at + 8 + length]
        if kind == b"IEND":
            return
        at += 12 + length
    raise NotPng("the file has no end chunk")
