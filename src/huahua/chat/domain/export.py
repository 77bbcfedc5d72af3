"""A conversation as a file that people keep: Markdown of what is on the page, JSON of everything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from huahua.chat.domain.modelling import JsonObject

_LABELS = {
    "zh": {"user": "我", "assistant": "话画", "reasoning": "思考过程", "attached": "附图", "painted": "画"},
    "en": {
        "user": "Me",
        "assistant": "HuaHua",
        "reasoning": "Reasoning",
        "attached": "Attached",
        "painted": "Painted",
    },
}
_ENDINGS = {"failed", "cancelled", "interrupted"}


def to_markdown(conversation: JsonObject, path: Sequence[JsonObject], lang: str, base_url: str) -> str:
    """The path on the page, root to leaf, with pictures as links under `base_url` (no trailing slash)."""
    labels = _LABELS[lang]
    parts = [f"# {_one_line(conversation['title']) or 'HuaHua'}", f"*{conversation['created_at']}*"]
    for message in path:
        who = labels[message["role"]]
        model = f" · {message['model']}" if message["role"] == "assistant" and message["model"] else ""
        parts.append(f"## {who}{model}")
        parts += [_picture(picture, labels["attached"], base_url) for picture in message["attachments"]]
        if message["text"].strip():
            parts.append(message["text"].strip())
        for slot in message["pictures"]:
            parts += [_picture(picture, labels["painted"], base_url) for picture in slot["pictures"]]
        if message["status"] in _ENDINGS:
            reason = message["error"]["message"] if message["error"] else ""
            parts.append(f"> *{message['status']}* {_one_line(reason)}".rstrip())
    return "\n\n".join(parts) + "\n"


def to_json(
    conversation: JsonObject, messages: Sequence[JsonObject], summary: Any, exported_at: str
) -> JsonObject:
    """Everything, all branches included; `format` names the shape for whoever reads it later."""
    return {
        "format": "huahua.conversation.v1",
        "exported_at": exported_at,
        "conversation": conversation,
        "messages": list(messages),
        "summary": summary,
    }


def file_name(title: str, suffix: str) -> str:
    """A file name that every system accepts."""
    safe = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]+', " ", title).strip(" .")
    return f"{' '.join(safe.split())[:80].strip() or 'conversation'}.{suffix}"


def _picture(picture: JsonObject, label: str, base_url: str) -> str:
    words = re.sub(r"[\[\]\\]", "", _one_line(picture.get("prompt") or label))
    return f"![{words}]({base_url}{picture['urls']['original']})"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
