"""Shapes of the built-in assistant: what goes in, what comes out, what can go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from huahua.gateway.providers.builtin.assistant.chunks import cut

Lang = Literal["zh", "en"]
FinishReason = Literal["stop", "tool_calls"]


class AssistantError(ValueError):
    """A request that the built-in assistant cannot serve; the message is fit for the caller to read."""


class UnknownToolError(AssistantError):
    """`tool_choice` forces a function that is not offered or that the assistant has no skill for."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(
            f"builtin/assistant cannot call {name!r}: it is not offered in `tools` or is unknown to the "
            f"built-in assistant, which can call only {', '.join(known)}. Use tool_choice 'auto' or connect "
            "a language model."
        )


@dataclass(frozen=True, slots=True)
class AssistantRequest:
    """One chat completion request in OpenAI's shape.

    messages: OpenAI chat messages, oldest first; `content` is a string, null or a list of parts.
    tools: OpenAI tool dicts (`{"type": "function", "function": {...}}`); unknown ones are ignored.
    tool_choice: None, 'auto', 'none', 'required' or `{"type": "function", "function": {"name": ...}}`.
    now: the present moment, timezone-aware, in the user's zone. seed: chooses wording and dice.
    """

    messages: Sequence[Mapping[str, Any]]
    now: datetime
    tools: Sequence[Mapping[str, Any]] = ()
    tool_choice: Any = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One function the assistant wants run; `arguments` is the decoded JSON object."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts by the estimate documented in `tokens`."""

    prompt_tokens: int
    completion_tokens: int

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class AssistantReply:
    """A finished answer; `chunks()` gives the same text in pieces fit for streaming."""

    text: str
    usage: Usage
    tool_calls: tuple[ToolCall, ...] = ()
    finish_reason: FinishReason = "stop"

    def chunks(self) -> Iterator[str]:
        """Pieces of `text` in order; joined they give `text` exactly."""
        return cut(self.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an intent answers: words, and tools to call as (name, arguments)."""

    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...] = field(default=())
