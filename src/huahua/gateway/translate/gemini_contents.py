"""Gemini's `contents` as the messages of a Chat Completions request: https://ai.google.dev/api/caching#Content.

Gemini pairs a function's answer with its call by name where it has no id; Chat Completions needs ids, so calls
without one get one by their place, and answers take those of their name in order.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import dumps, loose_objects, mapping, objects, text
from huahua.gateway.translate.gemini_fields import get, get_object, get_objects, others
from huahua.gateway.translate.sealed_thinking import unseal

GEMINI_PART = "gemini_part"
"""Type of a content part that holds a part of Gemini's as it came (`executableCode`, …); only Gemini takes it."""
_PLAIN_ANSWERS = ("result", "output")
"""Google's SDKs wrap an answer that is no object under one of these."""


def system_message(instruction: Any) -> list[JsonObject]:
    """`systemInstruction` as at most one message; a bare string is taken too."""
    if not instruction:
        return []
    if isinstance(instruction, str):
        return [{"role": "system", "content": instruction}]
    content = mapping(instruction, "systemInstruction")
    texts = [
        text(get(part, "text"), f"{where}.text")
        for where, part in get_objects(content, "parts", "systemInstruction")
    ]
    return [{"role": "system", "content": "\n\n".join(texts)}] if texts else []


def to_openai_messages(contents: Any) -> list[JsonObject]:
    """Raises InvalidRequest or NotSupported."""
    rows = [contents] if isinstance(contents, dict) else contents
    if not isinstance(rows, list) or not rows:
        raise InvalidRequest("'contents' must be a list with at least one content", param="contents")
    return _Reader().read(rows)


class _Reader:
    def __init__(self) -> None:
        self._waiting: dict[str, deque[str]] = defaultdict(deque)
        """Ids of calls without an answer, by the function's name."""

    def read(self, contents: list[Any]) -> list[JsonObject]:
        out: list[JsonObject] = []
        for number, (where, content) in enumerate(objects(contents, "contents")):
            role = content.get("role") or "user"
            parts = get_objects(content, "parts", where)
            if not parts and role in ("model", "assistant"):
                continue  # a reply without words, which clients send back
            if not parts:
                raise InvalidRequest(f"'{where}.parts' must hold at least one part", param=f"{where}.parts")
            if role in ("user", "function", "tool"):
                out += self._user(parts)
            elif role in ("model", "assistant"):
                out.append(self._assistant(parts, number))
            elif role == "system":
                out += system_message(content)
            else:
                raise InvalidRequest(f"unknown role in '{where}.role'", param=f"{where}.role")
        return out

    def _user(self, parts: list[tuple[str, JsonObject]]) -> list[JsonObject]:
        answers: list[JsonObject] = []
        said: list[JsonObject] = []
        for where, part in parts:
            response = get(part, "functionResponse")
            if response is None:
                said.append(_part(part, where))
                continue
            answer, media = self._answer(mapping(response, f"{where}.functionResponse"), where)
            answers.append(answer)
            said += media
        if said or not answers:
            answers.append({"role": "user", "content": shortest(said)})
        return answers

    def _answer(self, response: JsonObject, where: str) -> tuple[JsonObject, list[JsonObject]]:
        name = text(get(response, "name"), f"{where}.functionResponse.name")
        waiting = self._waiting[name]
        call_id = get(response, "id")
        if isinstance(call_id, str) and call_id:
            if call_id in waiting:
                waiting.remove(call_id)
        elif waiting:
            call_id = waiting.popleft()
        else:
            raise InvalidRequest(
                f"'{where}.functionResponse' answers no call of '{name}'", param=f"{where}.functionResponse"
            )
        media = [_part(part, path) for path, part in get_objects(response, "parts", where)]
        message = {"role": "tool", "tool_call_id": call_id, "content": _answer_text(response)}
        return message, media

    def _assistant(self, parts: list[tuple[str, JsonObject]], number: int) -> JsonObject:
        said: list[JsonObject] = []
        thoughts: list[str] = []
        calls: list[JsonObject] = []
        message: JsonObject = {"role": "assistant"}
        for where, part in parts:
            signature = get(part, "thoughtSignature")
            if (sealed := unseal(signature)) is not None:
                message["thinking_blocks"] = loose_objects(sealed.get("thinking_blocks"))
                signature = None
            call = get(part, "functionCall")
            if call is not None:
                call_id = f"call_{number}_{len(calls)}"
                calls.append(self._call(mapping(call, f"{where}.functionCall"), call_id, signature, where))
            elif part.get("thought") is True:
                thoughts.append(text(part.get("text", ""), f"{where}.text"))
            else:
                said.append(_part(part, where))
                if isinstance(signature, str):
                    message["extra_content"] = google(signature)
        message["content"] = _assistant_content(said)
        if thoughts:
            message["reasoning_content"] = "".join(thoughts)
        if calls:
            message["tool_calls"] = calls
        elif message["content"] is None:
            message["content"] = ""
        return message

    def _call(self, call: JsonObject, otherwise: str, signature: Any, where: str) -> JsonObject:
        name = text(get(call, "name"), f"{where}.functionCall.name")
        given = get(call, "id")
        call_id = given if isinstance(given, str) and given else otherwise
        self._waiting[name].append(call_id)
        arguments = get_object(call, "args", f"{where}.functionCall")
        out: JsonObject = {
            "id": call_id,
            "type": "function",
            "function": {"name": name, "arguments": dumps(arguments)},
        }
        if isinstance(signature, str):
            out["extra_content"] = google(signature)
        return out


def google(signature: str) -> JsonObject:
    """Where Google's own OpenAI-compatible endpoint puts a thought signature:
    https://ai.google.dev/gemini-api/docs/thought-signatures#openai"""
    return {"google": {"thought_signature": signature}}


def shortest(parts: list[JsonObject]) -> str | list[JsonObject]:
    """One text for texts alone: Gemini cuts texts into parts anywhere, so nothing stands between them."""
    if all(part["type"] == "text" for part in parts):
        return "".join(part["text"] for part in parts)
    return parts


def _assistant_content(parts: list[JsonObject]) -> str | list[JsonObject] | None:
    return shortest(parts) if parts else None


def _answer_text(response: JsonObject) -> str:
    """An object as JSON; what a client wrapped because it was no object comes out of its wrapper."""
    answer = get(response, "response")
    if isinstance(answer, dict) and len(answer) == 1:
        for name in _PLAIN_ANSWERS:
            if name in answer:
                return answer[name] if isinstance(answer[name], str) else dumps(answer[name])
    return dumps(answer if answer is not None else {})


def _part(part: JsonObject, where: str) -> JsonObject:
    if part.get("text") is not None:
        return {"type": "text", "text": text(part["text"], f"{where}.text")}
    if (inline := get(part, "inlineData")) is not None:
        return _inline(mapping(inline, f"{where}.inlineData"), f"{where}.inlineData")
    if (linked := get(part, "fileData")) is not None:
        return _linked(mapping(linked, f"{where}.fileData"), f"{where}.fileData")
    kinds = others(part, ("thought", "thoughtSignature", "videoMetadata", "partMetadata"))
    if not kinds:
        raise InvalidRequest(f"'{where}' holds nothing", param=where)
    if get(part, "functionCall") is not None or get(part, "functionResponse") is not None:
        raise NotSupported(f"'{where}' is in a content of the wrong role", param=where)
    return {"type": GEMINI_PART, "part": kinds}


def _inline(inline: JsonObject, where: str) -> JsonObject:
    media_type = text(get(inline, "mimeType"), f"{where}.mimeType").lower()
    data = _standard_base64(text(get(inline, "data"), f"{where}.data"))
    url = f"data:{media_type};base64,{data}"
    kind, _, form = media_type.partition("/")
    if kind == "image":
        return {"type": "image_url", "image_url": {"url": url}}
    if kind == "audio":
        return {"type": "input_audio", "input_audio": {"data": data, "format": form}}
    name = get(inline, "displayName")
    filename = name if isinstance(name, str) and name else f"file.{form.rpartition('.')[2] or 'bin'}"
    return {"type": "file", "file": {"filename": filename, "file_data": url}}


def _linked(linked: JsonObject, where: str) -> JsonObject:
    url = text(get(linked, "fileUri"), f"{where}.fileUri")
    media_type = get(linked, "mimeType")
    if isinstance(media_type, str) and not media_type.startswith("image/"):
        return {"type": "file", "file": {"file_data": url, "format": media_type}}
    return {"type": "image_url", "image_url": {"url": url}}


def _standard_base64(data: str) -> str:
    """Google takes the URL-safe letters too, and missing padding; other vendors do not."""
    return data.replace("-", "+").replace("_", "/").rstrip("=") + "=" * (-len(data.rstrip("=")) % 4)
