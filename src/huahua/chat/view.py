"""Conversations and messages as the page sees them, with what the painter knows of their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from huahua.chat.domain.conversation import Conversation, Message
from huahua.chat.domain.language import Lang, language
from huahua.chat.domain.modelling import JsonObject
from huahua.chat.domain.painting import PaintingRef, PictureJson, Slot
from huahua.chat.domain.prompts import STEP_TITLES
from huahua.chat.ports import Painter
from huahua.kit.clock import iso

_STEP_STATES = {"queued": "started", "running": "started", "done": "done"}


def conversation_json(conversation: Conversation) -> JsonObject:
    return {
        "id": conversation.id,
        "title": conversation.title or None,
        "model": conversation.model,
        "leaf_id": conversation.leaf_id,
        "created_at": iso(conversation.created_at),
        "updated_at": iso(conversation.updated_at),
        "running_run_id": conversation.running_run_id,
    }


class MessageViews:
    """Renders messages; asks the painter once for all of them."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter

    async def render(self, user_id: str, messages: Sequence[Message]) -> list[JsonObject]:
        attached = {id for message in messages for id in message.attachments}
        runs = [ref.painting_run_id for message in messages for ref in message.paintings]
        pictures = await self._painter.pictures_of(user_id, sorted(attached)) if attached else {}
        slots = await self._painter.slots(user_id, runs) if runs else {}
        return [_message_json(message, pictures, slots) for message in messages]


def _message_json(
    message: Message, pictures: Mapping[str, PictureJson], slots: Mapping[str, Slot]
) -> JsonObject:
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "parent_id": message.parent_id,
        "role": message.role,
        "text": message.text,
        "reasoning": message.reasoning or None,
        "model": message.model,
        "status": message.status,
        "run_id": message.run_id,
        "attachments": [pictures[id] for id in message.attachments if id in pictures],
        "pictures": [slots.get(ref.painting_run_id) or _gone(ref) for ref in message.paintings],
        "steps": list(_steps(message.steps, slots, language([message.text]))),
        "usage": message.usage,
        "error": message.error,
        "feedback": message.feedback,
        "created_at": iso(message.created_at),
    }


def _gone(ref: PaintingRef) -> Slot:
    """The slot of a painting whose pictures were deleted."""
    return ref.to_json() | {
        "latest_run_id": ref.painting_run_id,
        "status": "done",
        "pictures": [],
        "places": [],
        "missing": [],
        "error": None,
    }


def _steps(steps: Iterable[JsonObject], slots: Mapping[str, Slot], lang: Lang) -> Iterable[JsonObject]:
    """Painting goes on after the answer: its steps take their state, and the enriched prompt, from it."""
    for step in steps:
        slot = slots.get(step.get("painting_run_id", ""))
        if step["kind"] != "paint" or slot is None:
            yield step
            continue
        enriched = next((text for p in slot["pictures"] if (text := p.get("enriched_prompt"))), None)
        if enriched:
            yield _enriched(step, enriched, lang)
        yield step | {"state": _STEP_STATES.get(slot["status"], "failed")}


def _enriched(paint: JsonObject, detail: str, lang: Lang) -> JsonObject:
    return {
        "id": paint["id"].removesuffix(".paint") + ".enrich",
        "kind": "enrich",
        "state": "done",
        "title": STEP_TITLES["enrich"][lang],
        "detail": detail,
    }
