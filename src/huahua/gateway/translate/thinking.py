"""How hard to think: OpenAI's `reasoning_effort` <-> Anthropic's `thinking` and `output_config.effort`.

Claude up to 4.5 takes a token budget, later models decide themselves and take an effort. Claude after 4.6
refuses `temperature`, `top_p` and `top_k`. Other vendors' models behind the Messages API keep the old ways.
https://platform.claude.com/docs/en/build-with-claude/thinking,
https://platform.claude.com/docs/en/about-claude/models/migration-guide
"""

from __future__ import annotations

import re

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.translate.fields import mapping

_CLAUDE = re.compile(r"\bclaude\b")
_DATE = r"(?:[-@]\d{8})?(?:-v\d+(?::\d+)?)?$"
"""How ids end: a date, after `@` on Vertex, and a version on Bedrock."""
_UP_TO_4_5 = re.compile(r"claude-(?:[23]\b|instant|(?:opus|sonnet|haiku)-4(?:-[0-5])?" + _DATE + ")")
_UP_TO_4_6 = re.compile(r"claude-(?:[23]\b|instant|(?:opus|sonnet|haiku)-4(?:-[0-6])?" + _DATE + ")")
_SAMPLING = ("temperature", "top_p", "top_k")
_BUDGETS = {"minimal": 1024, "low": 2048, "medium": 8192, "high": 16384, "xhigh": 32768, "max": 32768}
_MIN_BUDGET = 1024
_ROOM_FOR_ANSWER = 8192


def drop_refused_sampling(out: JsonObject) -> None:
    """Leave out what newer Claude models answer with an error; they sample in their own way."""
    model = str(out.get("model", ""))
    if _CLAUDE.search(model) and not _UP_TO_4_6.search(model):
        _drop_sampling(out)


def apply_effort(out: JsonObject, effort: str, explicit_limit: bool) -> None:
    """Write thinking into the Messages request `out`, where Anthropic would accept it.

    Thinking excludes a forced tool choice, sampling parameters, and a history whose open tool use has no
    signed thinking; there the request goes out without it rather than fail.
    """
    model = str(out.get("model", ""))
    decides_itself = bool(_CLAUDE.search(model)) and not _UP_TO_4_5.search(model)
    if effort == "none" and not decides_itself:
        out["thinking"] = {"type": "disabled"}
        return
    if effort not in (*_BUDGETS, "none") or out.get("tool_choice", {}).get("type") in ("any", "tool"):
        return
    if decides_itself:
        config = dict(mapping(out.get("output_config") or {}, "output_config"))
        config["effort"] = "low" if effort in ("none", "minimal") else effort
        out["output_config"] = config
        if effort == "none":
            # Some of these refuse to be switched off; the lowest effort is the nearest that all take.
            return
        out["thinking"] = {"type": "adaptive"}
    else:
        budget = _BUDGETS[effort]
        if not explicit_limit:
            out["max_tokens"] = budget + _ROOM_FOR_ANSWER
        elif budget >= out["max_tokens"]:
            budget = out["max_tokens"] // 2
        if budget < _MIN_BUDGET or _open_tool_use_without_thinking(out["messages"]):
            return
        out["thinking"] = {"type": "enabled", "budget_tokens": budget}
    _drop_sampling(out)


def effort_of(body: JsonObject) -> str | None:
    """`reasoning_effort` for a Messages request, None when it asks for no thinking."""
    config = body.get("output_config")
    effort = config.get("effort") if isinstance(config, dict) else None
    if isinstance(effort, str):
        return effort
    thinking = body.get("thinking")
    if not isinstance(thinking, dict) or thinking.get("type") != "enabled":
        return None
    budget = thinking.get("budget_tokens")
    if not isinstance(budget, int):
        return "medium"
    return "low" if budget < 4096 else "medium" if budget < 16384 else "high"


def _drop_sampling(out: JsonObject) -> None:
    for name in _SAMPLING:
        out.pop(name, None)


def _open_tool_use_without_thinking(messages: list[JsonObject]) -> bool:
    for message in reversed(messages):
        content = message["content"]
        kinds = {block.get("type") for block in content} if isinstance(content, list) else {"text"}
        if message["role"] == "assistant":
            if "tool_use" in kinds and not kinds & {"thinking", "redacted_thinking"}:
                return True
        elif "tool_result" not in kinds:
            return False
    return False
