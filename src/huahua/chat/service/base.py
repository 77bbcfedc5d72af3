"""What every group of use cases of conversations works with."""

from __future__ import annotations

from huahua.chat.config import ChatConfig
from huahua.chat.ports import ConversationRepository, MessageRepository, Model, Painter
from huahua.chat.service.lost import LostAnswers
from huahua.infra.db import Database
from huahua.jobs.api import Feed, RunService
from huahua.kit.clock import Clock


class ChatUseCases:
    def __init__(
        self,
        db: Database,
        conversations: ConversationRepository,
        messages: MessageRepository,
        runs: RunService,
        feed: Feed,
        model: Model,
        painter: Painter,
        lost: LostAnswers,
        config: ChatConfig,
        clock: Clock,
    ) -> None:
        self._db = db
        self._conversations = conversations
        self._messages = messages
        self._runs = runs
        self._feed = feed
        self._model = model
        self._painter = painter
        self._lost = lost
        self._config = config
        self._clock = clock
