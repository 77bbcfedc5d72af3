"""Starting turns: the user's words, the answer to come and its run, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.exc import IntegrityError

from huahua.chat.domain.conversation import Conversation, Message, MessageStatus, PaintMode, Role
from huahua.chat.domain.modelling import Asker, JsonObject, ModelFacts
from huahua.chat.domain.text import clean
from huahua.chat.domain.tree import by_id
from huahua.chat.errors import (
    AlreadyAnswering,
    ConversationNotFound,
    InvalidTurn,
    MessageNotFound,
    ModelNotFound,
    PictureNotFound,
    TextTooLong,
)
from huahua.chat.service.base import ChatUseCases
from huahua.infra.db import is_unique_violation
from huahua.jobs.api import NewRun
from huahua.kit.ids import new_id

RUN_KIND = "chat"


class Place(Enum):
    """Where a message goes when no message is named."""

    LEAF = "leaf"
    ROOT = "root"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a user says. `parent` is the answer it follows, or the earlier message of the user's own that it
    replaces (a branch); `client_key` makes a repeated request one turn."""

    text: str
    attachments: Sequence[str] = ()
    model: str | None = None
    parent: str | Place = Place.LEAF
    paint: PaintMode | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class StartedTurn:
    question: Message
    answer: Message
    run_id: str


class TurnStarter(ChatUseCases):
    async def start(self, asker: Asker, conversation_id: str, ask: Ask) -> StartedTurn:
        """Say something in a conversation.

        Raises ConversationNotFound, MessageNotFound (the parent), PictureNotFound, ModelNotFound,
        AlreadyAnswering, TextTooLong, InvalidTurn.
        """
        conversation = await self._conversation(asker, conversation_id)
        if (known := await self._known(conversation, ask.client_key)) is not None:
            return known
        text, attachments = await self._check(asker, ask)
        parent_id = await self._parent(conversation, ask.parent)
        facts = await self._facts(asker, conversation, ask.model)
        question = Message(
            id=new_id("msg"),
            conversation_id=conversation_id,
            user_id=asker.user_id,
            parent_id=parent_id,
            role=Role.USER,
            text=text,
            status=MessageStatus.DONE,
            created_at=self._clock(),
            attachments=attachments,
            paint=ask.paint,
            client_key=ask.client_key,
        )
        return await self._begin(asker, conversation, question, facts, ask, is_new=True)

    async def model_named(self, asker: Asker, model: str) -> str:
        """The model's id. Raises ModelNotFound, or another ModelError where the asker may not use it."""
        return (await self._model.facts(asker, model)).id

    async def regenerate(
        self, asker: Asker, message_id: str, model: str | None = None, client_key: str | None = None
    ) -> StartedTurn:
        """Another answer to the same words, beside the one there is.

        Raises MessageNotFound, ModelNotFound, AlreadyAnswering, InvalidTurn (it is not an answer).
        """
        message = await self._messages.get(message_id, asker.user_id)
        if message is None:
            raise MessageNotFound
        question = await self._messages.get(message.parent_id or "", asker.user_id)
        if message.role is not Role.ASSISTANT or question is None:
            raise InvalidTurn("Only an answer can be given anew.")
        conversation = await self._conversation(asker, message.conversation_id)
        if (known := await self._known(conversation, client_key)) is not None:
            return known
        facts = await self._facts(asker, conversation, model)
        ask = Ask(question.text, model=model, client_key=client_key)
        return await self._begin(asker, conversation, question, facts, ask, is_new=False)

    async def _begin(
        self,
        asker: Asker,
        conversation: Conversation,
        question: Message,
        facts: ModelFacts,
        ask: Ask,
        *,
        is_new: bool,
    ) -> StartedTurn:
        answer = Message(
            id=new_id("msg"),
            conversation_id=conversation.id,
            user_id=asker.user_id,
            parent_id=question.id,
            role=Role.ASSISTANT,
            text="",
            status=MessageStatus.RUNNING,
            created_at=self._clock(),
            model=facts.id,
            run_id=new_id("run"),
            client_key=None if is_new else ask.client_key,
        )
        turn = StartedTurn(question, answer, answer.run_id or "")
        try:
            begun = await self._write(asker, turn, ask, is_new) or (
                await self._lost.heal(await self._conversation(asker, conversation.id))
                and await self._write(asker, turn, ask, is_new)
            )
        except IntegrityError as fault:
            if not is_unique_violation(fault):
                raise
            begun = False  # the same request came twice at the same time
        if not begun:
            if (known := await self._known(conversation, ask.client_key)) is not None:
                return known
            conversation = await self._conversation(asker, conversation.id)
            raise AlreadyAnswering(conversation.running_run_id or "")
        self._runs.kick(RUN_KIND)
        self._feed.publish(asker.user_id, "conversations", conversation.id)
        return turn

    async def _write(self, asker: Asker, turn: StartedTurn, ask: Ask, is_new: bool) -> bool:
        """Everything of a new turn, or nothing when another run answers in this conversation."""
        conversation_id, answer = turn.question.conversation_id, turn.answer
        async with self._db.write() as connection:
            claimed = await self._conversations.claim(
                connection, conversation_id, turn.run_id, answer.id, self._clock()
            )
            if not claimed:
                return False
            if ask.model is not None:
                await self._conversations.change(
                    connection, conversation_id, asker.user_id, model=answer.model
                )
            await self._messages.insert(connection, [turn.question, answer] if is_new else [answer])
            request: JsonObject = {"message_id": answer.id, "role": asker.role, "key_id": asker.key_id}
            if asker.guest is not None:
                request["guest"] = asker.guest.to_json()
            await self._runs.enqueue(
                connection, NewRun(turn.run_id, RUN_KIND, asker.user_id, request, conversation_id)
            )
        return True

    async def _conversation(self, asker: Asker, conversation_id: str) -> Conversation:
        conversation = await self._conversations.get(conversation_id, asker.user_id, asker.guest_of)
        if conversation is None:
            raise ConversationNotFound
        return conversation

    async def _known(self, conversation: Conversation, client_key: str | None) -> StartedTurn | None:
        """The turn that the same client key started before."""
        if client_key is None:
            return None
        message = await self._messages.by_client_key(conversation.id, client_key)
        if message is None:
            return None
        tree = by_id(await self._messages.of_conversation(conversation.id))
        if message.role is Role.ASSISTANT:
            return StartedTurn(tree[message.parent_id or ""], message, message.run_id or "")
        answer = min((m for m in tree.values() if m.parent_id == message.id), key=lambda m: m.id)
        return StartedTurn(message, answer, answer.run_id or "")

    async def _check(self, asker: Asker, ask: Ask) -> tuple[str, tuple[str, ...]]:
        text = clean(ask.text).strip()
        if len(text) > self._config.max_text_chars:
            raise TextTooLong(len(text), self._config.max_text_chars)
        attachments = tuple(dict.fromkeys(ask.attachments))
        if not text and (not attachments or ask.paint is not None):
            raise InvalidTurn("Say something first.", code="empty_text")
        if len(attachments) > self._config.max_attachments:
            limit = self._config.max_attachments
            raise InvalidTurn(f"At most {limit} pictures can be attached.", code="too_many_attachments")
        own = await self._painter.pictures_of(asker.user_id, attachments) if attachments else {}
        for picture_id in attachments:
            if picture_id not in own:
                raise PictureNotFound(picture_id)
        return text, attachments

    async def _parent(self, conversation: Conversation, parent: str | Place) -> str | None:
        if parent is Place.LEAF:
            return conversation.leaf_id
        if isinstance(parent, Place):
            return None
        message = await self._messages.get(parent, conversation.user_id)
        if message is None or message.conversation_id != conversation.id:
            raise MessageNotFound
        return message.id if message.role is Role.ASSISTANT else message.parent_id

    async def _facts(self, asker: Asker, conversation: Conversation, model: str | None) -> ModelFacts:
        """The model asked for; else the conversation's, unless it is gone; else the default."""
        if model is not None:
            return await self._model.facts(asker, model)
        try:
            return await self._model.facts(asker, conversation.model)
        except ModelNotFound:
            return await self._model.facts(asker, None)
