"""Ports of conversations; boot plugs in the gateway, the painting area and the built-in note taker, and
`chat.store` implements the repositories.

Methods raise only errors of `chat.errors` (ModelError from `Model`, PaintingRefused from `Painter`).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.chat.domain.conversation import Conversation, Message, MessageStatus, TitleSource, ToolRecord
from huahua.chat.domain.modelling import Asker, Completion, JsonObject, ModelEvent, ModelFacts, ModelRequest
from huahua.chat.domain.painting import PaintingRef, PaintSpec, PictureJson, Slot
from huahua.chat.domain.trained import TrainedStyle

Position = tuple[datetime, str]
"""Sort key of a conversation in a list: when it last changed, and its id."""


class Model(Protocol):
    """The language models that a user may talk to.

    `chat.api.ChunkReader` turns the `data` of OpenAI stream events into the events of `stream`, so that a
    binding to anything that speaks OpenAI's dialect is a loop around it.
    """

    async def facts(self, asker: Asker, model: str | None) -> ModelFacts:
        """What is known of `model`, or of the default dialogue model. Raises ModelNotFound."""
        ...

    def stream(self, asker: Asker, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Events of one answer; ends normally only when the model itself has ended. Closing it ends the call.

        Raises ModelError where the upstream refuses, breaks off or streams nonsense.
        """
        ...

    async def complete(self, asker: Asker, request: ModelRequest) -> Completion:
        """A whole short answer. Raises ModelError."""
        ...


class Painter(Protocol):
    """Paintings, as far as a conversation needs them."""

    async def begin(
        self,
        asker: Asker,
        conversation_id: str,
        message_id: str,
        spec: PaintSpec,
        connection: AsyncConnection,
    ) -> str:
        """Queue a painting, an edit or avatars inside the caller's transaction; the painting run's id.

        Nothing else may be written on another connection meanwhile (SQLite has one writer). `kick` follows
        once the transaction has committed. Raises PaintingRefused (unknown model or style, picture gone, …).
        """
        ...

    def kick(self) -> None:
        """Paint what has been queued now, rather than at the next poll."""
        ...

    async def slots(self, user_id: str, painting_run_ids: Sequence[str]) -> dict[str, Slot]:
        """The state of these paintings of the user, by painting run; unknown ones are left out.

        Pictures in a slot come in the order in which they were asked for, without deleted ones.
        """
        ...

    async def recent_in_conversation(
        self, user_id: str, conversation_id: str, limit: int
    ) -> list[PictureJson]:
        """The newest pictures made in a conversation, newest first, repaints from a card included."""
        ...

    async def pictures_of(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, PictureJson]:
        """These pictures by id; those that are gone or another user's are left out."""
        ...

    async def data_url(self, user_id: str, picture_id: str) -> str | None:
        """`data:<media type>;base64,…` of a picture, made small enough for a vision model; None if gone."""
        ...

    async def delete_of_conversation(self, user_id: str, conversation_id: str) -> int:
        """Delete the pictures made in a conversation; how many. Uploads that were attached are kept."""
        ...


class TrainedStyles(Protocol):
    """Styles that people taught or took in."""

    async def of(self, user_id: str) -> Sequence[TrainedStyle]:
        """Those that this person may paint with: their own, then those of their teams."""
        ...


class NoteTaker(Protocol):
    """Titles and key facts without a language model: pure, a matter of milliseconds."""

    async def title(self, messages: Sequence[JsonObject]) -> str:
        """A short title for messages `{role, content}`; empty where they say nothing."""
        ...

    async def key_facts(self, messages: Sequence[JsonObject], previous: Sequence[str]) -> list[str]:
        """The facts worth keeping from `messages`, on top of `previous`, most important first."""
        ...


class Ratings(Protocol):
    """Learns from what users think of answers."""

    async def rated(
        self, model: str, question: str, *, picture: bool, value: str | None, before: str | None
    ) -> None:
        """`value` and `before` (which it replaces) are `up`, `down` or None; `model` as `Usage.served_by`, or the
        name that was asked for; `picture`: one was with the question."""
        ...


class ConversationRepository(Protocol):
    """Conversations that last. Methods that take a connection run inside the caller's transaction."""

    async def insert(self, connection: AsyncConnection, new: Conversation) -> None: ...

    async def get(
        self, conversation_id: str, user_id: str, guest_of: str | None = None
    ) -> Conversation | None:
        """The user's own; or one of the visitors of the widget `guest_of`, and only that. So with the next two."""
        ...

    async def page(
        self, user_id: str, before: Position | None, limit: int, guest_of: str | None = None
    ) -> list[Conversation]:
        """Newest first."""
        ...

    async def count(self, user_id: str, guest_of: Sequence[str]) -> dict[str, int]:
        """How many conversations the visitors of each of these widgets have."""
        ...

    async def search(
        self,
        user_id: str,
        words: Sequence[str],
        before: Position | None,
        limit: int,
        guest_of: str | None = None,
    ) -> tuple[list[Conversation], Position | None]:
        """Newest first; each of `words` occurs in the title or in some message, whatever its case. With the position
        from which to go on where there may be more."""
        ...

    async def change(
        self, connection: AsyncConnection, conversation_id: str, user_id: str, **values: Any
    ) -> bool:
        """Set columns; False when there is no such conversation of the user."""
        ...

    async def claim(
        self, connection: AsyncConnection, conversation_id: str, run_id: str, leaf_id: str, now: datetime
    ) -> bool:
        """Make `run_id` the one that answers here; False when another is still at it."""
        ...

    async def release(
        self, connection: AsyncConnection, conversation_id: str, run_id: str, now: datetime
    ) -> None:
        """Let the next run answer."""
        ...

    async def retitle(
        self,
        connection: AsyncConnection,
        conversation_id: str,
        title: str,
        source: TitleSource,
        over: Sequence[TitleSource],
    ) -> bool:
        """Set a title unless somebody of more right (not among `over`) gave one meanwhile."""
        ...

    async def delete(self, connection: AsyncConnection, conversation_id: str, user_id: str) -> bool:
        """With all messages."""
        ...


class MessageRepository(Protocol):
    """Messages that last. Methods that take a connection run inside the caller's transaction."""

    async def insert(self, connection: AsyncConnection, new: Sequence[Message]) -> None: ...

    async def of_conversation(self, conversation_id: str) -> list[Message]:
        """The whole tree, oldest first."""
        ...

    async def get(self, message_id: str, user_id: str) -> Message | None: ...

    async def by_client_key(self, conversation_id: str, client_key: str) -> Message | None: ...

    async def settle(
        self, connection: AsyncConnection, message_id: str, status: MessageStatus, **values: Any
    ) -> bool:
        """End an answer. False when it had ended for good already, or is gone."""
        ...

    async def set_paintings(
        self,
        connection: AsyncConnection,
        message_id: str,
        paintings: Sequence[PaintingRef],
        calls: Sequence[ToolRecord],
    ) -> None: ...

    async def set_facts(self, connection: AsyncConnection, message_id: str, facts: Sequence[str]) -> None: ...

    async def set_feedback(
        self, connection: AsyncConnection, message_id: str, user_id: str, value: str | None
    ) -> bool:
        """False when the user has no such answer."""
        ...
