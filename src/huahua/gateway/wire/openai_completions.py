"""Legacy completions on the wire: https://platform.openai.com/docs/api-reference/completions.

A call comes as a chat completion with what only completions know under `EXTRAS` (see `translate/completions.py`).
"""

from __future__ import annotations

import msgspec

from huahua.gateway.domain.calls import EXTRAS, ChatCall
from huahua.gateway.profiles.openai import OpenAIProfile

_CHAT_ONLY = frozenset({EXTRAS, "messages", "logprobs", "top_logprobs", "stream_options"})


def encode_completion(call: ChatCall, profile: OpenAIProfile, *, stream: bool) -> bytes | None:
    """The body for `/completions`; None for a call that is none, and where the vendor has none for this model."""
    extras = call.body.get(EXTRAS)
    legacy = extras.get("completions") if isinstance(extras, dict) else None
    if (
        not isinstance(legacy, dict)
        or profile.completions is None
        or not profile.completions.match(call.model)
    ):
        return None
    body = {name: value for name, value in call.body.items() if name not in _CHAT_ONLY}
    body |= {**legacy, "prompt": call.body["messages"][-1]["content"], "model": call.model, "stream": stream}
    if stream and profile.stream_usage:
        body["stream_options"] = {"include_usage": True}
    return msgspec.json.encode(body)
