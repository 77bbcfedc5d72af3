"""Carrying out wishes for pictures: each becomes a painting run, which goes on after the answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from huahua.chat.config import ChatConfig
from huahua.chat.domain.conversation import ToolRecord
from huahua.chat.domain.modelling import Asker, JsonObject, ToolCall
from huahua.chat.domain.painting import KnownPicture, PaintingRef, PaintSpec
from huahua.chat.domain.pictures import pending_source
from huahua.chat.domain.tools import BadToolCall, read_call
from huahua.chat.ports import MessageRepository, Painter
from huahua.chat.turn.answer import Answer
from huahua.chat.turn.styles import StyleShelf
from huahua.infra.db import Database
from huahua.jobs.api import RunNotFound, RunService

MAX_GUEST_PAINTINGS = 1
"""Of one picture each, in one answer to a guest."""


class Brushwork:
    def __init__(
        self,
        db: Database,
        messages: MessageRepository,
        runs: RunService,
        painter: Painter,
        config: ChatConfig,
        styles: StyleShelf,
    ) -> None:
        self._db = db
        self._messages = messages
        self._runs = runs
        self._painter = painter
        self._config = config
        self._styles = styles

    async def carry_out(
        self, asker: Asker, answer: Answer, call: ToolCall, words: str, known: Sequence[KnownPicture]
    ) -> JsonObject:
        """Begin what a tool call asks for; the result that the model is told.

        Raises BadToolCall or PaintingRefused, whose messages the model is told instead.
        """
        most = self._config.max_paintings if asker.guest is None else MAX_GUEST_PAINTINGS
        if len(answer.paintings) >= most:
            raise BadToolCall(f"no more than {most} paintings in one answer")
        spec, arguments = read_call(call, words, known)
        if asker.guest is not None:
            spec = replace(spec, count=1)
        if spec.source_id is not None and pending_source(spec.source_id):
            spec = replace(spec, source_id=await self._finished(asker, answer, spec.source_id, call.id))
        if spec.source_id is not None:
            arguments = arguments | {"picture": spec.source_id}
        await self.begin(asker, answer, spec, ToolRecord(_record_id(call, answer), call.name, arguments, ""))
        return {
            "status": "started",
            "note": "It is being painted and will appear beneath your answer by itself.",
        }

    async def begin(self, asker: Asker, answer: Answer, spec: PaintSpec, record: ToolRecord) -> None:
        """Queue the painting and note it in the message, both or neither. Raises PaintingRefused."""
        spec = await self._styles.chosen(asker, replace(spec, dialogue_model=answer.message.model))
        message = answer.message
        prompt = spec.prompt or spec.instruction
        step_id = f"{record.id}-{len(answer.paintings) + 1}"
        await answer.step(f"{step_id}.prompt", "prompt", "done", prompt)
        async with self._db.write() as connection:
            run_id = await self._painter.begin(asker, message.conversation_id, message.id, spec, connection)
            ref = PaintingRef(run_id, prompt, spec.count, spec.aspect)
            paintings, calls = answer.with_painting(ref, replace(record, painting_run_id=run_id))
            await self._messages.set_paintings(connection, message.id, paintings, calls)
        answer.paintings, answer.calls = list(paintings), list(calls)
        self._painter.kick()
        await answer.painting_began(ref, step_id)

    async def _finished(self, asker: Asker, answer: Answer, picture_id: str, call_id: str) -> str:
        """Wait for a picture that is still being painted; its id. Raises BadToolCall."""
        run_id, number = pending_source(picture_id) or ("", 0)
        step_id = f"{call_id}.wait"
        await answer.step(step_id, "wait", "started")
        try:
            async with asyncio.timeout(self._config.source_wait_s):
                await wait_for_run(self._runs, run_id, asker.user_id)
        except TimeoutError as fault:
            await answer.step(step_id, "wait", "failed")
            raise BadToolCall(
                "that picture is still being painted; it can be changed once it is there"
            ) from fault
        slot: dict[str, Any] = (await self._painter.slots(asker.user_id, [run_id])).get(run_id, {})
        pictures = slot.get("pictures", [])
        if not pictures:
            await answer.step(step_id, "wait", "failed")
            raise BadToolCall("that picture could not be painted, so it cannot be changed")
        await answer.step(step_id, "wait", "done")
        found: str = pictures[min(number, len(pictures)) - 1]["id"]
        return found


def _record_id(call: ToolCall, answer: Answer) -> str:
    """The call's id as every vendor takes it back: letters, digits, `_` and `-`, once in an answer."""
    id = re.sub(r"[^A-Za-z0-9_-]", "_", call.id)[:40] or "call"
    return f"{id}-{len(answer.calls) + 1}" if any(known.id == id for known in answer.calls) else id


async def wait_for_run(runs: RunService, run_id: str, user_id: str) -> None:
    """Until the run has ended, one way or another."""
    try:
        async for event in runs.follow(run_id, user_id):
            if event.is_terminal:
                return
    except RunNotFound:
        return
