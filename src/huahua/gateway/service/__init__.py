"""The gateway's use cases, one module per verb; whoever asks (an SDK, the chat, a painting run) comes here.

One call, in order: check → ask → admit → look in the cache → plan → hold → attempt → settle → record.
"""

from __future__ import annotations

from huahua.gateway.service.catalogue import CatalogueVerbs
from huahua.gateway.service.complete import CompletionVerbs
from huahua.gateway.service.embed import EmbedVerbs
from huahua.gateway.service.explain import ExplainVerbs
from huahua.gateway.service.paint import PaintVerbs
from huahua.gateway.service.realtime import RealtimeVerbs
from huahua.gateway.service.relay import RelayVerbs

__all__ = ["GatewayService"]


class GatewayService(
    CompletionVerbs, EmbedVerbs, PaintVerbs, RelayVerbs, RealtimeVerbs, ExplainVerbs, CatalogueVerbs
):
    """Every verb raises only errors of `gateway.errors`."""
