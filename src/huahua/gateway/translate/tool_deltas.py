"""Tool calls of a streamed chat completion: which call a delta belongs to, and the calls when they are whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.translate.fields import loose_object, render_arguments


class CallKeys:
    """Tells calls apart. Some vendors leave `index` out or send 0 for every call; there a new id with a name starts a
    new call."""

    def __init__(self) -> None:
        self._ids: dict[Any, str] = {}
        self._last: Any = None

    def of(self, delta: JsonObject) -> tuple[Any, bool]:
        """The key of the call that a delta belongs to, and whether it is new."""
        index, call_id = delta.get("index"), str(delta.get("id") or "")
        named = bool(loose_object(delta.get("function")).get("name"))
        key = index if isinstance(index, int) else self._last
        if named and call_id and self._ids.get(key, call_id) != call_id:
            key = call_id
        elif isinstance(index, int) and not named and isinstance(self._last, str):
            key = self._last
        if key is None:
            key = call_id or "only"
        self._last = key
        new = key not in self._ids
        if new:
            self._ids[key] = call_id
        return key, new


class CallsInPieces:
    """The calls of one answer while their arguments come in pieces."""

    def __init__(self) -> None:
        self._keys = CallKeys()
        self._calls: dict[Any, _Call] = {}

    def feed(self, delta: JsonObject) -> tuple[int, bool, str]:
        """The call's place, whether it is new, and the piece of its arguments."""
        function = loose_object(delta.get("function"))
        key, new = self._keys.of(delta)
        if new:
            place = len(self._calls)
            call_id = str(delta.get("id") or f"call_{place}")
            self._calls[key] = _Call(place, call_id, str(function.get("name") or ""))
        call = self._calls[key]
        if delta.get("extra_content") is not None:
            call.extra_content = delta["extra_content"]
        piece = function.get("arguments")
        if isinstance(piece, dict):
            piece = render_arguments(piece)
        if not isinstance(piece, str) or not piece:
            return call.place, new, ""
        call.pieces.append(piece)
        return call.place, new, piece

    def whole(self) -> list[JsonObject]:
        """The calls so far, in the order in which they began."""
        return [call.body() for call in self._calls.values()]


@dataclass(slots=True)
class _Call:
    place: int
    id: str
    name: str
    extra_content: Any = None
    pieces: list[str] = field(default_factory=list)

    def body(self) -> JsonObject:
        call: JsonObject = {
            "id": self.id,
            "type": "function",
            "function": {"name": self.name, "arguments": "".join(self.pieces)},
        }
        if self.extra_content is not None:
            call["extra_content"] = self.extra_content
        return call
