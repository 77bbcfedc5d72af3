"""The handler of runs of kind `chat`: read, ask or paint, save, and say how it ended."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import structlog

from huahua.chat.config import ChatConfig
from huahua.chat.domain.conversation import MessageStatus, PaintMode, ToolRecord
from huahua.chat.domain.language import language
from huahua.chat.domain.modelling import Asker, Guest, JsonObject, ModelRequest, ToolCall
from huahua.chat.domain.painting import PaintKind, PaintSpec
from huahua.chat.domain.prompts import PAINT_REPLY, WRITE_PROMPT
from huahua.chat.domain.text import clean
from huahua.chat.domain.tools import EDIT, MAX_PROMPT_CHARS, PAINT, BadToolCall, read_call, tool_definitions
from huahua.chat.errors import ChatError, ModelError
from huahua.chat.ports import ConversationRepository, MessageRepository, Model
from huahua.chat.turn.afterthoughts import Afterthoughts
from huahua.chat.turn.answer import Answer
from huahua.chat.turn.asking import Asking
from huahua.chat.turn.brushwork import Brushwork
from huahua.chat.turn.setting import Setting, SettingReader
from huahua.infra.db import Database
from huahua.jobs.api import Feed, Run, RunContext, RunFailure
from huahua.kit.clock import Clock

log = structlog.get_logger(__name__)

TOO_LONG = "The answer took too long and was ended; what was written is kept."
INTERNAL = "Something went wrong on the server; it has been logged."


class TurnHandler:
    def __init__(
        self,
        db: Database,
        conversations: ConversationRepository,
        messages: MessageRepository,
        feed: Feed,
        model: Model,
        brushwork: Brushwork,
        settings: SettingReader,
        afterthoughts: Afterthoughts,
        config: ChatConfig,
        clock: Clock,
    ) -> None:
        self._db = db
        self._conversations = conversations
        self._messages = messages
        self._feed = feed
        self._model = model
        self._brushwork = brushwork
        self._settings = settings
        self._afterthoughts = afterthoughts
        self._config = config
        self._clock = clock

    async def __call__(self, context: RunContext) -> dict[str, Any] | None:
        """Raises RunFailure with what the user is told."""
        run = context.run
        guest = Guest.from_json(run.request.get("guest"))
        asker = Asker(run.user_id, run.request["role"], run.request.get("key_id"), guest)
        message = await self._messages.get(run.request["message_id"], run.user_id)
        found = await self._settings.question_of(message, asker.guest_of) if message else None
        if message is None or found is None:
            return None  # the conversation was deleted meanwhile
        conversation, tree, path = found
        answer = Answer(context, message, language([path[-1].text]))
        setting = None
        try:
            async with asyncio.timeout(self._config.turn_timeout_s):
                facts = await self._model.facts(asker, message.model)
                setting = await self._settings.read(asker, conversation, tree, path, facts)
                answer.lang = setting.lang
                await self._answer(asker, setting, answer)
        except asyncio.CancelledError:
            await self._save(run, answer, MessageStatus.CANCELLED)
            raise
        except ChatError as fault:
            failure = RunFailure(fault.code, fault.message)
        except TimeoutError:
            failure = RunFailure("answer_timeout", TOO_LONG)
        except Exception:
            log.exception("turn_failed", run_id=run.id)
            failure = RunFailure("internal_error", INTERNAL)
        else:
            await self._save(run, answer, MessageStatus.DONE)
            await self._afterthoughts.after(asker, setting, answer)
            return {"message_id": message.id}
        await self._save(
            run, answer, MessageStatus.FAILED, {"code": failure.code, "message": failure.message}
        )
        if setting is not None:
            await self._afterthoughts.name(setting, answer)
        raise failure

    async def _answer(self, asker: Asker, setting: Setting, answer: Answer) -> None:
        if setting.question.paint is not None:
            await self._paint(asker, setting, answer, setting.question.paint)
            return
        asking = Asking(self._model, self._brushwork, self._config, self._clock, asker, setting, answer)
        await asking.run()

    async def _paint(self, asker: Asker, setting: Setting, answer: Answer, mode: PaintMode) -> None:
        """The composer's paint mode: the words are painted, or change the picture attached to them."""
        question = setting.question
        source = question.attachments[0] if question.attachments else None
        await answer.say(PAINT_REPLY[setting.lang])
        if source is not None:
            spec = PaintSpec(PaintKind.EDIT, question.text, "", instruction=question.text, source_id=source)
        else:
            spec = await self._wish(asker, setting, answer)
        spec = replace(
            spec,
            style=mode.style or spec.style,
            aspect=mode.aspect or spec.aspect,
            model=mode.model,
            adapters=mode.adapters,
        )
        arguments: JsonObject = (
            {"picture": source, "instruction": question.text} if source else {"prompt": spec.prompt}
        )
        record = ToolRecord(f"call_{question.id}", EDIT if source else PAINT, arguments, "")
        await self._brushwork.begin(asker, answer, spec, record)

    async def _wish(self, asker: Asker, setting: Setting, answer: Answer) -> PaintSpec:
        """What to paint: the built-in assistant finds count, style and shape among the words, and a
        language model writes a prompt."""
        words = setting.question.text
        if not setting.facts.builtin:
            return PaintSpec(PaintKind.PAINT, words, await self._written_prompt(asker, setting, answer))
        request = ModelRequest(
            setting.facts.id,
            [{"role": "user", "content": words}],
            tools=[tool for tool in tool_definitions([]) if tool["function"]["name"] == PAINT],
            tool_choice={"type": "function", "function": {"name": PAINT}},
        )
        try:
            async with aclosing(self._model.stream(asker, request)) as events:
                async for event in events:
                    if isinstance(event, ToolCall):
                        return read_call(event, words, [])[0]
        except (ModelError, BadToolCall) as fault:
            log.info("wish_not_read", reason=str(fault)[:200])
        return PaintSpec(PaintKind.PAINT, words, words)

    async def _written_prompt(self, asker: Asker, setting: Setting, answer: Answer) -> str:
        """A prompt by the model; the words themselves where it fails."""
        words = setting.question.text
        step_id = f"call_{setting.question.id}-1.prompt"
        await answer.step(step_id, "prompt", "started", words)
        request = ModelRequest(
            setting.facts.id,
            [
                {"role": "system", "content": WRITE_PROMPT[setting.lang]},
                {"role": "user", "content": words},
            ],
        )
        try:
            async with asyncio.timeout(self._config.note_timeout_s):
                written = clean((await self._model.complete(asker, request)).text).strip()
        except (ModelError, TimeoutError) as fault:
            log.info("prompt_not_written", reason=str(fault)[:200])
            return words
        return written[:MAX_PROMPT_CHARS] or words

    async def _save(
        self, run: Run, answer: Answer, status: MessageStatus, error: JsonObject | None = None
    ) -> None:
        """Write the message and free the conversation for the next turn, in one transaction."""
        for step in answer.draft.unfinished_steps():
            await answer.emit("step", step | {"state": "failed"})
        message, draft = answer.message, answer.draft
        async with self._db.write() as connection:
            await self._messages.settle(
                connection,
                message.id,
                status,
                text=draft.text,
                reasoning=draft.reasoning,
                steps=draft.steps,
                usage=draft.usage,
                error=error,
            )
            await self._conversations.release(connection, message.conversation_id, run.id, self._clock())
        await answer.emit("message.saved", {"message_id": message.id})
        self._feed.publish(message.user_id, "conversations", message.conversation_id)
