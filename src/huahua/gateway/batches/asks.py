"""How each endpoint of a batch is asked: through the gateway like any other call, in the lane of batches."""

from __future__ import annotations

import msgspec

from huahua.gateway.batches.ports import AskOne
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Caller, Dialect, JsonObject
from huahua.gateway.errors import NotSupported
from huahua.gateway.outcomes import plain
from huahua.gateway.service import GatewayService
from huahua.gateway.translate.completions import completion_to_chat, merge_completions, prompts_of

IN_THE_LANE = Controls(priority="batch")


def asks_of(gateway: GatewayService) -> dict[str, AskOne]:
    """By endpoint."""

    async def chat(caller: Caller, body: JsonObject, request_id: str) -> bytes:
        return (await gateway.chat(caller, Dialect.OPENAI, body, request_id, IN_THE_LANE)).encode()

    async def embed(caller: Caller, body: JsonObject, request_id: str) -> bytes:
        return (await gateway.embed(caller, body, request_id, IN_THE_LANE)).encode()

    async def moderate(caller: Caller, body: JsonObject, request_id: str) -> bytes:
        return (await gateway.moderate(caller, body, request_id, IN_THE_LANE)).encode()

    async def complete(caller: Caller, body: JsonObject, request_id: str) -> bytes:
        asked = plain(body)
        prompts = prompts_of(asked)
        if len(prompts) > 1:
            raise NotSupported("One prompt to a line: each has an answer of its own.", param="prompt")
        chat_body = completion_to_chat(asked, prompts[0])
        outcome = await gateway.chat(caller, Dialect.OPENAI, chat_body, request_id, IN_THE_LANE)
        echo = asked.get("echo") is True
        return msgspec.json.encode(merge_completions([outcome.body], prompts, outcome.usage, echo))

    return {
        "/v1/completions": complete,
        "/v1/chat/completions": chat,
        "/v1/embeddings": embed,
        "/v1/moderations": moderate,
    }
