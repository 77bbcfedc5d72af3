"""Answers in the shape of a JSON schema, as models with structured output give them."""

from __future__ import annotations

import json
from typing import Any

TEXT = "海上生明月。The moon rises over the sea."
"""What every simulator says."""


def in_shape(reply: bytes, schema: dict[str, Any] | None) -> bytes:
    """A recorded reply whose text is an example of `schema`; the reply itself without one."""
    if schema is None:
        return reply
    text = json.dumps(json.dumps(example_of(schema)))[1:-1]
    return reply.replace(TEXT.encode(), text.encode())


def example_of(schema: dict[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return {name: example_of(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [example_of(schema.get("items", {}))]
    return {"integer": 7, "number": 0.5, "boolean": True}.get(str(kind), "moon")
