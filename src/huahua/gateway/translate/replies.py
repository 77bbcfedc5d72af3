"""Whole replies: a chat completion <-> a message."""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject, Usage
from huahua.gateway.errors import UpstreamBroken
from huahua.gateway.translate.fields import loose_objects, parse_arguments, render_arguments, tool_id
from huahua.gateway.translate.usage import usage_to_anthropic, usage_to_openai

STOP_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}
FINISH_REASONS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
    "pause_turn": "stop",
}


def stop_reason(finish_reason: Any, *, has_tools: bool) -> str:
    """Some vendors finish with `stop` after tool calls; to an Anthropic client that would end the turn."""
    reason = STOP_REASONS.get(str(finish_reason), "end_turn")
    return "tool_use" if has_tools and reason == "end_turn" else reason


def finish_reason(reason: Any) -> str:
    return FINISH_REASONS.get(str(reason), "stop")


def message_id(completion_id: Any) -> str:
    return "msg_" + str(completion_id or "unknown").removeprefix("chatcmpl-")


def completion_id(message_id: Any) -> str:
    return "chatcmpl-" + str(message_id or "unknown").removeprefix("msg_")


def reasoning_text(message: JsonObject) -> str:
    """Reasoning under the names that compatible vendors use: DeepSeek's, then OpenRouter's and vLLM's."""
    for name in ("reasoning_content", "reasoning"):
        value = message.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def reply_to_anthropic(body: JsonObject, usage: Usage) -> JsonObject:
    """Raises UpstreamBroken when the completion has no choice."""
    choices = loose_objects(body.get("choices"))
    choice = choices[0] if choices else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        raise UpstreamBroken("the provider's reply holds no message")
    content = _thinking_blocks(message)
    words = message.get("content")
    if isinstance(words, list):
        words = "".join(str(part.get("text", "")) for part in words if isinstance(part, dict))
    for value in (words, message.get("refusal")):
        if isinstance(value, str) and value:
            content.append({"type": "text", "text": value})
    calls = loose_objects(message.get("tool_calls"))
    content += [_tool_use(call, position) for position, call in enumerate(calls)]
    reason = stop_reason(choice.get("finish_reason"), has_tools=bool(calls))
    return {
        "id": message_id(body.get("id")),
        "type": "message",
        "role": "assistant",
        "model": str(body.get("model", "")),
        "content": content,
        "stop_reason": "refusal" if message.get("refusal") else reason,
        "stop_sequence": None,
        "usage": usage_to_anthropic(usage),
    }


def _thinking_blocks(message: JsonObject) -> list[JsonObject]:
    if blocks := loose_objects(message.get("thinking_blocks")):
        return blocks
    reasoning = reasoning_text(message)
    return [{"type": "thinking", "thinking": reasoning, "signature": ""}] if reasoning else []


def _tool_use(call: JsonObject, position: int) -> JsonObject:
    function = call.get("function")
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise UpstreamBroken("the provider's reply holds a malformed tool call")
    block: JsonObject = {
        "type": "tool_use",
        "id": tool_id(str(call.get("id") or f"toolu_{position}"), "id"),
        "name": function["name"],
        "input": parse_arguments(function.get("arguments")),
    }
    if call.get("extra_content") is not None:
        block["extra_content"] = call["extra_content"]
    return block


def reply_to_openai(body: JsonObject, usage: Usage, created: int) -> JsonObject:
    """`created` in seconds since 1970. Blocks of server tools and citations have no counterpart and are left
    out; the text around them stays."""
    blocks = loose_objects(body.get("content"))
    texts = [str(block.get("text", "")) for block in blocks if block.get("type") == "text"]
    calls = [_tool_call(block) for block in blocks if block.get("type") == "tool_use"]
    thinking = [block for block in blocks if block.get("type") in ("thinking", "redacted_thinking")]
    message: JsonObject = {"role": "assistant", "content": "".join(texts) if texts else None, "refusal": None}
    if reasoning := "".join(str(block.get("thinking", "")) for block in thinking):
        message["reasoning_content"] = reasoning
    if any(block.get("signature") or block.get("data") for block in thinking):
        message["thinking_blocks"] = thinking
    if calls:
        message["tool_calls"] = calls
    elif not texts:
        message["content"] = ""
    return {
        "id": completion_id(body.get("id")),
        "object": "chat.completion",
        "created": created,
        "model": str(body.get("model", "")),
        "choices": [
            {
                "index": 0,
                "message": message,
                "logprobs": None,
                "finish_reason": finish_reason(body.get("stop_reason")),
            }
        ],
        "usage": usage_to_openai(usage),
    }


def _tool_call(block: JsonObject) -> JsonObject:
    call: JsonObject = {
        "id": str(block.get("id", "")),
        "type": "function",
        "function": {
            "name": str(block.get("name", "")),
            "arguments": render_arguments(block.get("input")),
        },
    }
    if block.get("extra_content") is not None:
        call["extra_content"] = block["extra_content"]
    return call
