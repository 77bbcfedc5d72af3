"""A documented, deterministic estimate of token counts.

There is no tokenizer behind the built-in assistant, yet clients and metering expect usage. The estimate:
one token for each CJK character, one for every four letters of a Latin word (rounded up), one for every
three digits, one for every other visible character; line breaks count one, spaces nothing. A message adds
4 for its role and frame, a picture 85, a reply 3, which is what OpenAI's published rules of thumb say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from huahua.gateway.providers.builtin.assistant.content import image_count, text_of

_UNIT = re.compile(r"[A-Za-z\u00c0-\u024f]+|\d+|\n|\S")
PER_MESSAGE = 4
PER_PICTURE = 85
PER_REPLY = 3


def estimate(text: str) -> int:
    """Tokens in `text`, at least 0."""
    total = 0
    for unit in _UNIT.findall(text):
        if unit[0].isdecimal():
            total += -(-len(unit) // 3)
        else:
            total += -(-len(unit) // 4)
    return total


def prompt_tokens(messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]) -> int:
    """Tokens of a request: its messages, attached pictures and the tools' JSON."""
    total = PER_REPLY
    for message in messages:
        total += PER_MESSAGE + estimate(text_of(message)) + PER_PICTURE * image_count(message)
        if isinstance(message, Mapping) and message.get("tool_calls"):
            total += estimate(json.dumps(message["tool_calls"], ensure_ascii=False, default=str))
    for tool in tools:
        total += estimate(json.dumps(tool, ensure_ascii=False, default=str))
    return total
