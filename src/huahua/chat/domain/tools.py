"""The tools a chat model may call to paint, and the reading of what it wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from huahua.chat.domain.modelling import JsonObject, ToolCall
from huahua.chat.domain.painting import KnownPicture, PaintKind, PaintSpec
from huahua.chat.domain.text import clean, shorten

PAINT = "paint_picture"
EDIT = "edit_picture"
AVATAR = "make_avatar"

ASPECTS = ("1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3")
MAX_COUNT = 4
MAX_PROMPT_CHARS = 4_000
MAX_OPTION_CHARS = 200
_ASPECT = re.compile(r"\d{1,2}:\d{1,2}")


class BadToolCall(ValueError):
    """A call that cannot be carried out; the message tells the model what to write instead."""


def tool_definitions(pictures: Sequence[KnownPicture]) -> list[JsonObject]:
    """OpenAI tool objects. `edit_picture` is offered only where there is something to edit; its `picture`
    lists the ids oldest to newest, and its description has one line `id: prompt` for each."""
    prompt = _text(
        "What the picture shows: subject, setting, light, mood and medium, in the user's language."
    )
    style = _text("Medium or style, such as ink-wash, watercolor, oil, flat, line-art, pixel, photo.")
    count = {"type": "integer", "minimum": 1, "maximum": MAX_COUNT, "description": "How many versions."}
    paint = {
        "prompt": prompt,
        "style": style,
        "aspect": {"type": "string", "enum": list(ASPECTS), "description": "Width to height."},
        "count": count,
        "negative": _text("What must not be in the picture."),
    }
    avatar = {
        "description": _text("Who or what the avatar shows, and its look."),
        "count": count,
        "style": style,
    }
    tools = [
        _tool(PAINT, "Paint a new picture for the user.", paint, ["prompt"]),
        _tool(AVATAR, "Make an avatar (a profile picture) for the user.", avatar, ["description"]),
    ]
    if pictures:
        lines = "\n".join(f"{picture.id}: {shorten(picture.prompt, 160)}" for picture in pictures)
        edit = {
            "picture": {
                "type": "string",
                "enum": [picture.id for picture in pictures],
                "description": f"Which picture, oldest to newest:\n{lines}",
            },
            "instruction": _text("What to change, in the user's words."),
            "prompt": _text("What the changed picture shows as a whole."),
        }
        describe = "Change an earlier picture of this conversation; everything not named stays as it is."
        tools.insert(1, _tool(EDIT, describe, edit, ["picture", "instruction"]))
    return tools


def read_call(call: ToolCall, words: str, pictures: Sequence[KnownPicture]) -> tuple[PaintSpec, JsonObject]:
    """The wish in a call and its arguments as understood. `words` are the user's own.

    Raises BadToolCall.
    """
    arguments = _object(call.arguments)
    if call.name == PAINT:
        spec = PaintSpec(
            PaintKind.PAINT,
            words,
            _required(arguments, "prompt"),
            style=_option(arguments, "style"),
            aspect=_aspect(arguments),
            count=_count(arguments),
            negative=_negative(arguments),
        )
    elif call.name == AVATAR:
        spec = PaintSpec(
            PaintKind.AVATAR,
            words,
            _required(arguments, "description"),
            style=_option(arguments, "style"),
            count=_count(arguments),
        )
    elif call.name == EDIT:
        instruction = _required(arguments, "instruction")
        prompt = _option(arguments, "prompt", MAX_PROMPT_CHARS) or ""
        source = _picture(arguments, pictures)
        spec = PaintSpec(PaintKind.EDIT, words, prompt, instruction=instruction, source_id=source)
    else:
        raise BadToolCall(f"there is no tool '{shorten(call.name, 40)}'; use {PAINT}, {EDIT} or {AVATAR}")
    return spec, arguments


def _text(description: str) -> JsonObject:
    return {"type": "string", "description": description}


def _tool(name: str, description: str, properties: JsonObject, required: list[str]) -> JsonObject:
    parameters = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


def _object(text: str) -> JsonObject:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError) as fault:
        raise BadToolCall("the arguments are not valid JSON") from fault
    if not isinstance(value, dict):
        raise BadToolCall("the arguments must be one JSON object")
    return _cleaned(value)


def _cleaned(value: JsonObject) -> JsonObject:
    """Only values that a call can mean; texts without what a database cannot hold."""
    kept: JsonObject = {}
    for key, item in value.items():
        if isinstance(item, str):
            kept[clean(key)] = clean(item)
        elif isinstance(item, int | float | bool):
            kept[clean(key)] = item
        elif isinstance(item, list) and all(isinstance(part, str) for part in item):
            kept[clean(key)] = [clean(part) for part in item]
    return kept


def _required(arguments: JsonObject, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadToolCall(f"'{name}' must be a non-empty string")
    if len(value) > MAX_PROMPT_CHARS:
        raise BadToolCall(f"'{name}' is longer than {MAX_PROMPT_CHARS} characters")
    return value.strip()


def _option(arguments: JsonObject, name: str, limit: int = MAX_OPTION_CHARS) -> str | None:
    value = arguments.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadToolCall(f"'{name}' must be a string")
    return value.strip()[:limit] or None


def _aspect(arguments: JsonObject) -> str | None:
    value = _option(arguments, "aspect")
    if value is not None and not _ASPECT.fullmatch(value):
        raise BadToolCall(f"'aspect' must be one of {', '.join(ASPECTS)}")
    return value


def _count(arguments: JsonObject) -> int:
    value: Any = arguments.get("count", 1)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:6])
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 1:
        raise BadToolCall(f"'count' must be a whole number from 1 to {MAX_COUNT}")
    return int(min(value, MAX_COUNT))


def _negative(arguments: JsonObject) -> str:
    value = arguments.get("negative")
    if isinstance(value, list):
        value = ", ".join(value)
    return _option({"negative": value}, "negative", MAX_PROMPT_CHARS) or ""


def _picture(arguments: JsonObject, pictures: Sequence[KnownPicture]) -> str:
    """The picture meant: by id, by its number from 1 (oldest first), or the newest where none is named."""
    if not pictures:
        raise BadToolCall(f"there is no picture to change yet; use {PAINT}")
    ids = [picture.id for picture in pictures]
    value = arguments.get("picture")
    if value is None or value == "":
        return ids[-1]
    if value in ids:
        return str(value)
    number = str(value).strip()
    if number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(ids):
        return ids[int(number[:6]) - 1]
    raise BadToolCall(f"'picture' must be one of {', '.join(ids)}")
