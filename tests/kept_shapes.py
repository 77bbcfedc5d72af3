"""What reads and writes a shape is built once in a process, however often an application is made.

FastAPI has pydantic build a validator for each parameter and each answer of each route whenever routes are made, and
that is most of the making: a server's routes take half a second, and so do the routes of tests that make an application
each. The same annotation with the same particulars always gives the same validator, so the first one is kept. It holds
nothing of a call.
"""

from __future__ import annotations

from typing import Any

from fastapi._compat import v2
from pydantic import TypeAdapter

_kept: dict[Any, TypeAdapter[Any]] = {}
_build = v2.ModelField.__post_init__


def keep_shapes() -> None:
    """From now on, in this process."""
    v2.ModelField.__post_init__ = _take_or_build  # type: ignore[method-assign]


def _take_or_build(self: v2.ModelField) -> None:
    try:
        key = _key(self)
        kept = _kept.get(key)
    except TypeError:  # something in it has no hash
        _build(self)
        return
    if kept is None:
        _build(self)
        kept = _kept[key] = self._type_adapter
    self._type_adapter = kept


def _key(field: v2.ModelField) -> Any:
    """All that FastAPI gives to pydantic. Types and words stand beside values because 1 == True."""
    told = v2.asdict(field.field_info)
    attributes = tuple((name, type(value), value) for name, value in told["attributes"].items())
    return told["annotation"], tuple(told["metadata"]), repr(told["metadata"]), attributes, repr(field.config)
