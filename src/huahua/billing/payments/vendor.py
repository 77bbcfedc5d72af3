"""Asking a payment provider over HTTP: guarded addresses, one time-out, small replies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from huahua.billing.payments.errors import ProviderAway
from huahua.infra.http import Outbound, OutboundError, OutboundResponse

TIMEOUT_S = 15.0
MAX_BYTES = 1024 * 1024


class Vendor:
    def __init__(self, outbound: Outbound, base_url: str, *, allow_private: bool = False) -> None:
        self.base_url = base_url.rstrip("/")
        self._outbound = outbound
        self._allow_private = allow_private

    async def call(
        self, method: str, path: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> OutboundResponse:
        """Any answer below 500, but 429. Raises ProviderAway: nobody knows what became of the request."""
        try:
            reply = await self._outbound.request(
                method,
                self.base_url + path,
                headers=headers,
                body=body,
                allow_private=self._allow_private,
                timeout_s=TIMEOUT_S,
                max_bytes=MAX_BYTES,
            )
        except OutboundError as fault:
            raise ProviderAway(str(fault)) from fault
        if reply.status >= 500 or reply.status == 429:
            raise ProviderAway(f"answered {reply.status}")
        return reply


def json_object(body: bytes | str) -> dict[str, Any]:
    """Raises ProviderAway for anything else."""
    try:
        found = json.loads(body)
    except ValueError as fault:
        raise ProviderAway("the answer is no JSON") from fault
    if not isinstance(found, dict):
        raise ProviderAway("the answer is no JSON object")
    return found
