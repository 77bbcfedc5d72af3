"""Conversations and messages over HTTP, for the page."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Header, Query, Request, Response

from huahua.audit.api import Action, Recorder, Subject
from huahua.chat import replies
from huahua.chat.api import Chat
from huahua.chat.domain import export
from huahua.chat.domain.language import language
from huahua.chat.service.conversations import Opened
from huahua.chat.service.starting import Ask, Place, StartedTurn
from huahua.chat.shapes import (
    ConversationChange,
    FeedbackBody,
    NewConversation,
    RegenerateBody,
    SummaryBody,
    TurnBody,
    as_problems,
    asker_of,
)
from huahua.chat.view import conversation_json
from huahua.infra.identity import User
from huahua.kit.clock import iso
from huahua.kit.shapes import Page

_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {"description": "A download", "content": {"text/markdown": {}, "application/json": {}}}
}
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=100)]


def routes(chat: Chat, audit: Recorder) -> APIRouter:
    """Everything under `/api/conversations` and `/api/messages`."""
    router = APIRouter(prefix="/api", tags=["conversations"])
    _add_list(router, chat)
    _add_one(router, chat)
    _add_turns(router, chat)
    _add_keeping(router, chat, audit)
    return router


def _add_list(router: APIRouter, chat: Chat) -> None:
    @router.get("/conversations", response_model=Page[replies.Conversation])
    async def find(user: User, q: str = "", cursor: str | None = None) -> dict[str, Any]:
        """Newest first; `q` searches titles and texts."""
        with as_problems():
            page = await chat.conversations.find(user.user_id, q, cursor)
        return {"items": [conversation_json(item) for item in page.items], "next_cursor": page.next_cursor}

    @router.post("/conversations", status_code=201, response_model=replies.Conversation)
    async def create(user: User, body: NewConversation | None = None) -> dict[str, Any]:
        with as_problems():
            return conversation_json(
                await chat.conversations.create(asker_of(user), body.model if body else None)
            )


def _add_one(router: APIRouter, chat: Chat) -> None:
    @router.get("/conversations/{conversation_id}", response_model=replies.ConversationDetail)
    async def show(conversation_id: str, user: User) -> dict[str, Any]:
        """The conversation with its whole tree of messages and the key facts kept of it."""
        with as_problems():
            opened = await chat.conversations.open(user.user_id, conversation_id)
        return await opened_json(chat, opened)

    @router.patch("/conversations/{conversation_id}", response_model=replies.Conversation)
    async def change(conversation_id: str, body: ConversationChange, user: User) -> dict[str, Any]:
        with as_problems():
            return conversation_json(
                await chat.conversations.change(
                    asker_of(user),
                    conversation_id,
                    title=body.title,
                    model=body.model,
                    leaf_id=body.leaf_id,
                )
            )

    @router.delete("/conversations/{conversation_id}", status_code=204)
    async def delete(
        conversation_id: str, user: User, pictures: Literal["keep", "delete"] = "keep"
    ) -> Response:
        with as_problems():
            await chat.conversations.delete(user.user_id, conversation_id, with_pictures=pictures == "delete")
        return Response(status_code=204)


def _add_turns(router: APIRouter, chat: Chat) -> None:
    @router.post("/conversations/{conversation_id}/turns", status_code=201, response_model=replies.Turn)
    async def say(
        conversation_id: str, body: TurnBody, user: User, idempotency_key: IdempotencyKey = None
    ) -> dict[str, Any]:
        """Say something; the answer is followed through its run."""
        ask = Ask(
            body.text,
            body.attachments,
            body.model,
            _place(body),
            body.paint.mode() if body.paint else None,
            body.client_key or idempotency_key,
        )
        with as_problems():
            turn = await chat.turns.start(asker_of(user), conversation_id, ask)
        return await _turn_json(chat, turn)

    @router.post("/messages/{message_id}/regenerate", status_code=201, response_model=replies.Turn)
    async def regenerate(
        message_id: str,
        user: User,
        body: RegenerateBody | None = None,
        idempotency_key: IdempotencyKey = None,
    ) -> dict[str, Any]:
        """Another answer beside this one."""
        body = body or RegenerateBody()
        with as_problems():
            turn = await chat.turns.regenerate(
                asker_of(user), message_id, body.model, body.client_key or idempotency_key
            )
        return await _turn_json(chat, turn)

    @router.post("/messages/{message_id}/feedback", response_model=replies.Message)
    async def feedback(message_id: str, body: FeedbackBody, user: User) -> dict[str, Any]:
        with as_problems():
            message = await chat.conversations.give_feedback(user.user_id, message_id, body.value)
        return (await chat.views.render(user.user_id, [message]))[0]


def _add_keeping(router: APIRouter, chat: Chat, audit: Recorder) -> None:
    @router.get("/conversations/{conversation_id}/export", response_class=Response, responses=_EXPORT)
    async def download(
        conversation_id: str,
        user: User,
        request: Request,
        format: Annotated[Literal["markdown", "json"], Query()] = "markdown",
    ) -> Response:
        """Markdown holds the path on the page; JSON holds every branch."""
        with as_problems():
            opened = await chat.conversations.open(user.user_id, conversation_id)
        data = await opened_json(chat, opened)
        title = opened.conversation.title
        subject = Subject("conversation", conversation_id)
        await audit.record(Action.CONVERSATION_EXPORTED, subject, after={"format": format})
        if format == "json":
            body = export.to_json(**data, exported_at=iso(chat.clock()))
            content = msgspec.json.format(msgspec.json.encode(body), indent=2)
            return _file(content, "application/json", export.file_name(title, "json"))
        shown = {message.id for message in opened.path}
        path = [message for message in data["messages"] if message["id"] in shown]
        lang = language([title, *(message["text"] for message in path)])
        text = export.to_markdown(data["conversation"], path, lang, str(request.base_url).rstrip("/"))
        return _file(text.encode(), "text/markdown; charset=utf-8", export.file_name(title, "md"))

    @router.put("/conversations/{conversation_id}/summary", response_model=replies.Summary)
    async def keep_facts(conversation_id: str, body: SummaryBody, user: User) -> dict[str, Any]:
        """Correct the key facts that answers build on."""
        with as_problems():
            facts = await chat.conversations.keep_facts(user.user_id, conversation_id, body.facts)
        return {"facts": list(facts)}

    @router.delete("/conversations/{conversation_id}/summary", status_code=204)
    async def forget_facts(conversation_id: str, user: User) -> Response:
        with as_problems():
            await chat.conversations.keep_facts(user.user_id, conversation_id, [])
        return Response(status_code=204)


def _place(body: TurnBody) -> str | Place:
    if "parent_id" not in body.model_fields_set:
        return Place.LEAF
    return body.parent_id if body.parent_id is not None else Place.ROOT


async def opened_json(chat: Chat, opened: Opened) -> dict[str, Any]:
    return {
        "conversation": conversation_json(opened.conversation),
        "messages": await chat.views.render(opened.conversation.user_id, opened.messages),
        "summary": opened.summary,
    }


async def _turn_json(chat: Chat, turn: StartedTurn) -> dict[str, Any]:
    question, answer = await chat.views.render(turn.question.user_id, [turn.question, turn.answer])
    return {"user_message": question, "assistant_message": answer, "run_id": turn.run_id}


def _file(content: bytes, media_type: str, name: str) -> Response:
    """A download; the name as RFC 6266 and RFC 5987 write it."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})
