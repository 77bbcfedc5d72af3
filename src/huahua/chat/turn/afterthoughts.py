"""What follows an answer without holding it up: a title, and key facts of what left the window.

A title is taken from the words at once. Where a real model answered, it is then asked for a better title
and for the key facts in the background, with the built-in note taker in its stead when it fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog
from sqlalchemy.exc import SQLAlchemyError

from huahua.chat.config import ChatConfig
from huahua.chat.domain.conversation import MessageStatus, TitleSource
from huahua.chat.domain.modelling import Asker, JsonObject, ModelRequest
from huahua.chat.domain.notes import MAX_FACTS, read_facts, tidy_facts, tidy_title
from huahua.chat.domain.prompts import FACTS_PROMPT, TITLE_PROMPT
from huahua.chat.domain.transcript import plain_dialogue
from huahua.chat.domain.window import Turn, clip, not_yet_condensed
from huahua.chat.errors import ModelError
from huahua.chat.ports import ConversationRepository, MessageRepository, Model, NoteTaker
from huahua.chat.turn.answer import Answer
from huahua.chat.turn.setting import Setting, SettingReader
from huahua.infra.db import Database
from huahua.jobs.api import Feed

log = structlog.get_logger(__name__)

NOTE_TOKENS = 4_000
"""Of a dialogue that is shown for a title or for facts, a message keeps at most its share of this."""
MAX_TITLE_TURNS = 3
_BY_WORDS = (TitleSource.NONE, TitleSource.WORDS)


class Afterthoughts:
    def __init__(
        self,
        db: Database,
        conversations: ConversationRepository,
        messages: MessageRepository,
        feed: Feed,
        model: Model,
        notes: NoteTaker,
        settings: SettingReader,
        config: ChatConfig,
    ) -> None:
        self._db = db
        self._conversations = conversations
        self._messages = messages
        self._feed = feed
        self._model = model
        self._notes = notes
        self._settings = settings
        self._config = config
        self._tasks: set[asyncio.Task[None]] = set()

    async def after(self, asker: Asker, setting: Setting, answer: Answer) -> None:
        """The quick part now, the slow part in the background."""
        turns = _all_turns(setting, answer)
        titled = await self.name(setting, answer)
        task = asyncio.create_task(self._ponder(asker, setting, turns, titled), name="chat-afterthoughts")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def name(self, setting: Setting, answer: Answer) -> bool:
        """Title a conversation by its words; whether it got a new one.

        The first words may be a mere greeting, so the title may still change in the turns after it.
        """
        conversation, turns = setting.conversation, _all_turns(setting, answer)
        if conversation.title_source not in _BY_WORDS or len(turns) > MAX_TITLE_TURNS:
            return False
        title = tidy_title(await self._notes.title(plain_dialogue(turns)))
        if not title or title == conversation.title:
            return False
        if not await self._retitle(setting, title, TitleSource.WORDS):
            return False
        await answer.emit("title", {"title": title})
        return True

    async def settled(self) -> None:
        """Wait until everything thought of so far is written."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Give up what is not written yet; a later turn makes up for it."""
        for task in self._tasks:
            task.cancel()
        await self.settled()

    async def _retitle(self, setting: Setting, title: str, source: TitleSource) -> bool:
        conversation = setting.conversation
        async with self._db.write() as connection:
            done = await self._conversations.retitle(connection, conversation.id, title, source, _BY_WORDS)
        if done:
            self._feed.publish(conversation.user_id, "conversations", conversation.id)
        return done

    async def _ponder(self, asker: Asker, setting: Setting, turns: Sequence[Turn], titled: bool) -> None:
        try:
            if titled and not setting.facts.builtin and setting.guest is None:
                await self._title_from_model(asker, setting, turns)
            await self._condense(asker, setting, turns)
        except SQLAlchemyError as fault:
            log.error("afterthoughts_not_written", reason=type(fault).__name__)

    async def _title_from_model(self, asker: Asker, setting: Setting, turns: Sequence[Turn]) -> None:
        text = await self._ask(asker, setting, TITLE_PROMPT[setting.lang], _transcript(turns))
        title = tidy_title(text or "")
        if title:
            await self._retitle(setting, title, TitleSource.MODEL)

    async def _condense(self, asker: Asker, setting: Setting, turns: Sequence[Turn]) -> None:
        """Key facts of the turns that the next question will no longer carry along."""
        coming = self._settings.window_over(turns, setting.facts)
        new = not_yet_condensed(coming.dropped)
        if not new:
            return
        facts: list[str] = []
        if not setting.facts.builtin:
            known = "\n".join(f"- {fact}" for fact in coming.facts)
            prompt = FACTS_PROMPT[setting.lang].format(limit=MAX_FACTS)
            text = await self._ask(asker, setting, prompt, f"{known}\n\n{_transcript(new)}".strip())
            facts = read_facts(text or "")
        if not facts:
            facts = tidy_facts(await self._notes.key_facts(plain_dialogue(new), list(coming.facts)))
        async with self._db.write() as connection:
            await self._messages.set_facts(connection, new[-1].last.id, facts)
        self._feed.publish(asker.user_id, "conversations", setting.conversation.id)

    async def _ask(self, asker: Asker, setting: Setting, instruction: str, text: str) -> str | None:
        messages: list[JsonObject] = [
            {"role": "system", "content": instruction},
            {"role": "user", "content": text},
        ]
        try:
            async with asyncio.timeout(self._config.note_timeout_s):
                request = ModelRequest(setting.facts.id, messages)
                return (await self._model.complete(asker, request)).text
        except (ModelError, TimeoutError) as fault:
            log.info("note_not_written", reason=str(fault)[:200])
            return None


def _all_turns(setting: Setting, answer: Answer) -> list[Turn]:
    said = replace(answer.message, text=answer.draft.text, status=MessageStatus.DONE)
    return [*setting.earlier, Turn(setting.question, said)]


def _transcript(turns: Sequence[Turn]) -> str:
    messages = plain_dialogue(turns)
    share = max(64, NOTE_TOKENS // max(1, len(messages)))
    return "\n\n".join(f"{message['role']}: {clip(message['content'], share)}" for message in messages)
