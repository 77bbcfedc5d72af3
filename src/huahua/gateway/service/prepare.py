"""A caller's body as one provider takes it."""

from __future__ import annotations

import msgspec

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.calls import ChatCall, Dialect, JsonObject
from huahua.gateway.outcomes import plain
from huahua.gateway.translate import translate_request

_TRUE, _FALSE = msgspec.Raw(b"true"), msgspec.Raw(b"false")


def prepare(
    candidate: Candidate, dialect: Dialect, body: JsonObject, request_id: str, *, stream: bool | None
) -> ChatCall:
    """The provider's dialect, its model id, and the row's own options as defaults."""
    provider, row = candidate.provider, candidate.row
    prepared = {**row.options, **body, "model": row.model}
    if stream is not None:
        prepared["stream"] = _TRUE if stream else _FALSE
    if provider.dialect is not dialect or not getattr(provider, "accepts_raw", False):
        keep = getattr(provider, "keeps_cache_markers", False)
        prepared = translate_request(plain(prepared), dialect, provider.dialect, keep_cache_control=keep)
    return ChatCall(request_id, row.model, prepared)
