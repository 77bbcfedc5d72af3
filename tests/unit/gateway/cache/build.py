"""Asks, replies and caches for the cache's tests."""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.cache.reply import CachedReply
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, Task, Usage

ASKED = Controls(cache="on")


class Now:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def raw(text: str) -> dict[str, Any]:
    """A body as the edge gives it."""
    return msgspec.json.decode(text.encode(), type=dict[str, msgspec.Raw])


def ask(body: dict[str, Any] | None = None, *, user: str = "usr_a", **changes: Any) -> Ask:
    fields: dict[str, Any] = {
        "caller": Caller(user, "user", f"key_{user}"),
        "model": "talk",
        "task": Task.DIALOGUE,
        "dialect": Dialect.OPENAI,
        "request_id": "req_1",
        "body": body if body is not None else {"messages": [{"role": "user", "content": "hi"}]},
        "controls": NO_CONTROLS,
    }
    return Ask(**{**fields, **changes})


def reply(text: str = "x", **changes: Any) -> CachedReply:
    fields: dict[str, Any] = {
        "dialect": Dialect.OPENAI,
        "tenant": "usr_a",
        "model": "talk",
        "provider": "up",
        "upstream_model": "m",
        "reason": "only",
        "builtin": False,
        "usage": Usage(3, output_tokens=4),
        "stored_at": 0.0,
        "body": text.encode(),
    }
    return CachedReply(**{**fields, **changes})
