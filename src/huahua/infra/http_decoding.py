"""Undoing `content-encoding`: for upstreams that compress although they were asked for `identity`.

In steps of bounded size, so that a few bytes that unfold to gigabytes (a 'zip bomb') stop at the limit of
whoever reads. RFC 9110, section 8.4.1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from huahua.infra.http1.errors import OutboundBroken

STEP_BYTES = 64 * 1024
"""What one step unfolds to at most."""
_PLAIN = frozenset({"", "identity"})
_GZIP_BITS = 16 + zlib.MAX_WBITS
_GZIP = frozenset({"gzip", "x-gzip"})


class ContentDecoder:
    """For one reply. Feed it pieces, then call `finish`."""

    def __init__(self, coding: str) -> None:
        self._gzip = coding in _GZIP
        self._inflate: zlib._Decompress | None = zlib.decompressobj(_GZIP_BITS) if self._gzip else None
        self._start = b""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What `piece` unfolds to, in steps. Raises OutboundBroken."""
        if self._inflate is None:
            piece = self._choose(piece)
        unfolded = b""
        while piece or len(unfolded) == STEP_BYTES:  # after a full step there may be more inside
            unfolded = self._step(piece)
            if unfolded:
                yield unfolded
            assert self._inflate is not None
            piece = self._inflate.unconsumed_tail or self._inflate.unused_data

    def finish(self) -> None:
        """Raises OutboundBroken: the reply ended in the middle of what is compressed."""
        if self._start and (self._inflate is None or not self._inflate.eof):
            raise OutboundBroken("the reply broke off")

    def _choose(self, piece: bytes) -> bytes:
        """Some servers call the bare format 'deflate', without the two bytes of zlib around it (RFC 1950,
        section 2.2), so those are waited for."""
        start = self._start + piece
        self._start = start[:2]
        if len(start) < 2:
            return b""
        wrapped = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return start

    def _step(self, piece: bytes) -> bytes:
        if piece and self._inflate is not None and self._inflate.eof:
            if not self._gzip:
                raise OutboundBroken("the reply goes on after its compressed end")
            # A gzip file may have several members, one after the other (RFC 1952, section 2.2).
            self._inflate = zlib.decompressobj(_GZIP_BITS)
        assert self._inflate is not None
        self._start = self._start or piece[:1]
        try:
            return self._inflate.decompress(piece, STEP_BYTES)
        except zlib.error as fault:
            raise OutboundBroken("the reply is not compressed as it says") from fault


def decoder_for(content_encoding: str) -> ContentDecoder | None:
    """None when there is nothing to undo. Raises OutboundBroken: a coding that nobody asked for."""
    coding = content_encoding.strip().lower()
    if coding in _PLAIN:
        return None
    if coding in _GZIP or coding == "deflate":
        return ContentDecoder(coding)
    raise OutboundBroken("the reply has a content-encoding that was not asked for")
