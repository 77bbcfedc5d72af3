"""JSON as every database takes it.

PostgreSQL refuses `\\u0000`, lone surrogates, NaN and infinities in JSONB
(https://www.postgresql.org/docs/current/datatype-json.html), and what models and users send holds all of them.
"""

from __future__ import annotations

import json
import math
from typing import Any

from huahua.kit.text import storable


def dump_storable(value: Any) -> str:
    """`value` as JSON text; strings are made storable, numbers that JSON does not know become null."""
    try:
        text = json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(_clean(value))
    if "\\u0000" in text or "\\ud" in text:
        return json.dumps(_clean(value))
    return text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
