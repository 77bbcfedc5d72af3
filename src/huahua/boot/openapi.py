"""The description of the HTTP interface: what FastAPI gathers from the routes, and problem+json for all errors."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import FastAPI, Response

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "An error (RFC 9457). `code` is a stable name; `detail` says what happened and what to do.",
    "required": ["type", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "param": {"type": "string", "description": "The field at fault"},
    },
}
_ERRORS = {
    "description": "Any error",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_FASTAPI_ERRORS = ("HTTPValidationError", "ValidationError")


def describe_errors(api: FastAPI) -> None:
    """Let `api` declare its errors as it really answers them, in place of FastAPI's own shape for 422."""
    gather = api.openapi

    def openapi() -> dict[str, Any]:
        described = api.openapi_schema is not None
        schema = gather()
        if not described:
            _declare(schema)
        return schema

    api.openapi = openapi  # type: ignore[method-assign]


def openapi_route(api: FastAPI) -> None:
    """`/api/openapi.json`. Gathering some 300 routes takes a second or more, which no other caller has to wait for: a
    thread does it, once."""
    alone = asyncio.Lock()
    gathered: list[bytes] = []

    @api.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        async with alone:
            if not gathered:
                gathered.append(await asyncio.to_thread(lambda: json.dumps(api.openapi()).encode()))
        return Response(gathered[0], media_type="application/json")


def _declare(schema: dict[str, Any]) -> None:
    shapes = schema["components"]["schemas"]
    for name in _FASTAPI_ERRORS:
        shapes.pop(name, None)
    shapes["Problem"] = _PROBLEM
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = _ERRORS
