"""The tools that a caller offers, read so that the assistant can use those it knows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huahua.gateway.providers.builtin.assistant.model import UnknownToolError

PAINT = "paint_picture"
EDIT = "edit_picture"
AVATAR = "make_avatar"
KNOWN = (PAINT, EDIT, AVATAR)


@dataclass(frozen=True, slots=True)
class Picture:
    """An earlier picture that may be edited: its id and the prompt that made it ('' where unknown)."""

    id: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Known tools on offer. `forced` names one that must be called; `required` asks for any of them."""

    schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forced: str | None = None
    required: bool = False

    def offers(self, name: str) -> bool:
        return name in self.schemas

    def properties(self, name: str) -> Mapping[str, Any]:
        """JSON-schema properties of a tool's parameters; empty where the caller described none."""
        properties = self.schemas.get(name, {}).get("properties")
        return properties if isinstance(properties, Mapping) else {}

    def fit(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """`arguments` without what the tool's schema does not know or does not allow (`enum`)."""
        properties = self.properties(name)
        fitted: dict[str, Any] = {}
        for key, value in arguments.items():
            if value is None or value == "":
                continue
            if not properties:
                fitted[key] = value
                continue
            spec = properties.get(key)
            if not isinstance(spec, Mapping):
                continue
            allowed = spec.get("enum")
            if isinstance(allowed, Sequence) and not isinstance(allowed, str) and allowed:
                match = next((option for option in allowed if _same(option, value)), None)
                if match is None:
                    continue
                value = match
            fitted[key] = value
        return fitted

    def pictures(self) -> tuple[Picture, ...]:
        """Pictures that `edit_picture` may change, oldest first, with prompts from its description."""
        spec = self.properties(EDIT).get("picture")
        if not isinstance(spec, Mapping):
            return ()
        ids = spec.get("enum")
        if not isinstance(ids, Sequence) or isinstance(ids, str):
            return ()
        prompts: dict[str, str] = {}
        lines = str(spec.get("description") or "").splitlines()
        for identifier in (str(item) for item in ids):
            for line in lines:
                bare = line.strip().lstrip("-*• ")
                if bare.startswith(identifier) and bare[len(identifier) :].lstrip()[:1] in (":", "："):
                    prompts[identifier] = bare[len(identifier) :].lstrip()[1:].strip()
        return tuple(Picture(str(item), prompts.get(str(item), "")) for item in ids)


def _same(option: object, value: object) -> bool:
    """Whether an allowed value means `value`: 'line_art', 'Line art' and 'line-art' are one style."""
    if option == value:
        return True
    return isinstance(option, str) and isinstance(value, str) and _key(option) == _key(value)


def _key(text: str) -> str:
    letters = "".join(ch for ch in text.casefold() if ch.isalnum() or ch == ":")
    return letters.replace("colour", "color").removesuffix("painting").removesuffix("like")


def _function(tool: Any) -> Mapping[str, Any]:
    function = tool.get("function", tool) if isinstance(tool, Mapping) else None
    return function if isinstance(function, Mapping) else {}


def read(tools: Sequence[Any], tool_choice: Any) -> Toolbox:
    """The known tools among `tools` under `tool_choice`.

    Raises UnknownToolError where `tool_choice` forces a function that is not offered or not known, or
    where it is 'required' and no known function is on offer.
    """
    schemas: dict[str, Mapping[str, Any]] = {}
    for tool in tools:
        function = _function(tool)
        name = function.get("name")
        if name in KNOWN:
            parameters = function.get("parameters")
            schemas[name] = parameters if isinstance(parameters, Mapping) else {}
    if tool_choice == "none":
        return Toolbox()
    if tool_choice in ("required", "any"):
        if not schemas:
            raise UnknownToolError("required", KNOWN)
        return Toolbox(schemas, required=True)
    if isinstance(tool_choice, Mapping):
        kind = tool_choice.get("type")
        if kind == "allowed_tools":
            return _allowed(schemas, tool_choice)
        if kind in (None, "function", "tool"):
            name = str(_function(tool_choice).get("name") or "")
            if name not in schemas:
                raise UnknownToolError(name, KNOWN)
            return Toolbox(schemas, forced=name)
        if kind == "none":
            return Toolbox()
        if kind in ("required", "any"):
            return read(tools, "required")
    return Toolbox(schemas)


def _allowed(schemas: Mapping[str, Mapping[str, Any]], tool_choice: Mapping[str, Any]) -> Toolbox:
    """OpenAI's `allowed_tools` choice: only the listed functions, by its own mode."""
    detail = tool_choice.get("allowed_tools", tool_choice)
    listed = detail.get("tools") if isinstance(detail, Mapping) else None
    names = {_function(item).get("name") for item in listed} if isinstance(listed, list) else set()
    kept = {name: schema for name, schema in schemas.items() if name in names}
    required = isinstance(detail, Mapping) and detail.get("mode") == "required"
    if required and not kept:
        raise UnknownToolError("required", KNOWN)
    return Toolbox(kept, required=required)


def call_id(*parts: object) -> str:
    """A stable id for a tool call, in OpenAI's `call_…` form."""
    digest = hashlib.sha256("\x1f".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"call_{digest[:24]}"
