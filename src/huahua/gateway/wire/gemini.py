"""A Chat Completions request as Gemini's `generateContent`: https://ai.google.dev/api/generate-content.

Fields that Chat Completions does not know (`safetySettings`, `cachedContent`, `generationConfig`, …) go to
Gemini untouched. Full JSON schemas travel as `parametersJsonSchema` and `responseJsonSchema`.
"""

from __future__ import annotations

import mimetypes
import re
from typing import Any
from urllib.parse import quote, urlsplit

from huahua.gateway.domain.calls import EXTRAS, JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import (
    INVALID_JSON,
    loose_object,
    mapping,
    objects,
    parse_arguments,
    split_data_url,
    text,
)
from huahua.gateway.translate.gemini_contents import GEMINI_PART

DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com/v1beta"
NO_SIGNATURE = "skip_thought_signature_validator"
"""Gemini 3 refuses a function call in the history without the thought signature it came with; Google gives
this stand-in for histories that lost it or come from another model:
https://ai.google.dev/gemini-api/docs/thought-signatures"""

_DROPPED = frozenset(
    [
        "model",
        "stream",
        "stream_options",
        "store",
        "user",
        "metadata",
        "safety_identifier",
        "service_tier",
        "logit_bias",
        "prediction",
        "verbosity",
        "parallel_tool_calls",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "modalities",
        "moderation",
        "top_logprobs",
        "functions",
        "function_call",
        "audio",
        "web_search_options",
    ]
)
_GENERATION = {
    "temperature": "temperature",
    "top_p": "topP",
    "top_k": "topK",
    "seed": "seed",
    "n": "candidateCount",
    "presence_penalty": "presencePenalty",
    "frequency_penalty": "frequencyPenalty",
    "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens",
    "logprobs": "responseLogprobs",
}
_TRANSLATED = _GENERATION.keys() | {
    *["messages", "stop", "tools", "tool_choice", "response_format", "reasoning_effort", "generationConfig"],
    EXTRAS,
}
_THINKING_LEVELS = re.compile(r"gemini-(?:[3-9]|\d{2})")
_BUDGETS = {"none": 0, "minimal": 512, "low": 1024, "medium": 8192, "high": 24576}


def root_url(base_url: str) -> str:
    """The address before `/models/…`; a base URL may leave the API version out."""
    root = (base_url or DEFAULT_BASE_URL).rstrip("/")
    return root if re.search(r"/v\d\w*$", root) else f"{root}/v1beta"


def headers(api_key: str, extra: dict[str, str]) -> dict[str, str]:
    out = {"content-type": "application/json"}
    if api_key:
        out["x-goog-api-key"] = api_key
    return {**out, **{name.lower(): value for name, value in extra.items()}}


def model_path(model: str) -> str:
    """`models/gemini-…`, whether the operator wrote the prefix or not."""
    return "models/" + quote(model.removeprefix("models/"), safe="-._~")


def chat_request(model: str, body: JsonObject) -> JsonObject:
    """Raises InvalidRequest for a malformed body and NotSupported for what Gemini cannot do."""
    _refuse(body)
    extras = loose_object(loose_object(body.get(EXTRAS)).get("gemini"))
    out = {name: value for name, value in body.items() if name not in _DROPPED | _TRANSLATED}
    out |= {name: value for name, value in extras.items() if name != "generationConfig"}
    out.update(_Conversation(model).read(body.get("messages")))
    if tools := _tools(body.get("tools")):
        out["tools"] = tools
        if config := _tool_config(body.get("tool_choice")):
            out["toolConfig"] = config
    generation = {**_generation_config(model, body), **loose_object(extras.get("generationConfig"))}
    if generation:
        out["generationConfig"] = generation
    return out


def _refuse(body: JsonObject) -> None:
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        raise InvalidRequest("'messages' must be a list with at least one message", param="messages")
    if body.get("audio") is not None or body.get("modalities") not in (
        None,
        ["text"],
        ["text", "image"],
        ["image", "text"],
    ):
        raise NotSupported("this model does not support these 'modalities'", param="modalities")
    if body.get("functions"):
        raise NotSupported("this model does not support 'functions'; use 'tools' instead", param="functions")
    if body.get("n") not in (None, 1) and body.get("stream"):
        raise NotSupported("this model streams one choice only", param="n")


class _Conversation:
    """Reads messages into `systemInstruction` and `contents`; neighbours of one role become one content."""

    def __init__(self, model: str) -> None:
        self._signs_calls = bool(_THINKING_LEVELS.search(model))
        self._system: list[JsonObject] = []
        self._contents: list[JsonObject] = []
        self._call_names: dict[str, str] = {}

    def read(self, messages: Any) -> JsonObject:
        for where, message in objects(messages, "messages"):
            role, content = message.get("role"), message.get("content")
            if role in ("system", "developer"):
                self._system += _parts(content, f"{where}.content")
            elif role == "user":
                self._add("user", _parts(content, f"{where}.content"))
            elif role == "assistant":
                calls = self._function_calls(message, where)
                self._add("model", _signed(_parts(content, f"{where}.content"), message) + calls)
            elif role == "tool":
                self._add("user", self._function_response(message, where))
            else:
                raise InvalidRequest(f"unknown role in '{where}.role'", param=f"{where}.role")
        out: JsonObject = {"contents": self._contents}
        if self._system:
            out["systemInstruction"] = {"parts": self._system}
        return out

    def _add(self, role: str, parts: list[JsonObject]) -> None:
        if self._contents and self._contents[-1]["role"] == role:
            self._contents[-1]["parts"] += parts
        elif parts:
            self._contents.append({"role": role, "parts": parts})

    def _function_calls(self, message: JsonObject, where: str) -> list[JsonObject]:
        parts: list[JsonObject] = []
        for path, call in objects(message.get("tool_calls"), f"{where}.tool_calls"):
            function = mapping(call.get("function"), f"{path}.function")
            name = text(function.get("name"), f"{path}.function.name")
            call_id = text(call.get("id"), f"{path}.id")
            self._call_names[call_id] = name
            part: JsonObject = {
                "functionCall": {"name": name, "args": parse_arguments(function.get("arguments"))}
            }
            signature = _signature(call)
            if signature is None and self._signs_calls and not parts:
                signature = NO_SIGNATURE
            if signature is not None:
                part["thoughtSignature"] = signature
            parts.append(part)
        return parts

    def _function_response(self, message: JsonObject, where: str) -> list[JsonObject]:
        """Gemini pairs answers with calls by name; pictures of an answer follow as parts of their own."""
        call_id = text(message.get("tool_call_id"), f"{where}.tool_call_id")
        name = self._call_names.get(call_id) or message.get("name")
        if not isinstance(name, str):
            raise InvalidRequest(
                f"'{where}.tool_call_id' names no earlier tool call", param=f"{where}.tool_call_id"
            )
        parts = _parts(message.get("content"), f"{where}.content")
        words = "".join(part["text"] for part in parts if "text" in part)
        answer = {"functionResponse": {"name": name, "response": _answer(words)}}
        return [answer, *(part for part in parts if "text" not in part)]


def _answer(words: str) -> JsonObject:
    """Gemini takes objects only; a text that is one goes as it is, any other under the name that Google advises."""
    if words.lstrip().startswith("{"):
        parsed = parse_arguments(words)
        if INVALID_JSON not in parsed and parsed.keys() not in ({"result"}, {"output"}):
            return parsed
    return {"result": words}


def _signed(parts: list[JsonObject], message: JsonObject) -> list[JsonObject]:
    """Gemini 3 signs the last part of an answer without calls."""
    signature = _signature(message)
    if signature is None or not parts:
        return parts
    return [*parts[:-1], {**parts[-1], "thoughtSignature": signature}]


def _signature(call: JsonObject) -> str | None:
    """Where Google's own OpenAI-compatible endpoint puts it, in a call or in a message."""
    extra = call.get("extra_content")
    google = extra.get("google") if isinstance(extra, dict) else None
    value = google.get("thought_signature") if isinstance(google, dict) else None
    return value if isinstance(value, str) else None


def _parts(content: Any, where: str) -> list[JsonObject]:
    if content is None or content == "":
        return []
    if isinstance(content, str):
        return [{"text": content}]
    return [_part(part, path) for path, part in objects(content, where)]


def _part(part: JsonObject, where: str) -> JsonObject:
    kind = part.get("type")
    if kind in ("text", "refusal"):
        return {"text": text(part.get(kind), f"{where}.{kind}")}
    if kind == "image_url":
        image = part.get("image_url")
        return _media(text(image.get("url") if isinstance(image, dict) else image, where), where)
    if kind == "input_audio":
        audio = mapping(part.get("input_audio"), f"{where}.input_audio")
        media_type = f"audio/{text(audio.get('format'), f'{where}.input_audio.format')}"
        data = text(audio.get("data"), f"{where}.input_audio.data")
        return {"inlineData": {"mimeType": media_type, "data": data}}
    if kind == "file":
        file = mapping(part.get("file"), f"{where}.file")
        return _media(text(file.get("file_data"), f"{where}.file.file_data"), where, file.get("format"))
    if kind == GEMINI_PART:
        return mapping(part.get("part"), f"{where}.part")
    raise NotSupported(f"this model does not support content of type '{kind}'", param=where)


def _media(url: str, where: str, media_type: Any = None) -> JsonObject:
    inline = split_data_url(url)
    if inline:
        return {"inlineData": {"mimeType": inline[0], "data": inline[1]}}
    if not url.startswith(("http://", "https://")):
        raise InvalidRequest(f"'{where}' must hold an http(s) URL or a base64 data URL", param=where)
    if not isinstance(media_type, str):
        media_type = mimetypes.guess_type(urlsplit(url).path)[0] or "image/jpeg"
    return {"fileData": {"mimeType": media_type, "fileUri": url}}


def _tools(tools: Any) -> list[JsonObject]:
    """One entry of all functions; Gemini's own tools (`{"googleSearch": {}}`) pass on as they are."""
    declarations: list[JsonObject] = []
    own: list[JsonObject] = []
    for where, tool in objects(tools, "tools"):
        if "type" not in tool and "function" not in tool:
            own.append(tool)
            continue
        if tool.get("type", "function") != "function":
            raise NotSupported(f"this model does not support tools of type '{tool['type']}'", param=where)
        function = mapping(tool.get("function"), f"{where}.function")
        declaration: JsonObject = {"name": text(function.get("name"), f"{where}.function.name")}
        if isinstance(function.get("description"), str):
            declaration["description"] = function["description"]
        if function.get("parameters"):
            declaration["parametersJsonSchema"] = function["parameters"]
        declarations.append(declaration)
    return [{"functionDeclarations": declarations}, *own] if declarations else own


def _tool_config(choice: Any) -> JsonObject | None:
    if choice is None:
        return None
    calling: JsonObject
    if choice in ("auto", "none", "required"):
        calling = {"mode": {"auto": "AUTO", "none": "NONE", "required": "ANY"}[choice]}
    elif isinstance(choice, dict) and choice.get("type") == "function":
        function = mapping(choice.get("function"), "tool_choice.function")
        name = text(function.get("name"), "tool_choice.function.name")
        calling = {"mode": "ANY", "allowedFunctionNames": [name]}
    else:
        raise NotSupported("this model does not support this 'tool_choice'", param="tool_choice")
    return {"functionCallingConfig": calling}


def _generation_config(model: str, body: JsonObject) -> JsonObject:
    out: JsonObject = {}
    for name, theirs in _GENERATION.items():
        if body.get(name) is not None:
            out[theirs] = body[name]
    if body.get("logprobs") and body.get("top_logprobs"):
        out["logprobs"] = body["top_logprobs"]
    if "image" in (body.get("modalities") or ()):
        out["responseModalities"] = ["TEXT", "IMAGE"]
    stop = body.get("stop")
    if stop:
        out["stopSequences"] = [stop] if isinstance(stop, str) else stop
    _apply_response_format(body.get("response_format"), out)
    if body.get("reasoning_effort") is not None:
        effort = text(body["reasoning_effort"], "reasoning_effort")
        if config := _thinking_config(model, effort):
            out["thinkingConfig"] = config
    own = body.get("generationConfig")
    return {**out, **mapping(own, "generationConfig")} if own is not None else out


def _thinking_config(model: str, effort: str) -> JsonObject | None:
    """Gemini 3 takes a level, 2.5 a token budget: https://ai.google.dev/gemini-api/docs/thinking."""
    effort = "high" if effort in ("xhigh", "max") else effort
    if effort not in _BUDGETS:
        return None
    if _THINKING_LEVELS.search(model):
        # Gemini 3 cannot switch thinking off; minimal is the least.
        return {
            "thinkingLevel": "minimal" if effort == "none" else effort,
            "includeThoughts": effort != "none",
        }
    return {"thinkingBudget": _BUDGETS[effort], "includeThoughts": effort != "none"}


def _apply_response_format(response_format: Any, out: JsonObject) -> None:
    if response_format is None:
        return
    kind = mapping(response_format, "response_format").get("type")
    if kind not in ("text", "json_object", "json_schema"):
        raise NotSupported(f"this model does not support response_format '{kind}'", param="response_format")
    if kind != "text":
        out["responseMimeType"] = "application/json"
    if kind == "json_schema":
        named = mapping(response_format.get("json_schema"), "response_format.json_schema")
        if named.get("schema"):
            out["responseJsonSchema"] = named["schema"]
