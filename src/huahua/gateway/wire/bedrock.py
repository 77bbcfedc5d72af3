"""A Messages request as Bedrock's Converse, which takes all vendors' models alike.

Fields that Converse has itself (`guardrailConfig`, `performanceConfig`, …) pass on untouched; what neither knows
goes into `additionalModelRequestFields`, where models take what is their own.
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from __future__ import annotations

import base64
import re
from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import carry, dumps, mapping, objects, text
from huahua.gateway.translate.thinking import effort_of

_OWN = (
    "guardrailConfig",
    "performanceConfig",
    "promptVariables",
    "requestMetadata",
    "additionalModelResponseFieldPaths",
    "serviceTier",
    "outputConfig",
)
_INFERENCE = {
    "max_tokens": "maxTokens",
    "temperature": "temperature",
    "top_p": "topP",
    "stop_sequences": "stopSequences",
}
_TRANSLATED = frozenset(
    [
        *_INFERENCE,
        *_OWN,
        "messages",
        "system",
        "tools",
        "tool_choice",
        "thinking",
        "output_config",
        "additionalModelRequestFields",
    ]
)
_DROPPED = frozenset(["model", "stream", "metadata", "service_tier", "cache_control", "container"])
_IMAGES = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/webp": "webp"}
_DOCUMENTS = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
}
_NAME_LETTERS = re.compile(r"[^A-Za-z0-9 \-()\[\]]+")
"""What Converse refuses in a document's name."""
_CACHE_POINT: JsonObject = {"cachePoint": {"type": "default"}}


def converse_request(model: str, body: JsonObject) -> JsonObject:
    """Raises InvalidRequest for a malformed body and NotSupported for what Converse cannot do."""
    out: JsonObject = {"messages": _messages(body.get("messages"))}
    if system := _system(body.get("system")):
        out["system"] = system
    inference = {theirs: body[ours] for ours, theirs in _INFERENCE.items() if body.get(ours) is not None}
    if inference:
        out["inferenceConfig"] = inference
    if tools := _tool_config(body):
        out["toolConfig"] = tools
    if config := _output_config(body.get("output_config")):
        out["outputConfig"] = config
    carry(body, out, *_OWN)
    extra = {name: value for name, value in body.items() if name not in _TRANSLATED | _DROPPED}
    extra |= _thinking(model, body)
    extra |= mapping(body.get("additionalModelRequestFields") or {}, "additionalModelRequestFields")
    if extra:
        out["additionalModelRequestFields"] = extra
    return out


def _messages(messages: Any) -> list[JsonObject]:
    if not isinstance(messages, list) or not messages:
        raise InvalidRequest("'messages' must be a list with at least one message", param="messages")
    return [
        {"role": message.get("role"), "content": _blocks(message.get("content"), f"{where}.content")}
        for where, message in objects(messages, "messages")
    ]


def _system(system: Any) -> list[JsonObject]:
    return _blocks(system, "system") if system else []


def _blocks(content: Any, where: str) -> list[JsonObject]:
    if isinstance(content, str):
        return [{"text": content}]
    blocks: list[JsonObject] = []
    for path, block in objects(content, where):
        blocks.append(_block(block, path))
        if block.get("cache_control"):
            blocks.append(_CACHE_POINT)
    return blocks


def _block(block: JsonObject, where: str) -> JsonObject:
    kind = block.get("type")
    if kind == "text":
        return {"text": text(block.get("text"), f"{where}.text")}
    if kind == "image":
        return {"image": _media(block, _IMAGES, where)}
    if kind == "document":
        return {"document": _document(block, where)}
    if kind == "tool_use":
        names = {"toolUseId": block.get("id"), "name": block.get("name"), "input": block.get("input") or {}}
        return {"toolUse": names}
    if kind == "tool_result":
        return {"toolResult": _tool_result(block, where)}
    if kind == "thinking":
        said = {"text": block.get("thinking") or ""}
        return {"reasoningContent": {"reasoningText": carry(block, said, "signature")}}
    if kind == "redacted_thinking":
        return {"reasoningContent": {"redactedContent": block.get("data")}}
    raise NotSupported(f"this model does not support content of type '{kind}'", param=where)


def _media(block: JsonObject, formats: dict[str, str], where: str) -> JsonObject:
    source = mapping(block.get("source"), f"{where}.source")
    if source.get("type") != "base64":
        raise NotSupported("this model takes pictures and files as base64 only, not by URL", param=where)
    form = formats.get(str(source.get("media_type")))
    if form is None:
        raise NotSupported(f"this model does not read '{source.get('media_type')}'", param=where)
    return {"format": form, "source": {"bytes": text(source.get("data"), f"{where}.source.data")}}


def _document(block: JsonObject, where: str) -> JsonObject:
    source = mapping(block.get("source"), f"{where}.source")
    if source.get("type") == "text":
        data = base64.b64encode(text(source.get("data"), f"{where}.source.data").encode()).decode()
        found: JsonObject = {"format": "txt", "source": {"bytes": data}}
    else:
        found = _media(block, _DOCUMENTS, where)
    title = _NAME_LETTERS.sub(" ", str(block.get("title") or "document")).strip()[:200]
    return {**found, "name": title or "document"}


def _tool_result(block: JsonObject, where: str) -> JsonObject:
    out: JsonObject = {
        "toolUseId": block.get("tool_use_id"),
        "content": _blocks(block.get("content") or "", f"{where}.content"),
    }
    if block.get("is_error"):
        out["status"] = "error"
    return out


def _tool_config(body: JsonObject) -> JsonObject | None:
    """Converse knows no choice 'none'; without tools there is none, but a history that used some needs them."""
    tools: list[JsonObject] = []
    for where, tool in objects(body.get("tools"), "tools"):
        if "input_schema" not in tool:
            raise NotSupported(f"this model does not support tools of type '{tool.get('type')}'", param=where)
        spec: JsonObject = {"name": tool.get("name"), "inputSchema": {"json": tool["input_schema"]}}
        tools.append({"toolSpec": carry(tool, spec, "description", "strict")})
        if tool.get("cache_control"):
            tools.append(_CACHE_POINT)
    choice = mapping(body.get("tool_choice") or {"type": "auto"}, "tool_choice")
    kind = choice.get("type")
    if not tools or (kind == "none" and not _has_used_tools(body)):
        return None
    out: JsonObject = {"tools": tools}
    if kind == "any":
        out["toolChoice"] = {"any": {}}
    elif kind == "tool":
        out["toolChoice"] = {"tool": {"name": choice.get("name")}}
    return out


def _has_used_tools(body: JsonObject) -> bool:
    return any(
        isinstance(message.get("content"), list)
        and any(block.get("type") == "tool_use" for block in message["content"] if isinstance(block, dict))
        for _, message in objects(body.get("messages"), "messages")
    )


def _output_config(config: Any) -> JsonObject | None:
    if config is None:
        return None
    given = mapping(config, "output_config")
    out: JsonObject = carry(given, {}, "effort")
    form = given.get("format")
    if isinstance(form, dict) and form.get("type") == "json_schema":
        schema = {"schema": dumps(form.get("schema") or {}), "name": "answer"}
        out["textFormat"] = {"type": "json_schema", "structure": {"jsonSchema": schema}}
    return out or None


def _thinking(model: str, body: JsonObject) -> JsonObject:
    """How hard to think, as each family is told; families that are not told think as they like."""
    thinking, effort = body.get("thinking"), effort_of(body)
    if "claude" in model:
        return {"thinking": thinking} if thinking else {}
    if effort is None:
        return {}
    effort = {"minimal": "low", "xhigh": "high", "max": "high"}.get(effort, effort)
    if "nova" in model:
        return {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": effort}}
    return {"reasoning_effort": effort} if "openai." in model else {}
