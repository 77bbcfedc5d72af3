"""Errors of widgets, and of the conversations behind them, as problem+json."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huahua.chat.api import ChatError
from huahua.infra.problems import Problem
from huahua.kit.pages import BadCursor
from huahua.widgets.errors import WidgetError


@contextmanager
def problems() -> Iterator[None]:
    """Raises Problem in place of WidgetError, ChatError and BadCursor."""
    try:
        yield
    except WidgetError as fault:
        raise Problem(
            fault.status, fault.code, fault.message, param=fault.param, retry_after=fault.retry_after
        ) from fault
    except ChatError as fault:
        raise Problem(fault.status, fault.code, fault.message) from fault
    except BadCursor as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one that this server made.") from fault
