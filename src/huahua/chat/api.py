"""The face of conversations: build the area, and what its bindings need."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.chat.config import ChatConfig
from huahua.chat.domain.chunks import BadChunk, ChunkReader
from huahua.chat.domain.conversation import Conversation
from huahua.chat.domain.modelling import (
    Asker,
    Completion,
    Finish,
    Guest,
    ModelEvent,
    ModelFacts,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    TokenCount,
    ToolCall,
)
from huahua.chat.domain.painting import PaintKind, PaintSpec, PictureJson, Slot
from huahua.chat.domain.trained import StyleChoice, TrainedStyle
from huahua.chat.errors import (
    ChatError,
    ConversationNotFound,
    ModelError,
    ModelNotFound,
    PaintingRefused,
)
from huahua.chat.ports import Model, NoteTaker, Painter, Ratings
from huahua.chat.replies import Conversation as ConversationShape
from huahua.chat.replies import ConversationDetail
from huahua.chat.service.conversations import ConversationService, Opened
from huahua.chat.service.lost import LostAnswers
from huahua.chat.service.starting import RUN_KIND, Ask, StartedTurn, TurnStarter
from huahua.chat.store import ConversationStore, MessageStore
from huahua.chat.turn.afterthoughts import Afterthoughts
from huahua.chat.turn.brushwork import Brushwork
from huahua.chat.turn.handler import TurnHandler
from huahua.chat.turn.setting import SettingReader
from huahua.chat.turn.styles import StyleShelf
from huahua.chat.view import MessageViews, conversation_json
from huahua.infra.db import Database
from huahua.infra.vault import PLAIN, RowVault
from huahua.jobs.api import Feed, OnLoss, RunKind, RunService
from huahua.kit.clock import Clock, utc_now

LANE = "chat"
"""Boot adds this lane (`jobs.api.Lane`) before it builds the area."""


@dataclass(frozen=True, slots=True)
class Chat:
    """The area, put together. `stop` after the runs have stopped."""

    conversations: ConversationService
    turns: TurnStarter
    views: MessageViews
    runs: RunService
    painter: Painter
    afterthoughts: Afterthoughts
    styles: StyleShelf
    config: ChatConfig
    clock: Clock

    async def stop(self) -> None:
        await self.afterthoughts.stop()


def build_chat(
    db: Database,
    runs: RunService,
    feed: Feed,
    *,
    model: Model,
    painter: Painter,
    notes: NoteTaker,
    ratings: Ratings | None = None,
    config: ChatConfig | None = None,
    clock: Clock = utc_now,
    vault: RowVault = PLAIN,
) -> Chat:
    """Put the area together and register its run kind in lane `chat`, which must exist."""
    config = config or ChatConfig()
    conversations, messages = ConversationStore(db, vault), MessageStore(db, vault)
    lost = LostAnswers(db, conversations, messages, runs, feed, clock)
    styles = StyleShelf()
    settings = SettingReader(conversations, messages, painter, config, styles)
    brushwork = Brushwork(db, messages, runs, painter, config, styles)
    afterthoughts = Afterthoughts(db, conversations, messages, feed, model, notes, settings, config)
    handler = TurnHandler(
        db, conversations, messages, feed, model, brushwork, settings, afterthoughts, config, clock
    )
    runs.register(RunKind(RUN_KIND, handler, LANE, OnLoss.INTERRUPT, lost.after_loss))
    shared = (db, conversations, messages, runs, feed, model, painter, lost, config, clock)
    return Chat(
        ConversationService(*shared, ratings=ratings),
        TurnStarter(*shared),
        MessageViews(painter),
        runs,
        painter,
        afterthoughts,
        styles,
        config,
        clock,
    )


__all__ = [
    "LANE",
    "Ask",
    "Asker",
    "BadChunk",
    "Chat",
    "ChatConfig",
    "ChatError",
    "ChunkReader",
    "Completion",
    "Conversation",
    "ConversationDetail",
    "ConversationNotFound",
    "ConversationShape",
    "Finish",
    "Guest",
    "Model",
    "ModelError",
    "ModelEvent",
    "ModelFacts",
    "ModelNotFound",
    "ModelRequest",
    "NoteTaker",
    "Opened",
    "PaintKind",
    "PaintSpec",
    "Painter",
    "PaintingRefused",
    "PictureJson",
    "Ratings",
    "ReasoningDelta",
    "Slot",
    "StartedTurn",
    "StyleChoice",
    "TextDelta",
    "TokenCount",
    "ToolCall",
    "TrainedStyle",
    "build_chat",
    "conversation_json",
]
