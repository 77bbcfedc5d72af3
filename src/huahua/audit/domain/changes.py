"""From the state before and after an action to what the log keeps of both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from huahua.audit.domain.canonical import canonical, plain
from huahua.audit.domain.redaction import redact

MAX_SIDE_CHARS = 48_000


def change(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[str | None, str | None]:
    """Canonical JSON of both sides. Where there are both, only of the fields that differ: whether a secret did is
    looked at before it is hidden."""
    old = None if before is None else plain(before)
    new = None if after is None else plain(after)
    if old is not None and new is not None:
        same = {name for name in old if name in new and old[name] == new[name]}
        old = {name: value for name, value in old.items() if name not in same}
        new = {name: value for name, value in new.items() if name not in same}
    return _side(old), _side(new)


def _side(value: dict[str, Any] | None) -> str | None:
    if value is None:
        return None
    text = canonical(redact(value))
    if len(text) <= MAX_SIDE_CHARS:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return canonical({"too_large": len(text), "sha256": digest, "fields": sorted(redact(list(value)))})
