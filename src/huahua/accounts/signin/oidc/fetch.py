"""JSON over the guarded way out: only addresses that may be reached, small answers, no redirects."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from huahua.accounts.signin.oidc.errors import ProviderUnavailable
from huahua.infra.http import Outbound, OutboundError

TIMEOUT_S = 10.0
MAX_BYTES = 1024 * 1024


class OutboundFetch:
    """Implements `ports.Fetch`."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    async def get(self, url: str, *, allow_private: bool, bearer: str | None = None) -> dict[str, Any]:
        headers = {"accept": "application/json"}
        if bearer is not None:
            headers["authorization"] = f"Bearer {bearer}"
        status, body = await self._exchange("GET", url, headers, None, allow_private)
        if status != 200:
            raise ProviderUnavailable(f"the provider answered {status}")
        return body

    async def post(
        self,
        url: str,
        form: Mapping[str, str],
        *,
        allow_private: bool,
        basic: tuple[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
        if basic is not None:  # both parts are form-encoded first: RFC 6749, section 2.3.1
            pair = ":".join(quote_plus(part) for part in basic)
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return await self._exchange("POST", url, headers, urlencode(form).encode(), allow_private)

    async def _exchange(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, allow_private: bool
    ) -> tuple[int, dict[str, Any]]:
        try:
            reply = await self._outbound.request(
                method,
                url,
                headers=headers,
                body=body,
                allow_private=allow_private,
                connect_timeout_s=TIMEOUT_S,
                timeout_s=TIMEOUT_S,
                max_bytes=MAX_BYTES,
            )
            found = json.loads(reply.body)
        except (OutboundError, ValueError, RecursionError) as fault:
            raise ProviderUnavailable("the provider does not answer as one") from fault
        if not isinstance(found, dict):
            raise ProviderUnavailable("the provider does not answer as one")
        return reply.status, found
