"""A chat as HuaHua's web client would hold it, with a still clock."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from huahua.gateway.providers.builtin.assistant.model import AssistantReply, AssistantRequest
from huahua.gateway.providers.builtin.assistant.respond import respond

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
PICTURES = [("p1", "a cat on a sofa"), ("p2", "雪山日出"), ("p3", "a red boat on a lake at sunset")]


def tool(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {"name": name, "parameters": {"type": "object", "properties": properties}},
    }


def offered(pictures: list[tuple[str, str]] | None = None) -> list[dict[str, Any]]:
    """The tools that the web chat offers; `edit_picture` only where there are pictures."""
    text, number = {"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 4}
    aspect = {"type": "string", "enum": ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"]}
    tools = [
        tool(
            "paint_picture",
            {"prompt": text, "style": text, "aspect": aspect, "count": number, "negative": text},
        ),
        tool("make_avatar", {"description": text, "count": number, "style": text}),
    ]
    if pictures:
        lines = "\n".join(f"{identifier}: {prompt}" for identifier, prompt in pictures)
        picture = {
            "type": "string",
            "enum": [identifier for identifier, _ in pictures],
            "description": f"The picture to change, oldest first.\n{lines}",
        }
        tools.append(tool("edit_picture", {"picture": picture, "instruction": text, "prompt": text}))
    return tools


def ask(
    *lines: Any,
    tools: list[dict[str, Any]] | None = None,
    tool_choice: Any = None,
    seed: int = 0,
) -> AssistantReply:
    """The reply to the last of `lines`, after the assistant answered each of the others."""
    messages: list[dict[str, Any]] = []
    reply: AssistantReply | None = None
    for line in lines:
        messages.append({"role": "user", "content": line})
        choice = tool_choice if line is lines[-1] else None
        reply = respond(AssistantRequest(messages, NOW, tools or [], choice, seed))
        messages.append({"role": "assistant", "content": reply.text})
    assert reply is not None
    return reply


def call_message(identifier: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """An assistant message that calls one tool."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    calls = [{"id": identifier, "type": "function", "function": function}]
    return {"role": "assistant", "content": "", "tool_calls": calls}
