"""What a model's name means at this moment, as a few bytes that go into every key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

import msgspec

from huahua.gateway.candidate import Candidate

RowsOf = Callable[[str], Sequence[Candidate]]
"""The rows behind a model's name; the same list until the catalogue changes."""

_encode = msgspec.json.Encoder(order="deterministic", enc_hook=str).encode
_MAX_NAMES = 10_000


class PoolStamps:
    """Stamps of pools. A name whose rows change (another provider, other options) gets another stamp, and with
    it no reply that was made before."""

    def __init__(self, rows_of: RowsOf, catalogue_stamp: Callable[[], str | None]) -> None:
        """`catalogue_stamp` changes with every change in the page: a virtual model may mean another one then."""
        self._rows_of = rows_of
        self._catalogue_stamp = catalogue_stamp
        self._known: dict[str, tuple[Sequence[Candidate], bytes]] = {}

    def of(self, model: str) -> bytes:
        rows = self._rows_of(model)
        if not rows:
            return (self._catalogue_stamp() or "").encode()
        known = self._known.get(model)
        if known is not None and known[0] is rows:
            return known[1]
        if len(self._known) >= _MAX_NAMES:
            self._known.clear()
        stamp = _stamp(rows)
        self._known[model] = rows, stamp
        return stamp


def _stamp(rows: Sequence[Candidate]) -> bytes:
    meant = sorted(_encode((row.row.provider, row.row.model, row.row.options)) for row in rows)
    return blake2b(b"\n".join(meant), digest_size=8).digest()
