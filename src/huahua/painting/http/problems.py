"""Errors of painting as problem+json."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huahua.infra.problems import Problem
from huahua.kit.pages import BadCursor
from huahua.painting.errors import PaintingError


@contextmanager
def problems() -> Iterator[None]:
    """Raises Problem in place of PaintingError and BadCursor."""
    try:
        yield
    except PaintingError as fault:
        raise Problem(fault.status, fault.code, fault.message, param=fault.param) from fault
    except BadCursor as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one of this server.", param="cursor") from fault
