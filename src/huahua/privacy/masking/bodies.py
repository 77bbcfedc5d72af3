"""The texts of a request or a reply, wherever they stand in its JSON: replaced on the way out, restored on the way in.

Which field is a text depends on who sends it, and vendors add fields all the time. So every string is one, except
those that are known to be names of the protocol, identifiers or bytes. Values are taken apart without recursion into
what has no strings; what does not change is not copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from huahua.privacy.masking.kinds import Kind
from huahua.privacy.masking.recognise import recognise
from huahua.privacy.masking.tokens import Tokens

Change = Callable[[str], str]

_NOT_TEXTS = frozenset(
    {
        "role", "type", "id", "model", "name", "object", "media_type", "mime_type", "mimeType", "format", "signature",
        "thoughtSignature", "thought_signature", "encrypted_content", "tool_call_id", "tool_use_id", "call_id",
        "cache_control", "service_tier", "encoding_format", "url", "image_url", "file_uri", "fileUri", "file_id",
        "file_data", "b64_json", "audio", "event_id", "item_id", "previous_item_id", "response_id", "voice",
        "finish_reason", "stop_reason", "system_fingerprint",
    }
)  # fmt: skip
_OWN = frozenset({"input", "arguments", "args", "response", "metadata", "parameters"})
"""What stands under these is the caller's own: `id` and `name` are as good as any other field there."""
_JSON_TEXTS = frozenset({"arguments", "partial_json"})
_LONG = 10**9
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]{0,63}")


def texts(value: Any, *, own: bool = False) -> Iterator[str]:
    """Every text, in the order of the document; JSON inside a text is read as what it says."""
    if isinstance(value, str):
        yield value
    elif own and _is_long(value):
        yield str(value)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, own=own)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not _NAME.fullmatch(key):
                yield key
            if _is_text(key, item, value, own):
                inner = own or key in _OWN
                if key in _JSON_TEXTS and isinstance(item, str) and (read := _read(item)) is not None:
                    yield from texts(read, own=True)
                else:
                    yield from texts(item, own=inner)


def changed(value: Any, change: Change, *, own: bool = False, in_json: Change | None = None) -> Any:
    """`value` with `change` of every text; the same object where nothing changes. `in_json` is for texts that are JSON,
    as a whole; without it they are read, changed and written."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        items = [changed(item, change, own=own, in_json=in_json) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if own and _is_long(value):
        new = change(text := str(value))
        return value if new == text else new
    if not isinstance(value, dict):
        return value
    result: dict[str, Any] = {}
    same = True
    for key, item in value.items():
        name = key if _NAME.fullmatch(key) else change(key)
        new = item
        if _is_text(key, item, value, own):
            if key in _JSON_TEXTS and isinstance(item, str):
                new = in_json(item) if in_json is not None else _rewritten(item, change)
            else:
                new = changed(item, change, own=own or key in _OWN, in_json=in_json)
        same = same and new is item and name is key
        result[name] = new
    return value if same else result


def mask_body(body: Any, wanted: frozenset[Kind], tokens: Tokens, *, own: bool = False) -> Any:
    """`body` with tokens in place of what is `wanted`; the same object where there is nothing. Takes about half a
    microsecond per character."""
    found = {}
    every = []
    for text in texts(body, own=own):
        every.append(text)
        if text not in found and (spans := recognise(text, wanted)):
            found[text] = spans
    if not found:
        return body
    tokens.reserve(every)

    def mask(text: str) -> str:
        spans = found.get(text)
        return tokens.mask(text, spans) if spans else text

    return changed(body, mask, own=own)


def restore_body(body: Any, tokens: Tokens, *, json_text: bool = False) -> Any:
    """The reverse, for a reply. `json_text`: its texts are JSON, as the caller asked."""

    def restore(text: str) -> str:
        back = tokens.restore(text, in_json=json_text)
        return text if back == text else back

    def restore_json(text: str) -> str:
        back = tokens.restore(text, in_json=True)
        return text if back == text else back

    return changed(body, restore, in_json=restore_json) if tokens else body


def _is_text(key: str, item: Any, parent: dict[str, Any], own: bool) -> bool:
    if own:
        return not (isinstance(item, str) and item.startswith("data:"))
    if key == "data" and isinstance(item, str):
        return parent.get("type") == "text"
    if key in _NOT_TEXTS:
        return isinstance(item, dict | list) and key not in ("signature", "cache_control")
    return not (isinstance(item, str) and item.startswith("data:"))


def _is_long(value: Any) -> bool:
    """A number that may be a telephone's or a card's. It becomes a text where it is."""
    return isinstance(value, int) and value >= _LONG


def _read(text: str) -> Any:
    """None where it is no JSON object or list."""
    if text[:1] not in "{[" or not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _rewritten(text: str, change: Change) -> str:
    read = _read(text)
    if read is None:
        return change(text)
    new = changed(read, change, own=True)
    return text if new is read else msgspec.json.encode(new).decode()
