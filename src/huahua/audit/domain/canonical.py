"""JSON in one form only, so that equal values have equal hashes.

Keys sorted by code point, no spaces, text as UTF-8, nothing that is not JSON: RFC 8785 for all values that occur here
but floating-point numbers, which are written as Python does.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from huahua.kit.clock import iso
from huahua.kit.text import storable


def canonical(value: Any) -> str:
    """Raises ValueError or TypeError for what `plain` would not make."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """`value` as JSON knows it: dataclasses by their fields, sets sorted, numbers without a JSON form as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {storable(str(plain(key))): plain(item) for key, item in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((plain(item) for item in value), key=canonical)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return iso(value)
    return storable(str(value))
