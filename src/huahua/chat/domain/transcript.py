"""The window of a conversation as messages for a model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huahua.chat.domain.conversation import Message, ToolRecord
from huahua.chat.domain.fence import write_block
from huahua.chat.domain.language import Lang
from huahua.chat.domain.modelling import JsonObject, ToolCall
from huahua.chat.domain.painting import KnownPicture, PictureJson, Slot
from huahua.chat.domain.prompts import ATTACHED, PAINTED, TOOL_ANSWER, UPLOADED
from huahua.chat.domain.text import shorten
from huahua.chat.domain.window import Turn


@dataclass(frozen=True, slots=True)
class Sight:
    """What of pictures a model gets to see: their pixels as data URLs, their words, and the paintings.

    `painted` says which painted pictures go along with which message of the user (by its id): vendors take
    pictures in a user's message only, so those of an answer come with the words after it.
    """

    data_urls: Mapping[str, str] = field(default_factory=dict)
    painted: Mapping[str, Sequence[KnownPicture]] = field(default_factory=dict)
    pictures: Mapping[str, PictureJson] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    name_attachments: bool = True
    """Whether attached pictures are named beside the words (the built-in engine would paint the note)."""


def history(turns: Sequence[Turn], sight: Sight, lang: Lang, *, native_tools: bool) -> list[JsonObject]:
    """Messages of finished turns, oldest first; answers that never came are left out."""
    messages: list[JsonObject] = []
    for turn in turns:
        messages.append(user_message(turn.user, sight, lang))
        if turn.answer is not None:
            messages += _answer(turn.answer, sight, native_tools)
    return messages


def user_message(message: Message, sight: Sight, lang: Lang) -> JsonObject:
    """The user's words with what they attached: pixels where the model sees, words beside them anyway, so
    that it can name a picture to a tool."""
    notes = []
    for picture_id in message.attachments:
        picture = sight.pictures.get(picture_id)
        if picture is not None and sight.name_attachments:
            prompt = shorten(picture.get("prompt") or UPLOADED[lang], 160)
            notes.append(ATTACHED[lang].format(id=picture_id, prompt=prompt))
    text = "\n".join([message.text, *notes]).strip()
    parts: list[JsonObject] = []
    for painted in sight.painted.get(message.id, ()):
        if painted.id in sight.data_urls:
            note = PAINTED[lang].format(id=painted.id, prompt=shorten(painted.prompt, 160))
            parts += [_text_part(note), _image_part(sight.data_urls[painted.id])]
    attached = [sight.data_urls[id] for id in message.attachments if id in sight.data_urls]
    if not parts and not attached:
        return {"role": "user", "content": text}
    parts += [_text_part(text)] if text else []
    return {"role": "user", "content": [*parts, *map(_image_part, attached)]}


def call_messages(calls: Sequence[ToolCall], results: Sequence[JsonObject], text: str) -> list[JsonObject]:
    """A model's tool calls and their results, as it is to see them in the same turn."""
    said: JsonObject = {
        "role": "assistant",
        "content": text or None,
        "tool_calls": [_tool_call(call.id, call.name, call.arguments) for call in calls],
    }
    answers = [_result(call.id, result) for call, result in zip(calls, results, strict=True)]
    return [said, *answers]


def fenced_call_messages(
    calls: Sequence[ToolCall], results: Sequence[JsonObject], text: str, lang: Lang
) -> list[JsonObject]:
    """The same for a model without tools."""
    blocks = "\n".join(write_block(call.name, _readable(call.arguments)) for call in calls)
    answer = TOOL_ANSWER[lang].format(result=_json(results[0] if len(results) == 1 else list(results)))
    return [
        {"role": "assistant", "content": "\n\n".join(filter(None, [text, blocks]))},
        {"role": "user", "content": answer},
    ]


def plain_dialogue(turns: Sequence[Turn]) -> list[JsonObject]:
    """Only what was said, `{role, content}`, for titles and key facts."""
    messages: list[JsonObject] = []
    for turn in turns:
        messages.append({"role": "user", "content": turn.user.text})
        if turn.answer is not None and turn.answer.text:
            messages.append({"role": "assistant", "content": turn.answer.text})
    return messages


def _answer(message: Message, sight: Sight, native_tools: bool) -> list[JsonObject]:
    if not message.calls:
        return [{"role": "assistant", "content": message.text}] if message.text.strip() else []
    if not native_tools:
        blocks = "\n".join(write_block(call.name, call.arguments) for call in message.calls)
        return [{"role": "assistant", "content": "\n\n".join(filter(None, [message.text, blocks]))}]
    calls = [
        _tool_call(call.id, call.name, json.dumps(call.arguments, ensure_ascii=False))
        for call in message.calls
    ]
    messages: list[JsonObject] = [{"role": "assistant", "content": None, "tool_calls": calls}]
    messages += [_result(call.id, _outcome(call, sight)) for call in message.calls]
    if message.text.strip():
        messages.append({"role": "assistant", "content": message.text})
    return messages


def _outcome(call: ToolRecord, sight: Sight) -> JsonObject:
    slot = sight.slots.get(call.painting_run_id)
    if slot is None:
        return {"status": "gone"}
    return {"status": slot["status"], "pictures": [picture["id"] for picture in slot["pictures"]]}


def _text_part(text: str) -> JsonObject:
    return {"type": "text", "text": text}


def _image_part(url: str) -> JsonObject:
    return {"type": "image_url", "image_url": {"url": url}}


def _tool_call(id: str, name: str, arguments: str) -> JsonObject:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments or "{}"}}


def _result(call_id: str, result: JsonObject) -> JsonObject:
    return {"role": "tool", "tool_call_id": call_id, "content": _json(result)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _readable(arguments: str) -> JsonObject:
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return {"prompt": shorten(arguments, 200)}
    return value if isinstance(value, dict) else {}
