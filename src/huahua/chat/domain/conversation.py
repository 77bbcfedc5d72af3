"""Conversations and their messages, as they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from huahua.chat.domain.modelling import JsonObject
from huahua.chat.domain.painting import PaintingRef
from huahua.chat.domain.trained import StyleChoice


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    DONE = "done"
    RUNNING = "running"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The process that wrote the answer died or was stopped."""


class TitleSource(StrEnum):
    """Who gave a conversation its title; what comes later in this list may replace what comes earlier."""

    NONE = "none"
    WORDS = "words"
    """Taken from the user's words, at once."""
    MODEL = "model"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    user_id: str
    title: str
    title_source: TitleSource
    model: str | None
    leaf_id: str | None
    running_run_id: str | None
    created_at: datetime
    updated_at: datetime
    guest_of: str | None = None
    """The widget whose visitor talks here; None: it is the user's own."""


@dataclass(frozen=True, slots=True)
class PaintMode:
    """The composer's 'paint' mode: the words are to be painted, whatever a model thinks of them."""

    style: str | None = None
    aspect: str | None = None
    model: str | None = None
    adapters: tuple[StyleChoice, ...] = ()

    def to_json(self) -> JsonObject:
        adapters = [{"id": each.id, "weight": each.weight} for each in self.adapters]
        return {"style": self.style, "aspect": self.aspect, "model": self.model, "adapters": adapters}

    @classmethod
    def from_json(cls, data: JsonObject) -> PaintMode:
        return cls(**(data | {"adapters": tuple(StyleChoice(**each) for each in data.get("adapters", ()))}))


@dataclass(frozen=True, slots=True)
class ToolRecord:
    """A tool call that was carried out: replayed to the model in later turns."""

    id: str
    name: str
    arguments: JsonObject
    painting_run_id: str

    def to_json(self) -> JsonObject:
        return {
            "id": self.id,
            "name": self.name,
            "arguments": self.arguments,
            "painting_run_id": self.painting_run_id,
        }


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Its place in the tree is `parent_id`; siblings are versions of each other.

    `facts` are the key facts of everything from the root up to and including this message, where they
    have been gathered (see `window`); they belong to the path, so branches never mix their facts.
    """

    id: str
    conversation_id: str
    user_id: str
    parent_id: str | None
    role: Role
    text: str
    status: MessageStatus
    created_at: datetime
    reasoning: str = ""
    model: str | None = None
    run_id: str | None = None
    attachments: tuple[str, ...] = ()
    paintings: tuple[PaintingRef, ...] = ()
    calls: tuple[ToolRecord, ...] = ()
    steps: tuple[JsonObject, ...] = ()
    usage: JsonObject | None = None
    error: JsonObject | None = None
    feedback: str | None = None
    facts: tuple[str, ...] | None = None
    paint: PaintMode | None = None
    client_key: str | None = None
