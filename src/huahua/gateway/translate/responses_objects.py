"""The objects of OpenAI's Responses API: a response, its items and its usage:
https://platform.openai.com/docs/api-reference/responses/object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huahua.gateway.domain.calls import JsonObject, Usage
from huahua.gateway.translate.fields import loose_object, loose_objects, parse_arguments, split_data_url
from huahua.gateway.translate.responses_items import CUSTOM_INPUT
from huahua.gateway.translate.responses_to_openai import custom_tools
from huahua.gateway.translate.sealed_thinking import seal

_ECHOED: JsonObject = {
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "prompt_cache_key": None,
    "safety_identifier": None,
    "service_tier": "default",
    "temperature": None,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": None,
    "truncation": "disabled",
    "user": None,
}
_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reply repeats of its request, and which tools take free text."""

    echo: JsonObject
    custom: frozenset[str]
    reasoning: JsonObject

    @staticmethod
    def of(body: JsonObject) -> Asked:
        echo = {
            name: otherwise if body.get(name) is None else body[name] for name, otherwise in _ECHOED.items()
        }
        asked = loose_object(body.get("reasoning"))
        reasoning = {"effort": asked.get("effort"), "summary": asked.get("summary")}
        return Asked(echo, custom_tools(body), reasoning)


def response(
    asked: Asked,
    stem: str,
    model: str,
    created: float,
    *,
    output: list[JsonObject],
    status: str,
    reason: str | None = None,
    usage: Usage | None = None,
    error: JsonObject | None = None,
) -> JsonObject:
    """`created` in seconds since 1970; `reason` says why it is incomplete."""
    return {
        "id": f"resp_{stem}",
        "object": "response",
        "created_at": created,
        "status": status,
        "background": False,
        "completed_at": created if status == "completed" else None,
        "error": error,
        "incomplete_details": {"reason": reason} if reason else None,
        "model": model,
        "output": output,
        "previous_response_id": None,
        "reasoning": asked.reasoning,
        "store": False,
        "usage": None if usage is None else usage_to_responses(usage),
        **asked.echo,
    }


def status_of(finish_reason: Any) -> tuple[str, str | None]:
    """The status, and why the response is incomplete where it is."""
    reason = _INCOMPLETE.get(str(finish_reason))
    return ("incomplete", reason) if reason else ("completed", None)


def stem_of(completion_id: Any) -> str:
    return str(completion_id or "unknown").removeprefix("chatcmpl-")


def usage_to_responses(usage: Usage) -> JsonObject:
    return {
        "input_tokens": usage.prompt_tokens,
        "input_tokens_details": {
            "cached_tokens": usage.cache_read_tokens,
            "cache_write_tokens": usage.cache_write_tokens + usage.cache_write_1h_tokens,
        },
        "output_tokens": usage.completion_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }


def reasoning_item(item_id: str, words: str, sealed: str | None) -> JsonObject:
    """Vendors' thoughts come as a summary, which every client shows."""
    item: JsonObject = {
        "id": item_id,
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": words}] if words else [],
    }
    if sealed is not None:
        item["encrypted_content"] = sealed
    return item


def text_part(words: str, logprobs: list[JsonObject] | None = None) -> JsonObject:
    return {"type": "output_text", "text": words, "annotations": [], "logprobs": logprobs or []}


def refusal_part(words: str) -> JsonObject:
    return {"type": "refusal", "refusal": words}


def message_item(item_id: str, content: list[JsonObject], status: str = "completed") -> JsonObject:
    return {"id": item_id, "type": "message", "status": status, "role": "assistant", "content": content}


def call_item(item_id: str, call: JsonObject, asked: Asked, status: str = "completed") -> JsonObject:
    """A call of a function, or of a tool that takes free text."""
    function = loose_object(call.get("function"))
    name, arguments = str(function.get("name", "")), str(function.get("arguments") or "")
    named = {"id": item_id, "call_id": str(call.get("id", "")), "name": name, "status": status}
    if name in asked.custom:
        return {**named, "type": "custom_tool_call", "input": custom_input(arguments)}
    return {**named, "type": "function_call", "arguments": arguments}


def custom_input(arguments: str) -> str:
    """The free text in a function's arguments; a model that wrote no object meant the text itself."""
    value = parse_arguments(arguments).get(CUSTOM_INPUT)
    return value if isinstance(value, str) else arguments


def picture_item(item_id: str, image: JsonObject) -> JsonObject | None:
    """A picture that a model drew; None where it is only a link."""
    inline = split_data_url(str(loose_object(image.get("image_url")).get("url", "")))
    if inline is None:
        return None
    return {"id": item_id, "type": "image_generation_call", "status": "completed", "result": inline[1]}


def sealed_of(thinking_blocks: list[JsonObject], calls: list[JsonObject], extra: Any) -> str | None:
    """What must come back with the conversation so that a vendor's model goes on from its own reasoning."""
    kept: JsonObject = {}
    if any(block.get("signature") or block.get("data") for block in thinking_blocks):
        kept["thinking_blocks"] = thinking_blocks
    signed = {
        str(call.get("id")): call["extra_content"] for call in calls if call.get("extra_content") is not None
    }
    if signed:
        kept["calls"] = signed
    signature = loose_object(loose_object(extra).get("google")).get("thought_signature")
    if isinstance(signature, str):
        kept["message"] = {"google": {"thought_signature": signature}}
    return seal(kept) if kept else None


def pictures_of(message: JsonObject) -> list[JsonObject]:
    return loose_objects(message.get("images"))
