"""A `generateContent` request as a Chat Completions request: https://ai.google.dev/api/generate-content.

What only Gemini can do (safety settings, cached contents, speech, …) travels under `EXTRAS` and reaches a model of
Google's; another model answers without it. Google's own tools (`googleSearch`) pass on as they are, so that a model
of another vendor refuses them.
"""

from __future__ import annotations

from huahua.gateway.domain.calls import EXTRAS, JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import text
from huahua.gateway.translate.gemini_contents import system_message, to_openai_messages
from huahua.gateway.translate.gemini_fields import camel, get, get_object, get_objects, integer, others
from huahua.gateway.translate.gemini_schema import all_required, closed, to_json_schema

_TOP = frozenset(
    ["contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "model", "stream"]
)
_SAME = {"temperature": "temperature", "topP": "top_p", "responseLogprobs": "logprobs"}
_SAME |= {"presencePenalty": "presence_penalty", "frequencyPenalty": "frequency_penalty"}
_INTEGERS = {
    "candidateCount": "n",
    "maxOutputTokens": "max_tokens",
    "seed": "seed",
    "logprobs": "top_logprobs",
}
_TRANSLATED = _SAME.keys() | _INTEGERS.keys() | {"stopSequences", "responseMimeType", "responseSchema"}
_TRANSLATED |= {"responseJsonSchema", "_responseJsonSchema", "responseModalities"}
_MODES = {"AUTO": "auto", "ANY": "required", "NONE": "none", "VALIDATED": "auto"}
_ENUM = "text/x.enum"
_LEVELS = {"MINIMAL": "minimal", "LOW": "low", "MEDIUM": "medium", "HIGH": "high"}


def gemini_request_to_openai(body: JsonObject, model: str) -> JsonObject:
    """Raises InvalidRequest (with `param`) or NotSupported."""
    config = get_object(body, "generationConfig", "")
    out: JsonObject = {"model": model, **_sampling(config)}
    system = system_message(get(body, "systemInstruction"))
    _apply_format(config, out, system)
    out["messages"] = [*system, *to_openai_messages(get(body, "contents"))]
    tools = _tools(body)
    choice, allowed = _tool_choice(body)
    if allowed is not None:
        tools = [tool for tool in tools if "function" not in tool or tool["function"]["name"] in allowed]
    if tools:
        out["tools"] = tools
        if choice is not None:
            out["tool_choice"] = choice
    if extras := _extras(body, config):
        out[EXTRAS] = {"gemini": extras}
    return out


def wants_thoughts(body: JsonObject) -> bool:
    """Whether the caller asked to see the model's thoughts."""
    config = get(body, "generationConfig")
    thinking = get(config, "thinkingConfig") if isinstance(config, dict) else None
    return isinstance(thinking, dict) and get(thinking, "includeThoughts") is True


def _sampling(config: JsonObject) -> JsonObject:
    out: JsonObject = {}
    for theirs, ours in _SAME.items():
        if (value := get(config, theirs)) is not None:
            out[ours] = value
    for theirs, ours in _INTEGERS.items():
        if (number := integer(get(config, theirs), f"generationConfig.{theirs}")) is not None:
            out[ours] = number
    if stops := get(config, "stopSequences"):
        out["stop"] = stops
    if (effort := _effort(get_object(config, "thinkingConfig", "generationConfig"))) is not None:
        out["reasoning_effort"] = effort
    modalities = get(config, "responseModalities") or []
    if not isinstance(modalities, list):
        raise InvalidRequest(
            "'generationConfig.responseModalities' must be a list",
            param="generationConfig.responseModalities",
        )
    if "AUDIO" in modalities:
        raise NotSupported(
            "speech is not offered through this dialect", param="generationConfig.responseModalities"
        )
    if "IMAGE" in modalities:
        out["modalities"] = ["text", "image"]
    return out


def _effort(thinking: JsonObject) -> str | None:
    """A level has its name; budgets fall between OpenAI's, and -1 lets the model decide."""
    level = get(thinking, "thinkingLevel")
    if isinstance(level, str):
        return _LEVELS.get(level.upper())
    budget = integer(get(thinking, "thinkingBudget"), "generationConfig.thinkingConfig.thinkingBudget")
    if budget is None or budget < 0:
        return "medium" if get(thinking, "includeThoughts") is True else None
    if budget == 0:
        return "none"
    return "low" if budget <= 4096 else "medium" if budget <= 16384 else "high"


def _apply_format(config: JsonObject, out: JsonObject, system: list[JsonObject]) -> None:
    schema = json_schema_of(config)
    media_type = get(config, "responseMimeType")
    if media_type == _ENUM:
        choices = schema.get("enum") if schema else None
        words = ", ".join(str(choice) for choice in choices) if isinstance(choices, list) else ""
        system.append(
            {"role": "system", "content": f"Answer with exactly one of these and nothing else: {words}"}
        )
    elif schema is not None:
        schema = closed(schema)
        named: JsonObject = {"name": "reply", "schema": schema}
        if all_required(schema):
            named["strict"] = True
        out["response_format"] = {"type": "json_schema", "json_schema": named}
    elif media_type == "application/json":
        out["response_format"] = {"type": "json_object"}


def json_schema_of(config: JsonObject) -> JsonObject | None:
    for name in ("responseJsonSchema", "_responseJsonSchema"):
        full = get(config, name)
        if isinstance(full, dict):
            return full
    schema = get(config, "responseSchema")
    return to_json_schema(schema, "generationConfig.responseSchema") if schema else None


def _tools(body: JsonObject) -> list[JsonObject]:
    out: list[JsonObject] = []
    for where, tool in get_objects(body, "tools", ""):
        for path, declaration in get_objects(tool, "functionDeclarations", where):
            out.append({"type": "function", "function": _function(declaration, path)})
        if own := others(tool, ("functionDeclarations",)):
            out.append(own)
    return out


def _function(declaration: JsonObject, where: str) -> JsonObject:
    function: JsonObject = {"name": text(get(declaration, "name"), f"{where}.name")}
    if isinstance(get(declaration, "description"), str):
        function["description"] = get(declaration, "description")
    full = get(declaration, "parametersJsonSchema")
    if isinstance(full, dict):
        function["parameters"] = full
    elif (schema := get(declaration, "parameters")) is not None:
        function["parameters"] = to_json_schema(schema, f"{where}.parameters")
    return function


def _tool_choice(body: JsonObject) -> tuple[str | JsonObject | None, frozenset[str] | None]:
    """The choice, and the names of the only functions that may be called."""
    where = "toolConfig.functionCallingConfig"
    calling = get_object(get_object(body, "toolConfig", ""), "functionCallingConfig", "toolConfig")
    mode = get(calling, "mode")
    if mode is None or mode == "MODE_UNSPECIFIED":
        return None, None
    choice = _MODES.get(str(mode).upper())
    if choice is None:
        raise NotSupported(f"this server does not know the mode '{mode}'", param=f"{where}.mode")
    names = get(calling, "allowedFunctionNames") or []
    if choice != "required" or not isinstance(names, list) or not names:
        return choice, None
    allowed = frozenset(text(name, f"{where}.allowedFunctionNames") for name in names)
    if len(allowed) == 1:
        return {"type": "function", "function": {"name": next(iter(allowed))}}, None
    return choice, allowed


def _extras(body: JsonObject, config: JsonObject) -> JsonObject:
    """What goes to Gemini as it came, and to nobody else; its own way to set thinking is there too, since the
    translation of it is coarser."""
    extras = others(body, _TOP)
    kept = {camel(name): value for name, value in others(config, _TRANSLATED).items()}
    if get(config, "responseMimeType") == _ENUM:
        kept |= {"responseMimeType": _ENUM, "responseSchema": get(config, "responseSchema")}
    if kept:
        extras["generationConfig"] = kept
    return extras
