"""OpenAI's legacy completions over chat: several prompts are several calls side by side.

https://platform.openai.com/docs/api-reference/completions
"""

from __future__ import annotations

import asyncio
from functools import partial, reduce

from huahua.gateway.domain.ask import NO_CONTROLS, Controls
from huahua.gateway.domain.calls import Caller, Dialect, JsonObject
from huahua.gateway.domain.money import together
from huahua.gateway.domain.usage import add_usage
from huahua.gateway.outcomes import ChatStream, Outcome, plain
from huahua.gateway.service.chat import ChatVerbs
from huahua.gateway.service.prompts import AT_ONCE, PromptStreams
from huahua.gateway.translate.completions import (
    ChatsToCompletionStream,
    completion_to_chat,
    merge_completions,
    prompts_of,
)
from huahua.kit.side_by_side import side_by_side


class CompletionVerbs(ChatVerbs):
    async def complete(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> Outcome:
        """A whole `text_completion`, its choices numbered prompt by prompt. The first fault is that of all."""
        asked = plain(body)
        prompts = prompts_of(asked)
        calls = [completion_to_chat(asked, prompt) for prompt in prompts]
        places = asyncio.Semaphore(AT_ONCE)

        async def ask(number: int, call: JsonObject) -> Outcome:
            async with places:
                return await self.chat(caller, Dialect.OPENAI, call, _own_id(request_id, number), controls)

        outcomes = await side_by_side(ask(number, call) for number, call in enumerate(calls))
        usage = reduce(add_usage, (outcome.usage for outcome in outcomes))
        replies = [outcome.body for outcome in outcomes]
        merged = merge_completions(replies, prompts, usage, asked.get("echo") is True)
        receipt = together([outcome.receipt for outcome in outcomes])
        return Outcome(Dialect.OPENAI, merged, usage, outcomes[0].route, receipt)

    async def complete_stream(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> ChatStream:
        """The same, streamed: the chunks of all prompts as they come, each choice by its number. Returns when the first
        event of any has arrived."""
        asked = plain(body)
        prompts = prompts_of(asked)
        translator = ChatsToCompletionStream(asked, prompts)
        opens = [
            partial(
                self.stream,
                caller,
                Dialect.OPENAI,
                completion_to_chat(asked, prompt),
                _own_id(request_id, number),
                controls,
            )
            for number, prompt in enumerate(prompts)
        ]
        streams = PromptStreams(opens, translator)
        route = await streams.begun()
        return ChatStream(None, streams, route, Dialect.OPENAI, _no_end, streams.receipt)


def _own_id(request_id: str, number: int) -> str:
    """Every call has an id of its own, since usage is recorded once for each id."""
    return request_id if number == 0 else f"{request_id}-{number}"


async def _no_end(_fault: BaseException | None) -> None:
    """Each prompt's stream hands in its own usage."""
