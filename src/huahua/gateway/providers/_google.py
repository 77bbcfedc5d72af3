"""Access tokens for Google Cloud, by Google's own `google-auth`, which is imported at the first call only.

A service account's token is fetched through this process's guarded client, because its JSON names the address to
ask. Without a key the metadata server of the machine is asked, whose address is Google's and nobody else's.
https://google-auth.readthedocs.io
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import msgspec

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import UpstreamCredential
from huahua.gateway.providers._faults import upstream_faults
from huahua.infra.http import Outbound

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_FETCH_S = 30.0
_MAX_BYTES = 64 * 1024
_RENEW_S = 300.0
"""A token lives an hour; it is fetched anew this long before its end."""


class GoogleTokens:
    """The token of one account. Calls that come while it is fetched wait for the same one."""

    def __init__(
        self, config: ProviderConfig, outbound: Outbound, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._config = config
        self._outbound = outbound
        self._monotonic = monotonic
        self._fetching = asyncio.Lock()
        self._token = ""
        self._until = 0.0

    async def token(self) -> str:
        """Raises UpstreamCredential, or as the outbound client where the address cannot be asked."""
        if self._monotonic() >= self._until:
            async with self._fetching:
                if self._monotonic() >= self._until:
                    await self._fetch()
        return self._token

    async def _fetch(self) -> None:
        from google.auth.exceptions import GoogleAuthError

        who = f"The provider '{self._config.name}'"
        transport = _GuardedTransport(self._outbound, self._config, asyncio.get_running_loop())
        try:
            with upstream_faults(self._config):
                async with asyncio.timeout(_FETCH_S):
                    self._token, lives_s = await asyncio.to_thread(_refresh, self._config.api_key, transport)
        except TimeoutError as fault:
            raise UpstreamCredential(f"{who} got no access token from Google in time.") from fault
        except (GoogleAuthError, ValueError) as fault:
            # Not chained: the cause may quote the account's JSON.
            raise UpstreamCredential(
                f"{who} got no access token: Google did not accept the configured account "
                f"({type(fault).__name__})."
            ) from None
        self._until = self._monotonic() + max(0.0, lives_s - _RENEW_S)


@dataclass(frozen=True, slots=True)
class _Reply:
    """What google-auth reads of a reply."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _GuardedTransport:
    """google-auth's way out, in its thread, over the guarded client of the loop."""

    def __init__(self, outbound: Outbound, config: ProviderConfig, loop: asyncio.AbstractEventLoop) -> None:
        self._outbound = outbound
        self._config = config
        self._loop = loop

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> _Reply:
        asking = self._outbound.request(
            method,
            url,
            headers={name.lower(): value for name, value in (headers or {}).items()},
            body=body,
            allow_private=self._config.allow_private,
            connect_timeout_s=self._config.connect_timeout_s,
            timeout_s=min(timeout or _FETCH_S, _FETCH_S),
            max_bytes=_MAX_BYTES,
        )
        reply = asyncio.run_coroutine_threadsafe(asking, self._loop).result(_FETCH_S)
        return _Reply(reply.status, reply.headers, reply.body)


def _refresh(key: str, transport: _GuardedTransport) -> tuple[str, float]:
    """The token and the seconds that it lives. Runs in a thread: google-auth blocks. Raises GoogleAuthError, and
    ValueError where something is missing in the JSON."""
    way_out: Any = transport
    if key:
        credentials = _account(msgspec.json.decode(key))
    else:
        credentials = import_module("google.auth.compute_engine").Credentials()
        way_out = import_module("google.auth.transport._http_client").Request()
    credentials.refresh(way_out)
    now = datetime.now(UTC).replace(tzinfo=None)
    lives = credentials.expiry - now if credentials.expiry is not None else timedelta()
    return str(credentials.token), lives.total_seconds()


def _account(info: dict[str, Any]) -> Any:
    if info.get("type") == "authorized_user":
        users = import_module("google.oauth2.credentials").Credentials
        return users.from_authorized_user_info(info, SCOPES)
    services = import_module("google.oauth2.service_account").Credentials
    return services.from_service_account_info(info, scopes=SCOPES)
