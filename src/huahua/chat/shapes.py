"""Bodies of requests, and errors as problems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from huahua.chat.domain.conversation import PaintMode
from huahua.chat.domain.modelling import Asker
from huahua.chat.domain.trained import MAX_CHOSEN, MAX_WEIGHT, StyleChoice
from huahua.chat.errors import ChatError, ModelError
from huahua.infra.identity import Identity
from huahua.infra.problems import Problem
from huahua.kit.pages import BadCursor

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
ModelId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Option = Annotated[str, StringConstraints(max_length=100)]


class NewConversation(BaseModel):
    model: ModelId | None = None


class ConversationChange(BaseModel):
    title: str | None = None
    model: ModelId | None = None
    leaf_id: Id | None = None


class AdapterChoice(BaseModel):
    """A trained style, by its id; `weight` 0 is none of it, 1 the usual."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    weight: Annotated[float, Field(ge=0, le=MAX_WEIGHT)] = 1.0


class PaintChoice(BaseModel):
    adapters: Annotated[list[AdapterChoice], Field(max_length=MAX_CHOSEN)] = []
    style: Option | None = None
    aspect: Annotated[str, StringConstraints(pattern=r"^\d{1,2}:\d{1,2}$")] | None = None
    model: ModelId | None = None

    def mode(self) -> PaintMode:
        adapters = tuple(StyleChoice(each.id, each.weight) for each in self.adapters)
        return PaintMode(self.style, self.aspect, self.model, adapters)


class TurnBody(BaseModel):
    """`parent_id`: left out, the turn goes on where the conversation stands; an answer's id, it follows that
    answer; the id of the user's own message, it replaces that message; null, it begins anew at the root."""

    text: str
    attachments: list[Id] = []
    model: ModelId | None = None
    parent_id: Id | None = None
    paint: PaintChoice | None = None
    client_key: Option | None = None


class RegenerateBody(BaseModel):
    model: ModelId | None = None
    client_key: Option | None = None


class FeedbackBody(BaseModel):
    value: Literal["up", "down"] | None


class SummaryBody(BaseModel):
    """All facts that shall be kept, most important first; beyond the twelfth they are dropped."""

    facts: list[str]


def asker_of(identity: Identity) -> Asker:
    return Asker(identity.user_id, identity.role, identity.key_id)


def problem_of(fault: ChatError) -> Problem:
    retry_after = fault.retry_after if isinstance(fault, ModelError) else None
    return Problem(fault.status, fault.code, fault.message, retry_after=retry_after)


@contextmanager
def as_problems() -> Iterator[None]:
    """Errors of this area as problem+json."""
    try:
        yield
    except ChatError as fault:
        raise problem_of(fault) from fault
    except BadCursor as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one that this server made.") from fault
