"""The short sentence after a tool has run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.content import json_object, role_of, text_of, tool_calls_of
from huahua.gateway.providers.builtin.assistant.normalise import tidy
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.turn import Turn

_FAILED = {"error", "failed", "failure", "cancelled", "canceled"}
_RUNNING = {"queued", "running", "pending", "started", "accepted", "in_progress", "processing"}


def awaits_closing(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the last message is a tool's result."""
    return bool(messages) and role_of(messages[-1]) == "tool"


def close(turn: Turn) -> str:
    """One sentence that fits what the last tools returned: made, under way, partly or not at all."""
    results = []
    for message in reversed(turn.messages):
        if role_of(message) != "tool":
            break
        results.append(message)
    failure = next((reason for message in results if (reason := _failure(message)) is not None), None)
    if failure is not None:
        return say(turn, "tool_failed", reason=echo(failure)) if failure else say(turn, "tool_failed_plain")
    payloads = [json_object(text_of(message)) for message in results]
    unmet = [str(word) for payload in payloads for word in _unmet(payload)]
    if unmet:
        joint = "、" if turn.lang == "zh" else ", "
        return say(turn, "tool_unmet", words=echo(joint.join(dict.fromkeys(unmet))))
    if any(
        str(payload.get("status") or payload.get("state") or "").lower() in _RUNNING for payload in payloads
    ):
        return say(turn, "tool_started")
    return say(
        turn, {tools.EDIT: "tool_done_edit", tools.AVATAR: "tool_done_avatar"}.get(_tool(turn), "tool_done")
    )


def _tool(turn: Turn) -> str:
    """The tool that ran: by the name on the result, else by the call it answers."""
    last = turn.messages[-1]
    if last.get("name") in tools.KNOWN:
        return str(last["name"])
    for message in reversed(turn.messages):
        for identifier, name, _ in tool_calls_of(message):
            if identifier == last.get("tool_call_id"):
                return name
    return ""


def _failure(message: Mapping[str, Any]) -> str | None:
    """Why a tool failed ('' where it does not say), or None where it did not fail."""
    text = text_of(message)
    payload = json_object(text)
    error = payload.get("error")
    if error:
        reason = error.get("message") if isinstance(error, Mapping) else error
        return tidy(reason).rstrip(".。") if isinstance(reason, str) else ""
    if str(payload.get("status") or payload.get("state") or "").lower() in _FAILED:
        reason = payload.get("message") or payload.get("reason")
        return tidy(reason).rstrip(".。") if isinstance(reason, str) else ""
    if not payload and text.strip().lower().startswith(("error", "failed", "错误", "失败")):
        return tidy(text).partition(":")[2].strip().rstrip(".。")
    return None


def _unmet(payload: Mapping[str, Any]) -> list[object]:
    found = payload.get("unmet")
    words = list(found) if isinstance(found, list) else []
    for key in ("pictures", "images", "data"):
        items = payload.get(key)
        for item in items if isinstance(items, list) else []:
            inner = item.get("unmet") if isinstance(item, Mapping) else None
            words.extend(inner if isinstance(inner, list) else [])
    return words
