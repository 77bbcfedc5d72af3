"""What a visitor sees of runs and messages: words, pictures, how it ended; nothing of costs, models or the owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]

_SPENT = frozenset({"insufficient_credit"})
_BUSY = frozenset(
    {"rate_limit_exceeded", "server_busy", "not_ready", "upstream_rate_limited", "too_many_paintings"}
)
_WITHHELD = frozenset({"content_filter", "content_blocked"})
_ENDS = frozenset({"run.succeeded", "run.failed", "run.cancelled", "run.interrupted"})


def fault_word(code: str) -> str:
    """`spent`, `busy`, `withheld` or `failed`: why there is no answer, as far as it is a visitor's business."""
    if code in _SPENT:
        return "spent"
    if code in _BUSY:
        return "busy"
    return "withheld" if code in _WITHHELD else "failed"


def shown_event(kind: str, data: Mapping[str, Any]) -> Json | None:
    """The data of an event as a visitor sees it; None for what is not shown."""
    if kind == "text.delta":
        return {"text": data["text"]}
    if kind == "picture.pending":
        return {"run_id": data["painting_run_id"]}
    if kind == "progress":
        return {"fraction": data.get("fraction")}
    if kind == "picture":
        return _picture(data["picture"])
    if kind == "run.failed":
        return {"error": fault_word((data.get("error") or {}).get("code", ""))}
    return {} if kind in _ENDS or kind == "run.started" else None


def shown_messages(messages: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Messages of a path, from what the page of their owner sees."""
    return [_message(message) for message in messages]


def _message(message: Mapping[str, Any]) -> Json:
    error = message["error"]
    return {
        "id": message["id"],
        "role": message["role"],
        "text": message["text"],
        "status": message["status"],
        "run_id": message["run_id"] if message["status"] == "running" else None,
        "error": fault_word(error["code"]) if error else None,
        "pictures": [_slot(slot) for slot in message["pictures"]],
        "created_at": message["created_at"],
    }


def _slot(slot: Mapping[str, Any]) -> Json:
    return {
        "run_id": slot["painting_run_id"],
        "status": slot["status"],
        "pictures": [_picture(picture) for picture in slot["pictures"]],
    }


def _picture(picture: Mapping[str, Any]) -> Json:
    return {"id": picture["id"], "width": picture["width"], "height": picture["height"]}
