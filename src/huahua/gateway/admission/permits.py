"""What a key may be used for. Errors name the key's own rule, so that its owner knows what to change."""

from __future__ import annotations

from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, Task
from huahua.gateway.errors import NotAllowed
from huahua.kit.limits import Restrictions

_ENDPOINT = {
    Task.DIALOGUE: "chat",
    Task.EMBEDDING: "embeddings",
    Task.PAINTING: "images",
    Task.AVATAR: "images",
    Task.SPEECH: "audio",
    Task.TRANSCRIPTION: "audio",
    Task.MODERATION: "moderations",
    Task.RERANK: "rerank",
    Task.REALTIME: "realtime",
}
"""Of `kit.limits.ENDPOINTS`."""


def check_call(ask: Ask) -> None:
    """Raises NotAllowed."""
    restrictions = ask.caller.restrictions
    if restrictions is None:
        return
    check_endpoint(restrictions, _ENDPOINT[ask.task])
    check_model(restrictions, ask.model)


def check_model(restrictions: Restrictions, model: str) -> None:
    if restrictions.models is not None and model not in restrictions.models:
        raise NotAllowed(
            f"This API key may not use the model '{model}'. Its owner can allow it on the page 'API keys'.",
            code="key_not_for_model",
            param="model",
        )


def check_endpoint(restrictions: Restrictions, endpoint: str) -> None:
    if restrictions.endpoints is not None and endpoint not in restrictions.endpoints:
        raise NotAllowed(
            f"This API key may not be used for {endpoint}. Its owner can allow it on the page 'API keys'.",
            code="key_not_for_endpoint",
        )


def check_address(caller: Caller, host: str | None) -> None:
    """`host`: where the call comes from, as the connection names it. Raises NotAllowed."""
    restrictions = caller.restrictions
    if restrictions is not None and not restrictions.allows_address(host):
        raise NotAllowed("This API key may not be used from your address.", code="key_not_for_address")
