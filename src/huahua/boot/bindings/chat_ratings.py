"""The chat's port `Ratings`, bound to the gateway's scores."""

from __future__ import annotations

import logging

from huahua.gateway.api import RoutingAdmin, kind_of

log = logging.getLogger(__name__)


class GatewayRatings:
    """Implements `chat.ports.Ratings`. A score that cannot be saved takes nothing from the user's thumb."""

    def __init__(self, routing: RoutingAdmin) -> None:
        self._routing = routing

    async def rated(
        self, model: str, question: str, *, picture: bool, value: str | None, before: str | None
    ) -> None:
        try:
            kind = kind_of(question, picture=picture)
            await self._routing.record_feedback(model, kind, value, before)
        except Exception:
            log.exception("a thumb did not reach the scores")
