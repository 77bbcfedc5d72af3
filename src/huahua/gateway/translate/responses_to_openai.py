"""A request of OpenAI's Responses API as a Chat Completions request:
https://platform.openai.com/docs/api-reference/responses/create.

Nothing is stored, so a caller sends the whole conversation each time, as with `store: false` at OpenAI.
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import NotSupported
from huahua.gateway.translate.fields import carry, mapping, objects, text
from huahua.gateway.translate.responses_items import CUSTOM_INPUT, to_openai_messages

_NOT_STORED = "; this server keeps no responses: send the whole conversation in 'input'"
_REFUSED = {
    "previous_response_id": _NOT_STORED,
    "conversation": _NOT_STORED,
    "background": "; a response is made while its caller waits",
    "prompt": "; send the prompt's text itself",
}
_DROPPED = frozenset(
    [
        "include",
        "store",
        "stream",
        "stream_options",
        "metadata",
        "client_metadata",
        "truncation",
        "max_tool_calls",
        "background_options",
        "context_management",
    ]
)
_TRANSLATED = frozenset(
    [
        "input",
        "instructions",
        "max_output_tokens",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "text",
        "reasoning",
        "top_logprobs",
    ]
)


def responses_request_to_openai(body: JsonObject) -> JsonObject:
    """Raises InvalidRequest (with `param`) or NotSupported. Fields that Responses does not know are kept."""
    for name, hint in _REFUSED.items():
        if body.get(name):
            raise NotSupported(f"this server does not support '{name}'{hint}", param=name)
    skipped = _DROPPED | _TRANSLATED | _REFUSED.keys()
    out = {name: value for name, value in body.items() if name not in skipped and value is not None}
    out["messages"] = [*_instructions(body.get("instructions")), *to_openai_messages(body.get("input"))]
    if body.get("max_output_tokens") is not None:
        out["max_tokens"] = body["max_output_tokens"]
    _apply_tools(body, out)
    _apply_text(body.get("text"), out)
    reasoning = mapping(body.get("reasoning") or {}, "reasoning")
    if reasoning.get("effort") is not None:
        out["reasoning_effort"] = reasoning["effort"]
    if body.get("top_logprobs"):
        out |= {"logprobs": True, "top_logprobs": body["top_logprobs"]}
    return out


def custom_tools(body: JsonObject) -> frozenset[str]:
    """Names of the tools that take free text."""
    tools = body.get("tools")
    rows = tools if isinstance(tools, list) else []
    named = (row.get("name") for row in rows if isinstance(row, dict) and row.get("type") == "custom")
    return frozenset(name for name in named if isinstance(name, str))


def _instructions(instructions: Any) -> list[JsonObject]:
    if not instructions:
        return []
    return [{"role": "system", "content": text(instructions, "instructions")}]


def _apply_tools(body: JsonObject, out: JsonObject) -> None:
    choice, allowed = _tool_choice(body.get("tool_choice"))
    tools = [_tool(tool, where) for where, tool in objects(body.get("tools"), "tools")]
    if allowed is not None:
        tools = [tool for tool in tools if tool["function"]["name"] in allowed]
    if not tools:
        return
    out["tools"] = tools
    if choice is not None:
        out["tool_choice"] = choice
    carry(body, out, "parallel_tool_calls")


def _tool(tool: JsonObject, where: str) -> JsonObject:
    kind = tool.get("type")
    if kind not in ("function", "custom"):
        raise NotSupported(f"this server does not support tools of type '{kind}'", param=where)
    function: JsonObject = {"name": text(tool.get("name"), f"{where}.name")}
    carry(tool, function, "description")
    if kind == "custom":
        function["parameters"] = {
            "type": "object",
            "properties": {CUSTOM_INPUT: {"type": "string", "description": _grammar(tool)}},
            "required": [CUSTOM_INPUT],
            "additionalProperties": False,
        }
        return {"type": "function", "function": function}
    carry(tool, function, "parameters", "strict")
    return {"type": "function", "function": function}


def _grammar(tool: JsonObject) -> str:
    """A grammar cannot be enforced through Chat Completions; the model is told of it."""
    form = tool.get("format")
    if isinstance(form, dict) and isinstance(form.get("definition"), str):
        return f"Text in this {form.get('syntax', 'given')} grammar:\n{form['definition']}"
    return "The tool's input as free text."


def _tool_choice(choice: Any) -> tuple[str | JsonObject | None, frozenset[str] | None]:
    """The choice, and the names of the only tools that may be called."""
    if choice is None or choice in ("auto", "none", "required"):
        return choice, None
    kind = mapping(choice, "tool_choice").get("type")
    if kind in ("function", "custom"):
        name = text(choice.get("name"), "tool_choice.name")
        return {"type": "function", "function": {"name": name}}, None
    if kind == "allowed_tools":
        rows = objects(choice.get("tools"), "tool_choice.tools")
        names = frozenset(text(row.get("name"), f"{where}.name") for where, row in rows)
        return text(choice.get("mode", "auto"), "tool_choice.mode"), names
    raise NotSupported(f"this server does not support tool_choice '{kind}'", param="tool_choice")


def _apply_text(given: Any, out: JsonObject) -> None:
    config = mapping(given or {}, "text")
    carry(config, out, "verbosity")
    form = mapping(config.get("format") or {"type": "text"}, "text.format")
    kind = form.get("type")
    if kind == "json_object":
        out["response_format"] = {"type": "json_object"}
    elif kind == "json_schema":
        named: JsonObject = {"name": form.get("name") or "reply"}
        carry(form, named, "schema", "strict", "description")
        out["response_format"] = {"type": "json_schema", "json_schema": named}
    elif kind != "text":
        raise NotSupported(f"this server does not support text.format '{kind}'", param="text.format")
