"""Other people's conversations, for whoever may read them: without changing anything, and never unseen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from huahua.audit.api import Action, Recorder, Subject
from huahua.chat import replies
from huahua.chat.api import Chat
from huahua.chat.http import opened_json
from huahua.chat.shapes import as_problems
from huahua.chat.view import conversation_json
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.kit.shapes import Page


def oversight_routes(chat: Chat, audit: Recorder) -> APIRouter:
    """Each reading stands in the audit log before it is answered."""
    router = APIRouter(
        prefix="/api/admin/users/{user_id}/conversations",
        tags=["administration"],
        dependencies=[Depends(require(Permission.READ_CONTENT))],
    )

    @router.get("", response_model=Page[replies.Conversation])
    async def find(user_id: str, q: str = "", cursor: str | None = None) -> dict[str, Any]:
        """Newest first; `q` searches titles and texts."""
        with as_problems():
            page = await chat.conversations.find(user_id, q, cursor)
        await audit.record(Action.CONTENT_READ, Subject("user", user_id))
        return {"items": [conversation_json(item) for item in page.items], "next_cursor": page.next_cursor}

    @router.get("/{conversation_id}", response_model=replies.ConversationDetail)
    async def open_one(user_id: str, conversation_id: str) -> dict[str, Any]:
        with as_problems():
            opened = await chat.conversations.open(user_id, conversation_id)
        await audit.record(
            Action.CONTENT_READ, Subject("conversation", conversation_id), after={"user": user_id}
        )
        return await opened_json(chat, opened)

    return router
