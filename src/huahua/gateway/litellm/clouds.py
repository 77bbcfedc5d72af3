"""Rows of clouds in LiteLLM's configuration: what it calls region, project and credentials.

https://docs.litellm.ai/docs/providers/azure, …/bedrock, …/vertex
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Text = Callable[[Any], str]
"""A value of the file as text, looked up where it names a variable."""

TAKEN = frozenset(
    {
        "api_version",
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "aws_region_name",
        "vertex_project",
        "vertex_location",
        "vertex_credentials",
    }
)
_ROUTES = re.compile(r"(?:converse|converse_like|invoke|o_series|gpt5_series)/")
"""How LiteLLM is told which API of the same cloud to use."""


def own_model(kind: str, model: str) -> str:
    """The cloud's own id of the model."""
    return _ROUTES.sub("", model, count=1) if kind in ("azure", "bedrock") else model


def kind_of(kind: str, model: str) -> str:
    """Claude on Vertex is a kind of its own."""
    return "vertex-claude" if kind == "vertex" and "claude" in model else kind


def cloud_fields(kind: str, params: dict[str, Any], text: Text) -> dict[str, str]:
    """The fields of the provider row that LiteLLM names otherwise."""
    if kind == "azure":
        return {"api_version": text(params.get("api_version"))}
    if kind == "bedrock":
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        parts = [part for part in (text(params.get(name)) for name in names) if part]
        fields = {"region": text(params.get("aws_region_name"))}
        return {**fields, "api_key": ":".join(parts)} if len(parts) > 1 else fields
    if kind.startswith("vertex"):
        fields = {
            "region": text(params.get("vertex_location")),
            "project": text(params.get("vertex_project")),
        }
        credentials = params.get("vertex_credentials")
        if isinstance(credentials, str) and credentials.lstrip().startswith("{"):
            fields["api_key"] = credentials
        return fields
    return {}
