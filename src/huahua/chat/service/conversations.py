"""Conversations as a list and one by one: create, find, rename, switch, delete, export."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huahua.chat.domain.conversation import Conversation, Message, MessageStatus, Role, TitleSource
from huahua.chat.domain.modelling import Asker, JsonObject
from huahua.chat.domain.notes import tidy_facts
from huahua.chat.domain.text import clean, shorten
from huahua.chat.domain.tree import by_id, newest_leaf, path_to
from huahua.chat.errors import ConversationNotFound, InvalidTurn, MessageNotFound
from huahua.chat.ports import Ratings
from huahua.chat.service.base import ChatUseCases
from huahua.chat.turn.brushwork import wait_for_run
from huahua.kit.ids import new_id
from huahua.kit.pages import Page, decode_moment, encode_cursor

CANCEL_WAIT_S = 5.0
"""A run of another process is cancelled within about this time."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation with its whole tree and the facts kept of the path on the page."""

    conversation: Conversation
    messages: list[Message]
    facts: tuple[str, ...]

    @property
    def path(self) -> list[Message]:
        return path_to(by_id(self.messages), self.conversation.leaf_id)

    @property
    def summary(self) -> JsonObject | None:
        return {"facts": list(self.facts)} if self.facts else None


class ConversationService(ChatUseCases):
    def __init__(self, *shared: Any, ratings: Ratings | None = None) -> None:
        """`shared` are what every use case has."""
        super().__init__(*shared)
        self._ratings = ratings

    async def create(
        self, asker: Asker, model: str | None = None, history: Sequence[tuple[Role, str]] = ()
    ) -> Conversation:
        """A new conversation, with `history` (role and text) already said. Raises ModelNotFound."""
        if model is not None:
            model = (await self._model.facts(asker, model)).id
        now = self._clock()
        id = new_id("conv")
        messages = _chain(id, asker.user_id, history, now)
        leaf_id = messages[-1].id if messages else None
        new = Conversation(
            id, asker.user_id, "", TitleSource.NONE, model, leaf_id, None, now, now, asker.guest_of
        )
        async with self._db.write() as connection:
            await self._conversations.insert(connection, new)
            await self._messages.insert(connection, messages)
        self._changed(new)
        return new

    async def find(
        self, user_id: str, query: str = "", cursor: str | None = None, guest_of: str | None = None
    ) -> Page[Conversation]:
        """Newest first; every word of `query` occurs in the title or in a message. `guest_of`: those of the visitors
        of this widget, instead of the user's own; so with the others below. Raises BadCursor."""
        words = clean(query)[: self._config.max_search_chars].split()
        size = self._config.page_size
        start, on = _position(cursor), None
        if words:
            found, on = await self._conversations.search(user_id, words, start, size + 1, guest_of)
        else:
            found = await self._conversations.page(user_id, start, size + 1, guest_of)
        items = found[:size]
        if len(found) > size:
            on = items[-1].updated_at, items[-1].id
        return Page(items, encode_cursor(on[0].isoformat(), on[1]) if on is not None else None)

    async def guests(self, user_id: str, guest_of: Sequence[str]) -> dict[str, int]:
        """How many conversations the visitors of these widgets have."""
        return await self._conversations.count(user_id, guest_of) if guest_of else {}

    async def get(self, user_id: str, conversation_id: str, guest_of: str | None = None) -> Conversation:
        """Raises ConversationNotFound."""
        conversation = await self._conversations.get(conversation_id, user_id, guest_of)
        if conversation is None:
            raise ConversationNotFound
        if await self._lost.heal(conversation):
            return await self.get(user_id, conversation_id, guest_of)
        return conversation

    async def open(self, user_id: str, conversation_id: str, guest_of: str | None = None) -> Opened:
        """Raises ConversationNotFound."""
        conversation = await self.get(user_id, conversation_id, guest_of)
        messages = await self._messages.of_conversation(conversation_id)
        path = path_to(by_id(messages), conversation.leaf_id)
        holder = _facts_holder(path)
        return Opened(conversation, messages, (holder.facts or ()) if holder else ())

    async def change(
        self,
        asker: Asker,
        conversation_id: str,
        *,
        title: str | None = None,
        model: str | None = None,
        leaf_id: str | None = None,
    ) -> Conversation:
        """Rename, choose another model, or show another version: `leaf_id` may name any message, and the
        newest leaf below it is shown. Raises ConversationNotFound, ModelNotFound, MessageNotFound,
        InvalidTurn (an empty title)."""
        conversation = await self.get(asker.user_id, conversation_id)
        values: JsonObject = {}
        if title is not None:
            title = shorten(clean(title), self._config.max_title_chars)
            if not title:
                raise InvalidTurn("A title needs at least one character.", code="empty_title")
            values |= {"title": title, "title_source": TitleSource.USER}
        if model is not None:
            values["model"] = (await self._model.facts(asker, model)).id
        if leaf_id is not None:
            values["leaf_id"] = await self._leaf(conversation, leaf_id)
        if values:
            async with self._db.write() as connection:
                await self._conversations.change(connection, conversation_id, asker.user_id, **values)
            self._changed(conversation)
        return await self.get(asker.user_id, conversation_id)

    async def delete(
        self, user_id: str, conversation_id: str, *, with_pictures: bool, guest_of: str | None = None
    ) -> None:
        """The answer that goes on in it, and with the pictures their paintings too, is cancelled first.

        Raises ConversationNotFound.
        """
        conversation = await self.get(user_id, conversation_id, guest_of)
        going = [
            run.id
            for run in await self._runs.active(user_id, conversation_id)
            if with_pictures or run.id == conversation.running_run_id
        ]
        await self._cancel(user_id, going)
        if with_pictures:
            await self._painter.delete_of_conversation(user_id, conversation_id)
        async with self._db.write() as connection:
            await self._conversations.delete(connection, conversation_id, user_id)
        self._changed(conversation)

    async def give_feedback(self, user_id: str, message_id: str, value: str | None) -> Message:
        """`up`, `down` or None for an answer. Raises MessageNotFound."""
        before = await self._messages.get(message_id, user_id)
        async with self._db.write() as connection:
            done = await self._messages.set_feedback(connection, message_id, user_id, value)
        message = await self._messages.get(message_id, user_id)
        if not done or before is None or message is None:
            raise MessageNotFound
        await self._learn(message, before.feedback)
        return message

    async def _learn(self, message: Message, before: str | None) -> None:
        if self._ratings is None or message.parent_id is None:
            return
        question = await self._messages.get(message.parent_id, message.user_id)
        model = (message.usage or {}).get("served_by") or message.model
        if question is not None and model:
            await self._ratings.rated(
                model,
                question.text,
                picture=bool(question.attachments),
                value=message.feedback,
                before=before,
            )

    async def keep_facts(self, user_id: str, conversation_id: str, facts: Sequence[str]) -> tuple[str, ...]:
        """Correct or forget key facts of the path on the page; what is kept now.

        Raises ConversationNotFound, InvalidTurn (nothing has been condensed yet).
        """
        opened = await self.open(user_id, conversation_id)
        holder = _facts_holder(opened.path)
        if holder is None:
            if not facts:
                return ()
            raise InvalidTurn("There are no key facts in this conversation yet.", code="no_summary")
        kept = tidy_facts(facts)
        async with self._db.write() as connection:
            await self._messages.set_facts(connection, holder.id, kept)
        self._changed(opened.conversation)
        return tuple(kept)

    async def _cancel(self, user_id: str, run_ids: Sequence[str]) -> None:
        """Cancel runs and give them a moment to end, so that none adds a picture after the others went."""
        for run_id in run_ids:
            await self._runs.cancel(run_id, user_id)
        with suppress(TimeoutError):
            async with asyncio.timeout(CANCEL_WAIT_S):
                for run_id in run_ids:
                    await wait_for_run(self._runs, run_id, user_id)

    async def _leaf(self, conversation: Conversation, message_id: str) -> str:
        tree = by_id(await self._messages.of_conversation(conversation.id))
        if message_id not in tree:
            raise MessageNotFound
        return newest_leaf(tree, message_id)

    def _changed(self, conversation: Conversation) -> None:
        self._feed.publish(conversation.user_id, "conversations", conversation.id)


def _facts_holder(path: Sequence[Message]) -> Message | None:
    """The message of a path with which its key facts are stored."""
    return next((message for message in reversed(path) if message.facts is not None), None)


def _chain(
    conversation_id: str, user_id: str, history: Sequence[tuple[Role, str]], now: datetime
) -> list[Message]:
    messages: list[Message] = []
    for role, text in history:
        parent_id = messages[-1].id if messages else None
        status = MessageStatus.DONE
        messages.append(
            Message(new_id("msg"), conversation_id, user_id, parent_id, role, clean(text), status, now)
        )
    return messages


def _position(cursor: str | None) -> tuple[datetime, str] | None:
    return None if cursor is None else decode_moment(cursor)
