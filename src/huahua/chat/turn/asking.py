"""Asking the model: its words as they come, its tool calls, and at most a few questions more.

A second question follows where a tool call came without words (for a closing sentence) or could not be
carried out (the fault is fed back once). No turn asks more than `max_rounds` times.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, field

import structlog

from huahua.chat.config import ChatConfig
from huahua.chat.domain.fence import FenceReader
from huahua.chat.domain.modelling import (
    Asker,
    Finish,
    JsonObject,
    ModelRequest,
    ReasoningDelta,
    TextDelta,
    TokenCount,
    ToolCall,
)
from huahua.chat.domain.prompts import CALL_FAULT, PAINT_REPLY
from huahua.chat.domain.tools import BadToolCall, tool_definitions
from huahua.chat.domain.transcript import call_messages, fenced_call_messages
from huahua.chat.errors import ModelError, PaintingRefused
from huahua.chat.ports import Model
from huahua.chat.turn.answer import Answer
from huahua.chat.turn.brushwork import Brushwork
from huahua.chat.turn.setting import Setting
from huahua.kit.clock import Clock

log = structlog.get_logger(__name__)

EMPTY = "The model gave an empty answer. Ask again, or choose another model."
FILTERED = "The model's provider withheld this answer (content filter)."


@dataclass(slots=True)
class _Heard:
    """What one question brought: words (which were shown at once) and calls."""

    text: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    reason: str = ""


class Asking:
    """One turn's dialogue with the model."""

    def __init__(
        self,
        model: Model,
        brushwork: Brushwork,
        config: ChatConfig,
        clock: Clock,
        asker: Asker,
        setting: Setting,
        answer: Answer,
    ) -> None:
        self._model = model
        self._brushwork = brushwork
        self._config = config
        self._clock = clock
        self._asker = asker
        self._setting = setting
        self._answer = answer
        self._native = setting.facts.tools
        self._paints = asker.guest is None or asker.guest.paints
        self._used = [0, 0]
        self._cost_micros = 0

    async def run(self) -> None:
        """Raises ModelError where there is no answer, or only half of one."""
        messages = self._setting.messages(self._clock)
        choice, fault_fed = "auto", False
        for round in range(1, self._config.max_rounds + 1):
            heard = await self._listen(messages, choice, round)
            if not heard.calls or choice == "none" or not self._paints:
                self._check_ended(heard)
                break
            results, faults = await self._carry_out(heard.calls)
            if faults and fault_fed:
                self._report(faults)
                break
            if not faults and self._answer.has_text:
                return
            fault_fed = bool(faults)
            choice = "auto" if faults else "none"
            messages = messages + self._told(heard, results)
            self._answer.begin_paragraph()
        if self._answer.paintings and not self._answer.has_text:
            await self._answer.say(PAINT_REPLY[self._setting.lang])

    async def _listen(self, messages: list[JsonObject], choice: str, round: int) -> _Heard:
        heard, shown = _Heard(), []
        fence = None if self._native or not self._paints else FenceReader(f"call_{round}")
        async with aclosing(self._model.stream(self._asker, self._request(messages, choice))) as events:
            used = TokenCount(0, 0)
            async for event in events:
                match event:
                    case TextDelta(text):
                        visible = fence.feed(text) if fence else text
                        shown.append(visible)
                        await self._answer.say(visible)
                    case ReasoningDelta(text):
                        await self._answer.think(text)
                    case ToolCall():
                        heard.calls.append(event)
                    case TokenCount():
                        used = event
                    case Finish(reason):
                        heard.reason = reason
        if fence:
            rest = fence.finish()
            shown.append(rest)
            await self._answer.say(rest)
            heard.calls = fence.calls
        heard.text = "".join(shown).strip()
        await self._count(used)
        return heard

    def _request(self, messages: list[JsonObject], choice: str) -> ModelRequest:
        tools = tool_definitions(self._setting.known) if self._native and self._paints else []
        return ModelRequest(self._setting.facts.id, messages, tools, choice)

    async def _count(self, used: TokenCount) -> None:
        if used.prompt_tokens or used.completion_tokens or used.cost_micros:
            self._used[0] += used.prompt_tokens
            self._used[1] += used.completion_tokens
            counts: JsonObject = {"prompt_tokens": self._used[0], "completion_tokens": self._used[1]}
            if used.served_by:
                counts["served_by"] = used.served_by
            if used.currency:
                self._cost_micros += used.cost_micros
                counts["cost"] = {"amount_micros": self._cost_micros, "currency": used.currency}
            await self._answer.emit("usage", counts)

    async def _carry_out(
        self, calls: list[ToolCall]
    ) -> tuple[list[JsonObject], list[BadToolCall | PaintingRefused]]:
        """One result for each call, and the faults among them."""
        results: list[JsonObject] = []
        faults: list[BadToolCall | PaintingRefused] = []
        for call in calls:
            try:
                result = await self._brushwork.carry_out(
                    self._asker, self._answer, call, self._setting.question.text, self._setting.known
                )
            except (BadToolCall, PaintingRefused) as fault:
                log.info("tool_call_not_carried_out", tool=call.name[:40], reason=str(fault)[:200])
                faults.append(fault)
                code = fault.code if isinstance(fault, PaintingRefused) else "tool_call_failed"
                result = {"status": "failed", "error": {"code": code, "message": str(fault)}}
            results.append(result)
        return results, faults

    def _told(self, heard: _Heard, results: list[JsonObject]) -> list[JsonObject]:
        if self._native:
            return call_messages(heard.calls, results, heard.text)
        return fenced_call_messages(heard.calls, results, heard.text, self._setting.lang)

    def _check_ended(self, heard: _Heard) -> None:
        if heard.reason == "content_filter" and not heard.text:
            raise ModelError(FILTERED, code="content_filter")
        if not self._answer.has_text and not self._answer.paintings:
            raise ModelError(EMPTY, code="empty_answer")

    def _report(self, faults: list[BadToolCall | PaintingRefused]) -> None:
        """Twice in a row the model asked for what cannot be done. Where it was the painter who refused, its reason is
        told as it is."""
        if not self._answer.paintings:
            if isinstance(faults[0], PaintingRefused):
                raise faults[0]
            reason = f"{CALL_FAULT[self._setting.lang]} ({faults[0]})"
            raise ModelError(reason, code="tool_call_failed")
