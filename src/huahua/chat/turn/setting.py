"""What an answer starts from: the question, what came before it, and the pictures it can speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huahua.chat.config import ChatConfig
from huahua.chat.domain.conversation import Conversation, Message
from huahua.chat.domain.language import Lang, language
from huahua.chat.domain.modelling import Asker, Guest, JsonObject, ModelFacts
from huahua.chat.domain.painting import KnownPicture
from huahua.chat.domain.pictures import MAX_KNOWN, known_pictures, painted_to_show
from huahua.chat.domain.prompts import system_prompt
from huahua.chat.domain.trained import TrainedStyle
from huahua.chat.domain.transcript import Sight, history, user_message
from huahua.chat.domain.tree import by_id, path_to
from huahua.chat.domain.window import Turn, Window, turns_of, window
from huahua.chat.ports import ConversationRepository, MessageRepository, Painter
from huahua.chat.turn.styles import StyleShelf
from huahua.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class Setting:
    conversation: Conversation
    question: Message
    earlier: tuple[Turn, ...]
    """All finished turns of the path."""
    window: Window
    known: tuple[KnownPicture, ...]
    sight: Sight
    lang: Lang
    facts: ModelFacts
    guest: Guest | None = None
    styles: tuple[TrainedStyle, ...] = ()
    """Trained ones that the asker may paint with."""

    def messages(self, clock: Clock) -> list[JsonObject]:
        """What the model is shown."""
        native = self.facts.tools
        system = system_prompt(
            self.lang,
            clock(),
            facts=self.window.facts,
            pictures=self.known,
            native_tools=native,
            guest=self.guest,
            styles=self.styles,
        )
        return [
            {"role": "system", "content": system},
            *history(self.window.turns, self.sight, self.lang, native_tools=native),
            user_message(self.question, self.sight, self.lang),
        ]


class SettingReader:
    def __init__(
        self,
        conversations: ConversationRepository,
        messages: MessageRepository,
        painter: Painter,
        config: ChatConfig,
        styles: StyleShelf,
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._painter = painter
        self._config = config
        self._styles = styles

    async def question_of(
        self, answer: Message, guest_of: str | None = None
    ) -> tuple[Conversation, list[Message], list[Message]] | None:
        """The conversation, its tree and the path to the question; None when they were deleted."""
        conversation = await self._conversations.get(answer.conversation_id, answer.user_id, guest_of)
        tree = await self._messages.of_conversation(answer.conversation_id)
        path = path_to(by_id(tree), answer.parent_id)
        return (conversation, tree, path) if conversation and path else None

    def budget(self, facts: ModelFacts) -> int:
        """Half of a small model's context is left for the words being answered and the answer."""
        if facts.context_tokens is None:
            return self._config.window_tokens
        return min(self._config.window_tokens, facts.context_tokens // 2)

    def window_over(self, turns: Sequence[Turn], facts: ModelFacts) -> Window:
        return window(
            turns, self.budget(facts), max_turns=self._config.max_turns, min_turns=self._config.min_turns
        )

    async def read(
        self,
        asker: Asker,
        conversation: Conversation,
        tree: Sequence[Message],
        path: Sequence[Message],
        facts: ModelFacts,
    ) -> Setting:
        question, earlier = path[-1], tuple(turns_of(path[:-1]))
        shown = self.window_over(earlier, facts)
        lang = _language(question, earlier)
        attached = {id for message in path for id in message.attachments}
        pictures = await self._painter.pictures_of(asker.user_id, sorted(attached)) if attached else {}
        runs = [ref.painting_run_id for message in tree for ref in message.paintings]
        slots = await self._painter.slots(asker.user_id, runs) if runs else {}
        recent = await self._painter.recent_in_conversation(asker.user_id, conversation.id, MAX_KNOWN)
        known = known_pictures(tree, path, slots, recent, pictures, lang)
        urls, painted = {}, {}
        if facts.vision:
            most = self._config.max_seen_paintings
            painted = painted_to_show(known, question, shown.turns, slots, pictures, most)
            urls = await self._data_urls(asker, question, shown, painted)
        sight = Sight(urls, painted, pictures, slots, name_attachments=not facts.builtin)
        styles = await self._styles.of(asker)
        return Setting(
            conversation, question, earlier, shown, tuple(known), sight, lang, facts, asker.guest, styles
        )

    async def _data_urls(
        self,
        asker: Asker,
        question: Message,
        shown: Window,
        painted: Mapping[str, Sequence[KnownPicture]],
    ) -> dict[str, str]:
        """Pixels of what was attached last, then of what was painted last."""
        users = [question, *(turn.user for turn in reversed(shown.turns))]
        newest = [id for message in users for id in message.attachments][: self._config.max_seen_pictures]
        newest += [picture.id for message in users for picture in reversed(painted.get(message.id, ()))]
        urls: dict[str, str] = {}
        left = self._config.max_seen_chars
        for picture_id in dict.fromkeys(newest):
            url = await self._painter.data_url(asker.user_id, picture_id)
            if url is not None and len(url) <= left:
                urls[picture_id] = url
                left -= len(url)
        return urls


def _language(question: Message, earlier: Sequence[Turn]) -> Lang:
    return language([question.text, *(turn.user.text for turn in reversed(earlier))])
