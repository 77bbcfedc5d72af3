"""What is said to a model and what it says back, whoever makes it.

Messages and tools are plain JSON in the shape of OpenAI Chat Completions
(https://platform.openai.com/docs/api-reference/chat), which the gateway translates for other vendors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from huahua.kit.limits import Allowance

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account who talks in an owner's name, such as a visitor of a widget. Their conversations
    are apart from the owner's own, and they reach nothing of the owner's but what is said here."""

    allowance: Allowance
    """Its `id` is what their conversations are marked with."""
    name: str
    """What the assistant is called."""
    instructions: str
    paints: bool

    @property
    def id(self) -> str:
        return self.allowance.id

    def to_json(self) -> JsonObject:
        return {
            "allowance": self.allowance.to_json(),
            "name": self.name,
            "instructions": self.instructions,
            "paints": self.paints,
        }

    @classmethod
    def from_json(cls, data: JsonObject | None) -> Guest | None:
        return None if data is None else cls(**(data | {"allowance": Allowance(**data["allowance"])}))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a signed-in user (`key_id` None), the owner of an API key, or a guest of `user_id`."""

    user_id: str
    role: str
    key_id: str | None = None
    guest: Guest | None = None

    @property
    def guest_of(self) -> str | None:
        return self.guest.id if self.guest is not None else None


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a turn must know of the model that answers it."""

    id: str
    builtin: bool = False
    vision: bool = False
    tools: bool = True
    context_tokens: int | None = None
    """Size of its context where known, in its own tokens."""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One question to a model. `tool_choice` is `auto`, `none` or OpenAI's object; unused without tools."""

    model: str
    messages: list[JsonObject]
    tools: list[JsonObject] = field(default_factory=list)
    tool_choice: str | JsonObject = "auto"
    max_tokens: int | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A whole tool call; `arguments` is the JSON text as the model wrote it, which may be nonsense."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class TokenCount:
    """Tokens of the whole call so far; the last one counts."""

    prompt_tokens: int
    completion_tokens: int
    served_by: str = ""
    """The upstream that answered, where it is known: a name may stand for several."""
    cost_micros: int = 0
    """Millionths of `currency`; known at the call's end."""
    currency: str | None = None
    """None where the model has no price."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The model ended by itself: `stop`, `tool_calls`, `length`, `content_filter` or a vendor's word."""

    reason: str


ModelEvent = TextDelta | ReasoningDelta | ToolCall | TokenCount | Finish


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole short answer, for titles, summaries and painting prompts."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
