"""Answers whose run ended without them: the process died, or the run was cancelled before it began.

The event log is what followers have seen, so the message is made from it.
"""

from __future__ import annotations

from huahua.chat.domain.conversation import Conversation, MessageStatus
from huahua.chat.domain.draft import Draft
from huahua.chat.ports import ConversationRepository, MessageRepository
from huahua.infra.db import Database
from huahua.jobs.api import Feed, Run, RunNotFound, RunService, RunStatus
from huahua.kit.clock import Clock

_ENDS = {
    RunStatus.SUCCEEDED: MessageStatus.DONE,
    RunStatus.FAILED: MessageStatus.FAILED,
    RunStatus.CANCELLED: MessageStatus.CANCELLED,
    RunStatus.INTERRUPTED: MessageStatus.INTERRUPTED,
}
_INTERRUPTED = {
    "code": "interrupted",
    "message": "The server stopped while this answer was being written. What was written is kept.",
}


class LostAnswers:
    def __init__(
        self,
        db: Database,
        conversations: ConversationRepository,
        messages: MessageRepository,
        runs: RunService,
        feed: Feed,
        clock: Clock,
    ) -> None:
        self._db = db
        self._conversations = conversations
        self._messages = messages
        self._runs = runs
        self._feed = feed
        self._clock = clock

    async def after_loss(self, run: Run) -> None:
        """Settle the message of a run that has ended without its handler (`RunKind.after_loss`)."""
        run = await self._runs.get(run.id, run.user_id)
        draft, error = await self._replay(run)
        status = _ENDS[run.status]
        await self._settle(run.conversation_id or "", run.user_id, run.id, run.request, draft, status, error)

    async def heal(self, conversation: Conversation) -> bool:
        """Settle the answer of a conversation if its run has ended without it; whether that was so.

        Happens where a process died between ending a run and saving its message.
        """
        run_id = conversation.running_run_id
        if run_id is None:
            return False
        try:
            run = await self._runs.get(run_id, conversation.user_id)
        except RunNotFound:
            async with self._db.write() as connection:
                await self._conversations.release(connection, conversation.id, run_id, self._clock())
            return True
        if not run.status.is_terminal:
            return False
        await self.after_loss(run)
        return True

    async def _replay(self, run: Run) -> tuple[Draft, dict[str, str] | None]:
        draft, error = Draft(), None
        async for event in self._runs.follow(run.id, run.user_id):
            draft.apply(event.type, event.data)
            if event.is_terminal:
                error = event.data.get("error")
        return draft, _INTERRUPTED if run.status is RunStatus.INTERRUPTED else error

    async def _settle(
        self,
        conversation_id: str,
        user_id: str,
        run_id: str,
        request: dict[str, str],
        draft: Draft,
        status: MessageStatus,
        error: dict[str, str] | None,
    ) -> None:
        for step in draft.unfinished_steps():
            draft.apply("step", step | {"state": "failed"})
        async with self._db.write() as connection:
            await self._messages.settle(
                connection,
                request["message_id"],
                status,
                text=draft.text,
                reasoning=draft.reasoning,
                steps=draft.steps,
                usage=draft.usage,
                error=error,
            )
            await self._conversations.release(connection, conversation_id, run_id, self._clock())
        self._feed.publish(user_id, "conversations", conversation_id)
