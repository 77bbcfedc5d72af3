"""What OpenAI's embeddings and moderations are asked about. Pure."""

from __future__ import annotations

import msgspec

from huahua.gateway.domain.calls import JsonObject


def texts_of(body: JsonObject) -> list[str] | None:
    """The field `input` as a list of texts; None where it holds anything else, such as token ids or pictures."""
    given = body.get("input")
    if isinstance(given, msgspec.Raw):
        given = msgspec.json.decode(given)
    if isinstance(given, str):
        return [given]
    if isinstance(given, list) and given and all(isinstance(text, str) for text in given):
        return given
    return None
