"""When a picture is the same: everything that could change it, as one digest.

It is taken of the whole request that an engine gets — the prompt as it was enriched, the bytes of every picture in it —
so that a field that is added to requests counts without anybody thinking of it here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from huahua.gateway.domain.api import ImageRequest

VERSION = 1
"""Raise it where pictures come out otherwise although nothing of the request changed."""


def made_of(model: str, revision: str, request: ImageRequest, brand: Mapping[str, Any] | None = None) -> str:
    """SHA-256 in hex. `revision` names what stands behind the model's name (see `ModelInfo.revision`), `brand` what a
    brand does to the picture, with the brand's version (see `domain.brand.Branding.key`)."""
    said = {"version": VERSION, "model": model, "revision": revision, "request": _plain(request)}
    if brand is not None:
        said["brand"] = dict(brand)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    return value
