"""One turn of the dialogue as the intents see it: the last message and what came before."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from huahua.gateway.providers.builtin.assistant import language
from huahua.gateway.providers.builtin.assistant.content import image_count, role_of, text_of
from huahua.gateway.providers.builtin.assistant.model import AssistantRequest, Lang
from huahua.gateway.providers.builtin.assistant.normalise import plain, tidy
from huahua.gateway.providers.builtin.assistant.tools import Toolbox

# Older turns cannot change an answer by much, and reading them all would make long chats slow.
MAX_TURNS = 40


@dataclass(frozen=True)
class Turn:
    """What the user said last, and its surroundings.

    text: the tidied message. earlier: tidied user messages before it, oldest first. replies: the
    assistant's earlier texts. index: how many user messages came before. images: pictures attached now.
    """

    text: str
    lang: Lang
    earlier: tuple[str, ...]
    replies: tuple[str, ...]
    index: int
    images: int
    toolbox: Toolbox
    now: datetime
    seed: int
    messages: Sequence[Mapping[str, Any]] = ()

    @cached_property
    def core(self) -> str:
        """The message without greetings and thanks around it."""
        return plain(self.text)

    @property
    def previous(self) -> str:
        """The user's message before this one, or ''."""
        return self.earlier[-1] if self.earlier else ""

    @property
    def last_reply(self) -> str:
        return self.replies[-1] if self.replies else ""

    def dice(self, purpose: str) -> random.Random:
        """Chance that depends only on the seed, the turn and the words said."""
        return random.Random(f"{self.seed}|{self.index}|{purpose}|{self.text}")

    def before(self) -> Turn | None:
        """The user's previous turn, with what was known then; None at the start."""
        if not self.earlier:
            return None
        return Turn(
            text=self.earlier[-1],
            lang=self.lang,
            earlier=self.earlier[:-1],
            replies=self.replies[:-1],
            index=self.index - 1,
            images=0,
            toolbox=self.toolbox,
            now=self.now,
            seed=self.seed,
        )


def read_turn(request: AssistantRequest, toolbox: Toolbox) -> Turn:
    """The request's last user message as a Turn; an empty text where there is none."""
    users = [message for message in request.messages if role_of(message) == "user"]
    texts = [tidy(text_of(message)) for message in users[-MAX_TURNS:]]
    replies = [tidy(text_of(message)) for message in request.messages if role_of(message) == "assistant"]
    return Turn(
        text=texts[-1] if texts else "",
        lang=language.choose(texts),
        earlier=tuple(texts[:-1]),
        replies=tuple(reply for reply in replies[-MAX_TURNS:] if reply),
        index=max(0, len(users) - 1),
        images=image_count(users[-1]) if users else 0,
        toolbox=toolbox,
        now=request.now,
        seed=request.seed,
        messages=request.messages,
    )
