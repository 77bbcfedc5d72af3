"""Signed thinking of one vendor inside a dialect that has only one opaque text for it.

Claude goes on from its own reasoning only when the whole signed blocks come back. Clients of Gemini's dialect send
back `thoughtSignature`, those of Responses `encrypted_content`: both are opaque to the client, so the blocks travel
in there as base64 of marked JSON. Google's own signatures are no such text and pass as they are.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from huahua.gateway.domain.calls import JsonObject

_MARK = b"huahua1:"


def seal(content: JsonObject) -> str:
    return base64.b64encode(_MARK + msgspec.json.encode(content)).decode()


def unseal(text: Any) -> JsonObject | None:
    """What `seal` took, None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        raw = base64.b64decode(text, validate=True)
        content = msgspec.json.decode(raw.removeprefix(_MARK)) if raw.startswith(_MARK) else None
    except (binascii.Error, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
