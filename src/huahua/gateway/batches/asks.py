"""How each endpoint of a batch is asked: through the gateway like any other call, in the lane of batches."""

from __future__ import annotations

from huahua.gateway.batches.ports import AskOne
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Caller, Dialect, JsonObject
from huahua.gateway.service import GatewayService

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
        return (await gateway.complete(caller, body, request_id, IN_THE_LANE)).encode()

    return {
        "/v1/completions": complete,
        "/v1/chat/completions": chat,
        "/v1/embeddings": embed,
        "/v1/moderations": moderate,
    }
