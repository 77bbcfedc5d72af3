"""Options of an avatar, checked against the descriptor of its style.

A descriptor is what DiceBear says of a style: option name → `{type, values, min, max, list, weighted, …}`
(https://www.dicebear.com/how-to-use/js-library/). DiceBear itself ignores what it does not know and names
no field when it refuses; here every mistake gets a sentence.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from huahua.avatars.errors import InvalidAvatar

Descriptor = Mapping[str, Mapping[str, Any]]

MIN_SIZE, MAX_SIZE, DEFAULT_SIZE = 16, 2048, 512
MAX_LIST = 64
MAX_STOPS = 16
ABOUT_THE_CALL = frozenset({"seed", "size", "idRandomization"})
"""Given beside the options, or without use here."""
_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_FONT = re.compile(r"[a-zA-Z0-9_\-]+( [a-zA-Z0-9_\-]+)*")
_TAG = re.compile(r"!?[a-z][a-zA-Z0-9]*(:[a-z][a-zA-Z0-9]*)?")
_TEXT_LIMITS = {"title": 256}


def check_size(size: int) -> int:
    """Raises InvalidAvatar."""
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise InvalidAvatar(f"'size' is {MIN_SIZE} to {MAX_SIZE} pixels.", param="size")
    return size


def check_options(options: Mapping[str, Any], descriptor: Descriptor, style: str) -> dict[str, Any]:
    """The same options, known to be right for the style. Raises InvalidAvatar naming the first that is not."""
    for name, value in options.items():
        field = descriptor.get(name)
        if field is None or name in ABOUT_THE_CALL:
            raise InvalidAvatar(_unknown(name, descriptor, style), param=name)
        _check(name, value, field)
    return dict(options)


def from_query(pairs: Mapping[str, list[str]], descriptor: Descriptor) -> dict[str, Any]:
    """Options as they stand in a query string (`hairColor=ff0000&topVariant=bob,bun`), typed by the
    descriptor. What cannot be typed stays text, for `check_options` to refuse."""
    options: dict[str, Any] = {}
    for name, texts in pairs.items():
        field = descriptor.get(name, {})
        parts = [part for text in texts for part in text.split(",")] if _takes_parts(field) else texts
        values = [_typed(part, field) for part in parts]
        options[name] = values[0] if len(values) == 1 else values
    return options


def _takes_parts(field: Mapping[str, Any]) -> bool:
    return bool(field.get("list")) or field.get("type") == "range"


def _typed(text: str, field: Mapping[str, Any]) -> Any:
    if field.get("type") == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if field.get("type") in ("number", "range"):
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text


def _check(name: str, value: Any, field: Mapping[str, Any]) -> None:
    check = _CHECKS[field["type"]]
    if field["type"] == "range" and isinstance(value, list):
        if len(value) > 2:
            raise InvalidAvatar(f"'{name}' is one number or a pair [least, most].", param=name)
        values = value
    elif field.get("weighted") and isinstance(value, dict):
        for weight in value.values():
            if not _is_number(weight) or weight < 0:
                raise InvalidAvatar(f"The weights of '{name}' are numbers from 0.", param=name)
        values = list(value)
    elif field.get("list") and isinstance(value, list):
        values = value
    else:
        values = [value]
    if len(values) > MAX_LIST:
        raise InvalidAvatar(f"'{name}' has more than {MAX_LIST} values.", param=name)
    for item in values:
        check(name, item, field)


def _string(name: str, value: Any, field: Mapping[str, Any]) -> None:
    limit = _TEXT_LIMITS.get(name, 256)
    if not isinstance(value, str) or len(value) > limit:
        raise InvalidAvatar(f"'{name}' is a text of at most {limit} characters.", param=name)
    if name == "fontFamily" and not _FONT.fullmatch(value):
        raise InvalidAvatar("'fontFamily' is the name of a font, such as Noto Sans.", param=name)


def _number(name: str, value: Any, field: Mapping[str, Any]) -> None:
    least, most = field.get("min"), field.get("max", MAX_STOPS)
    whole = name.endswith("Stops") or name == "fontWeight"
    if not _is_number(value) or not least <= value <= most or (whole and value != int(value)):
        kind = "a whole number" if whole else "a number"
        raise InvalidAvatar(f"'{name}' is {kind} from {least} to {most}.", param=name)


def _boolean(name: str, value: Any, field: Mapping[str, Any]) -> None:
    if not isinstance(value, bool):
        raise InvalidAvatar(f"'{name}' is true or false.", param=name)


def _enum(name: str, value: Any, field: Mapping[str, Any]) -> None:
    values = field["values"]
    if isinstance(value, str) and (value in values or (field.get("open") and _TAG.fullmatch(value))):
        return
    near = difflib.get_close_matches(str(value), values, 1)
    hint = f"did you mean '{near[0]}'?" if near else "it is one of " + ", ".join(values[:24])
    raise InvalidAvatar(f"'{name}' has no '{str(value)[:40]}'; {hint}", param=name)


def _colour(name: str, value: Any, field: Mapping[str, Any]) -> None:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise InvalidAvatar(f"'{name}' is a colour such as b6e3f4.", param=name)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _unknown(name: str, descriptor: Descriptor, style: str) -> str:
    near = difflib.get_close_matches(name, [key for key in descriptor if key not in ABOUT_THE_CALL], 1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return f"The style '{style}' has no option '{name[:60]}'.{hint}"


_CHECKS: dict[str, Callable[[str, Any, Mapping[str, Any]], None]] = {
    "string": _string,
    "number": _number,
    "range": _number,
    "boolean": _boolean,
    "enum": _enum,
    "color": _colour,
}
