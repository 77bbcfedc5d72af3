"""Input items of OpenAI's Responses API as the messages of a Chat Completions request:
https://platform.openai.com/docs/api-reference/responses/create#responses-create-input.

What an assistant thought, said and called in one turn are items of their own there and one message here.
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import (
    dumps,
    loose_object,
    loose_objects,
    mapping,
    objects,
    split_data_url,
    text,
)
from huahua.gateway.translate.sealed_thinking import unseal

CUSTOM_INPUT = "input"
"""A custom tool takes free text; to a model it is a function with this one argument."""
_TEXTS = ("input_text", "output_text", "text", "summary_text", "reasoning_text")


def to_openai_messages(given: Any) -> list[JsonObject]:
    """Raises InvalidRequest (with `param`) or NotSupported."""
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    if not isinstance(given, list) or not given:
        raise InvalidRequest("'input' must be a text or a list with at least one item", param="input")
    reader = _Reader()
    for where, item in objects(given, "input"):
        reader.item(item, where)
    return reader.close()


class _Reader:
    def __init__(self) -> None:
        self._messages: list[JsonObject] = []
        self._turn: JsonObject | None = None
        """The assistant's message while its items come."""
        self._signatures: JsonObject = {}
        """What a vendor's calls must come back with, by the call's id."""
        self._media: list[JsonObject] = []
        """Pictures of tools' answers: `tool` messages hold text only, so a user message follows."""

    def item(self, item: JsonObject, where: str) -> None:
        kind = item.get("type") or ("message" if "role" in item else None)
        if kind == "message":
            self._message(item, where)
        elif kind == "reasoning":
            self._reasoning(item)
        elif kind == "function_call":
            arguments = text(item.get("arguments") or "{}", f"{where}.arguments")
            self._call(item, arguments, where)
        elif kind == "custom_tool_call":
            self._call(item, dumps({CUSTOM_INPUT: text(item.get("input"), f"{where}.input")}), where)
        elif kind in ("function_call_output", "custom_tool_call_output"):
            self._answer(item, where)
        else:
            raise NotSupported(f"this server does not take items of type '{kind}'", param=where)

    def close(self) -> list[JsonObject]:
        self._end_turn()
        self._flush_media()
        return self._messages

    def _message(self, item: JsonObject, where: str) -> None:
        role = item.get("role")
        parts = _parts(item.get("content"), f"{where}.content")
        if role == "assistant":
            turn = self._assistant()
            turn["content"] = (turn["content"] or "") + _words(parts, f"{where}.content")
            return
        if role not in ("user", "system", "developer"):
            raise InvalidRequest(f"unknown role in '{where}.role'", param=f"{where}.role")
        self._end_turn()
        self._flush_media()
        self._messages.append({"role": role, "content": _shortest(parts)})

    def _reasoning(self, item: JsonObject) -> None:
        turn = self._assistant()
        sealed = unseal(item.get("encrypted_content"))
        if sealed is not None:
            self._signatures |= loose_object(sealed.get("calls"))
            if blocks := loose_objects(sealed.get("thinking_blocks")):
                turn["thinking_blocks"] = [*turn.get("thinking_blocks", []), *blocks]
            if isinstance(sealed.get("message"), dict):
                turn["extra_content"] = sealed["message"]
        rows = loose_objects(item.get("content")) or loose_objects(item.get("summary"))
        if words := "".join(str(row.get("text") or "") for row in rows):
            turn["reasoning_content"] = turn.get("reasoning_content", "") + words

    def _call(self, item: JsonObject, arguments: str, where: str) -> None:
        turn = self._assistant()
        turn.setdefault("tool_calls", []).append(
            {
                "id": text(item.get("call_id"), f"{where}.call_id"),
                "type": "function",
                "function": {"name": text(item.get("name"), f"{where}.name"), "arguments": arguments},
            }
        )

    def _answer(self, item: JsonObject, where: str) -> None:
        self._end_turn()
        parts = _parts(item.get("output"), f"{where}.output")
        self._media += [part for part in parts if part["type"] != "text"]
        self._messages.append(
            {
                "role": "tool",
                "tool_call_id": text(item.get("call_id"), f"{where}.call_id"),
                "content": "".join(part["text"] for part in parts if part["type"] == "text"),
            }
        )

    def _assistant(self) -> JsonObject:
        self._flush_media()
        if self._turn is None:
            self._turn = {"role": "assistant", "content": None}
        return self._turn

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None:
            return
        for call in turn.get("tool_calls", []):
            if call["id"] in self._signatures:
                call["extra_content"] = self._signatures[call["id"]]
        if turn["content"] is None and "tool_calls" not in turn:
            turn["content"] = ""
        self._messages.append(turn)

    def _flush_media(self) -> None:
        if self._media:
            self._messages.append({"role": "user", "content": self._media})
            self._media = []


def _shortest(parts: list[JsonObject]) -> str | list[JsonObject]:
    if len(parts) == 1 and parts[0]["type"] == "text":
        return str(parts[0]["text"])
    return parts or ""


def _words(parts: list[JsonObject], where: str) -> str:
    if any(part["type"] != "text" for part in parts):
        raise NotSupported("an assistant's message may hold text only", param=where)
    return "".join(part["text"] for part in parts)


def _parts(content: Any, where: str) -> list[JsonObject]:
    if content is None:
        return []
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return [_part(part, path) for path, part in objects(content, where)]


def _part(part: JsonObject, where: str) -> JsonObject:
    kind = part.get("type")
    if kind in _TEXTS:
        return {"type": "text", "text": text(part.get("text"), f"{where}.text")}
    if kind == "refusal":
        return {"type": "text", "text": text(part.get("refusal"), f"{where}.refusal")}
    if part.get("file_id"):
        raise NotSupported("this server keeps no files; send the data itself", param=f"{where}.file_id")
    if kind == "input_image":
        image: JsonObject = {"url": text(part.get("image_url"), f"{where}.image_url")}
        if part.get("detail") not in (None, "auto"):
            image["detail"] = part["detail"]
        return {"type": "image_url", "image_url": image}
    if kind == "input_file":
        return {"type": "file", "file": _file(part, where)}
    if kind == "input_audio":
        return {"type": "input_audio", "input_audio": mapping(part.get("input_audio"), where)}
    raise NotSupported(f"this server does not take content of type '{kind}'", param=where)


def _file(part: JsonObject, where: str) -> JsonObject:
    filename = part.get("filename")
    named: JsonObject = {"filename": filename} if isinstance(filename, str) else {}
    if part.get("file_url"):
        return {**named, "file_data": text(part["file_url"], f"{where}.file_url")}
    data = text(part.get("file_data"), f"{where}.file_data")
    if split_data_url(data) is None:
        data = f"data:application/pdf;base64,{data}"
    return {**named, "file_data": data}
