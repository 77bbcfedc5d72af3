"""What conversations answer over HTTP."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from huahua.chat.domain.conversation import MessageStatus
from huahua.kit.shapes import Failure, Picture, PictureSlot


class Conversation(TypedDict):
    id: str
    title: str | None
    model: str | None
    leaf_id: str | None
    created_at: str
    updated_at: str
    running_run_id: str | None


class Step(TypedDict):
    """One thing that an answer did, such as painting."""

    id: str
    kind: str
    state: Literal["started", "done", "failed"]
    title: str
    detail: NotRequired[str | None]
    painting_run_id: NotRequired[str]


class Cost(TypedDict):
    """In millionths of the currency."""

    amount_micros: int
    currency: str


class Usage(TypedDict):
    """`served_by`: the provider's model that wrote the answer, as provider/model. `cost` is there where that model has
    a price."""

    prompt_tokens: int
    completion_tokens: int
    served_by: NotRequired[str]
    cost: NotRequired[Cost]


class Message(TypedDict):
    id: str
    conversation_id: str
    parent_id: str | None
    role: Literal["user", "assistant"]
    text: str
    reasoning: str | None
    model: str | None
    status: MessageStatus
    run_id: str | None
    attachments: list[Picture]
    pictures: list[PictureSlot]
    steps: list[Step]
    usage: Usage | None
    error: Failure | None
    feedback: Literal["up", "down"] | None
    created_at: str


class Summary(TypedDict):
    """The key facts kept of a conversation, most important first."""

    facts: list[str]


class ConversationDetail(TypedDict):
    """All messages are there, the whole tree; the page shows the path from the root to `leaf_id`."""

    conversation: Conversation
    messages: list[Message]
    summary: Summary | None


class Turn(TypedDict):
    user_message: Message
    assistant_message: Message
    run_id: str
