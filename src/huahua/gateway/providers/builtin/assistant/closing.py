"""The short sentence after a tool has run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huahua.gateway.providers.builtin.assistant import tools
from huahua.gateway.providers.builtin.assistant.content import json_object, role_of, text_of, tool_calls_of
from huahua.gateway.providers.builtin.assistant.language import detect
from huahua.gateway.providers.builtin.assistant.normalise import tidy
from huahua.gateway.providers.builtin.assistant.replies import echo, say
from huahua.gateway.providers.builtin.assistant.turn import Turn

REFUSALS = {"storage_full", "too_many_paintings"}
"""Codes of failures that have a sentence of their own: trying again, or other words, would not help."""
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
        return _told(turn, failure)
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


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a tool failed: its own words, and the product's code; '' where it does not say."""

    reason: str = ""
    code: str = ""


def _told(turn: Turn, failure: _Failure) -> str:
    """The failure in the user's language: by its code where there is a sentence, and no English in Chinese."""
    if failure.code in REFUSALS:
        return say(turn, f"tool_{failure.code}")
    foreign = turn.lang == "zh" and detect(failure.reason) != "zh"
    if not failure.reason or foreign:
        return say(turn, "tool_failed_plain")
    return say(turn, "tool_failed", reason=echo(failure.reason))


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


def _failure(message: Mapping[str, Any]) -> _Failure | None:
    """None where the tool did not fail."""
    text = text_of(message)
    payload = json_object(text)
    error = payload.get("error")
    if error:
        inner = error if isinstance(error, Mapping) else {"message": error}
        return _Failure(_words(inner.get("message")), str(inner.get("code") or ""))
    if str(payload.get("status") or payload.get("state") or "").lower() in _FAILED:
        return _Failure(_words(payload.get("message") or payload.get("reason")))
    if not payload and text.strip().lower().startswith(("error", "failed", "错误", "失败")):
        return _Failure(_words(text.replace("：", ":").partition(":")[2]))
    return None


def _words(reason: object) -> str:
    return tidy(reason).strip().rstrip(".。") if isinstance(reason, str) else ""


def _unmet(payload: Mapping[str, Any]) -> list[object]:
    found = payload.get("unmet")
    words = list(found) if isinstance(found, list) else []
    for key in ("pictures", "images", "data"):
        items = payload.get(key)
        for item in items if isinstance(items, list) else []:
            inner = item.get("unmet") if isinstance(item, Mapping) else None
            words.extend(inner if isinstance(inner, list) else [])
    return words
