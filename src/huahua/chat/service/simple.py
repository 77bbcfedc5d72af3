"""One question, one answer with its pictures: the turn pipeline for `POST /chat` and `/ws`.

Every exchange is saved in a conversation; the `context` given back names it, so that nothing is lost when
a script or a socket goes away.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from huahua.chat.config import ChatConfig
from huahua.chat.domain.conversation import Message, MessageStatus, Role
from huahua.chat.domain.modelling import Asker, JsonObject
from huahua.chat.domain.painting import Slot
from huahua.chat.errors import ChatError, InvalidTurn, MessageNotFound, TextTooLong
from huahua.chat.ports import Painter
from huahua.chat.service.conversations import ConversationService
from huahua.chat.service.starting import Ask, Place, StartedTurn, TurnStarter
from huahua.chat.turn.brushwork import wait_for_run
from huahua.jobs.api import RunService

_STATUS = {
    "model_not_found": 404,
    "upstream_rate_limited": 429,
    "rate_limit_exceeded": 429,
    "upstream_timeout": 504,
    "answer_timeout": 504,
    "internal_error": 500,
}


@dataclass(frozen=True, slots=True)
class SimpleReply:
    """`unfinished` are paintings that failed or took longer than was waited for."""

    reply: str
    context: JsonObject
    images: list[JsonObject]
    unfinished: list[JsonObject]

    def to_json(self) -> JsonObject:
        body: JsonObject = {"reply": self.reply, "context": self.context, "images": self.images}
        return body | {"unfinished": self.unfinished} if self.unfinished else body


class AnswerFailed(ChatError):
    """There is no whole answer; `reply` is what was written, `context` goes on after it."""

    def __init__(self, code: str, message: str, reply: str, context: JsonObject) -> None:
        super().__init__(message, code=code, status=_STATUS.get(code, 502))
        self.reply = reply
        self.context = context


class SimpleChat:
    def __init__(
        self,
        conversations: ConversationService,
        turns: TurnStarter,
        runs: RunService,
        painter: Painter,
        config: ChatConfig,
    ) -> None:
        self._conversations = conversations
        self._turns = turns
        self._runs = runs
        self._painter = painter
        self._config = config

    async def begin(self, asker: Asker, user_input: str, context: Any) -> StartedTurn:
        """Start a turn. `context` is None, what an earlier answer gave back, or a list of `{role, content}`.

        Raises InvalidTurn for any other context, and what `TurnStarter.start` raises.
        """
        if len(user_input) > self._config.max_text_chars:
            raise TextTooLong(len(user_input), self._config.max_text_chars)
        if not user_input.strip():
            raise InvalidTurn("Say something first.", code="empty_text")
        conversation_id, place = await self._conversation(asker, context)
        return await self._turns.start(asker, conversation_id, Ask(user_input, parent=place))

    async def deltas(self, turn: StartedTurn) -> AsyncIterator[str]:
        """The words of the answer as they come; ends when its run has ended."""
        async for event in self._runs.follow(turn.run_id, turn.answer.user_id):
            if event.type == "text.delta":
                yield event.data["text"]

    async def finish(self, turn: StartedTurn, base_url: str) -> SimpleReply:
        """The whole answer with the pictures, once they are painted or the waiting time is over.

        Raises AnswerFailed, MessageNotFound (it was deleted meanwhile).
        """
        await wait_for_run(self._runs, turn.run_id, turn.answer.user_id)
        opened = await self._conversations.open(turn.answer.user_id, turn.answer.conversation_id)
        message = next((m for m in opened.messages if m.id == turn.answer.id), None)
        if message is None:
            raise MessageNotFound
        context = {"conversation_id": message.conversation_id, "message_id": message.id}
        if message.status is not MessageStatus.DONE:
            error = message.error or {"code": message.status, "message": "The answer was stopped."}
            raise AnswerFailed(error["code"], error["message"], message.text, context)
        slots = await self._painted(message)
        images = [_image(picture, base_url) for slot in slots for picture in slot["pictures"]]
        unfinished = [
            {"painting_run_id": slot["painting_run_id"], "status": slot["status"], "error": slot["error"]}
            for slot in slots
            if slot["status"] != "done"
        ]
        return SimpleReply(message.text, context, images, unfinished)

    async def _painted(self, message: Message) -> list[Slot]:
        ids = [ref.painting_run_id for ref in message.paintings]
        if not ids:
            return []
        waits = [wait_for_run(self._runs, run_id, message.user_id) for run_id in ids]
        with suppress(TimeoutError):  # what is there by then is given back, the rest is told as unfinished
            async with asyncio.timeout(self._config.simple_wait_s):
                await asyncio.gather(*waits)
        slots = await self._painter.slots(message.user_id, ids)
        return [slots[run_id] for run_id in ids if run_id in slots]

    async def _conversation(self, asker: Asker, context: Any) -> tuple[str, str | Place]:
        if context is None or context == {}:
            return (await self._conversations.create(asker)).id, Place.LEAF
        if isinstance(context, dict):
            conversation_id, message_id = context.get("conversation_id"), context.get("message_id")
            if isinstance(conversation_id, str) and isinstance(message_id, str | None):
                conversation = await self._conversations.get(asker.user_id, conversation_id)
                return conversation.id, message_id or Place.LEAF
        if isinstance(context, list):
            history = self._history(context)
            return (await self._conversations.create(asker, history=history)).id, Place.LEAF
        raise _bad_context()

    def _history(self, context: list[Any]) -> list[tuple[Role, str]]:
        if len(context) > self._config.max_context_messages:
            limit = self._config.max_context_messages
            raise InvalidTurn(f"A context list may have at most {limit} messages.", code="invalid_context")
        history = []
        for item in context:
            role = item.get("role") if isinstance(item, dict) else None
            content = item.get("content") if isinstance(item, dict) else None
            if role not in ("user", "assistant") or not isinstance(content, str):
                raise _bad_context()
            if len(content) > self._config.max_text_chars:
                raise TextTooLong(len(content), self._config.max_text_chars)
            history.append((Role(role), content))
        return history


def _bad_context() -> InvalidTurn:
    return InvalidTurn(
        "'context' must be null, the object that an earlier answer gave back, or a list of "
        '{"role": "user" or "assistant", "content": "…"}.',
        code="invalid_context",
    )


def _image(picture: JsonObject, base_url: str) -> JsonObject:
    """`url` answers to the same key or session that asked."""
    return {
        "url": base_url + picture["urls"]["original"],
        "width": picture["width"],
        "height": picture["height"],
        "unmet": picture["unmet"],
    }
