"""Vendors whose models say what they were told, a few characters at a time, and call tools with it."""

from __future__ import annotations

import json
from typing import Any

from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import SSE, Answer

PIECE = 3
"""Characters of an event, so that every token is split."""


def _pieces(text: str) -> list[str]:
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def _said(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


class EchoOpenAI(OpenAISimulator):
    say: str | None = None
    """What the model says instead."""

    def _chat(self, body: dict[str, Any]) -> Answer:
        text = self.say if self.say is not None else _said(body["messages"][-1]["content"])
        arguments = json.dumps({"to": text}, ensure_ascii=False)
        tools = bool(body.get("tools"))
        head = {"id": "c1", "created": 1, "model": body["model"]}
        if not body.get("stream"):
            message: dict[str, Any] = {"role": "assistant", "content": text}
            if tools:
                call = {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "send", "arguments": arguments},
                }
                message = {"role": "assistant", "content": None, "tool_calls": [call]}
            choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if tools else "stop"}
            usage = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}
            whole = {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
            return Answer(json.dumps(whole).encode())
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        if tools:
            opening = {
                "index": 0,
                "id": "call_1",
                "type": "function",
                "function": {"name": "send", "arguments": ""},
            }
            deltas.append({"tool_calls": [opening]})
            deltas += [
                {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
                for piece in _pieces(arguments)
            ]
        else:
            deltas += [{"content": piece} for piece in _pieces(text)]
        frames = [_chunk(head, delta, None) for delta in deltas]
        end = [_chunk(head, {}, "tool_calls" if tools else "stop"), b"data: [DONE]\n\n"]
        return Answer(content_type=SSE, frames=frames, end_frames=end)


class EchoAnthropic(AnthropicSimulator):
    def _messages(self, body: dict[str, Any]) -> Answer:
        text = _said(body["messages"][-1]["content"])
        tools = bool(body.get("tools"))
        arguments = {"to": text}
        block = (
            {"type": "tool_use", "id": "toolu_1", "name": "send", "input": arguments}
            if tools
            else {"type": "text", "text": text}
        )
        message = {
            "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "content": [block],
            "stop_reason": "tool_use" if tools else "end_turn", "stop_sequence": None,
            "usage": {"input_tokens": 5, "output_tokens": 7},
        }  # fmt: skip
        if not body.get("stream"):
            return Answer(json.dumps(message).encode())
        empty = {**block, "input": {}} if tools else {**block, "text": ""}
        kind, name = ("input_json_delta", "partial_json") if tools else ("text_delta", "text")
        said = json.dumps(arguments, ensure_ascii=False) if tools else text
        events: list[dict[str, Any]] = [
            {"type": "message_start", "message": {**message, "content": [], "stop_reason": None}},
            {"type": "content_block_start", "index": 0, "content_block": empty},
            *(
                {"type": "content_block_delta", "index": 0, "delta": {"type": kind, name: piece}}
                for piece in _pieces(said)
            ),
            {"type": "content_block_stop", "index": 0},
            {
                "type": "message_delta",
                "delta": {"stop_reason": message["stop_reason"]},
                "usage": {"output_tokens": 7},
            },
        ]
        frames = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
        return Answer(
            content_type=SSE,
            frames=frames,
            end_frames=[b'event: message_stop\ndata: {"type":"message_stop"}\n\n'],
        )


class EchoGemini(GeminiSimulator):
    def answer(self, request: Any) -> Answer:
        verb = request.path.rpartition(":")[2]
        if verb not in ("generateContent", "streamGenerateContent"):
            return super().answer(request)
        text = _said(request.json["contents"][-1]["parts"])
        pieces = _pieces(text) if verb == "streamGenerateContent" else [text]
        replies = [
            {"candidates": [{"content": {"role": "model", "parts": [{"text": piece}]}, "index": 0}]}
            for piece in pieces
        ]
        last: dict[str, Any] = replies[-1]
        last["candidates"][0]["finishReason"] = "STOP"
        last["usageMetadata"] = {"promptTokenCount": 5, "candidatesTokenCount": 7, "totalTokenCount": 12}
        if verb == "generateContent":
            return Answer(json.dumps(last).encode())
        *frames, end = [b"data: " + json.dumps(reply).encode() + b"\r\n\r\n" for reply in replies]
        return Answer(content_type=SSE, frames=frames, end_frames=[end])


def _chunk(head: dict[str, Any], delta: dict[str, Any], reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return (
        b"data: "
        + json.dumps({**head, "object": "chat.completion.chunk", "choices": [choice]}).encode()
        + b"\n\n"
    )
