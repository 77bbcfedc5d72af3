"""What a provider says of itself (OpenID Connect Discovery 1.0), and the keys it signs with, remembered for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from huahua.accounts.signin.oidc.domain import Provider
from huahua.accounts.signin.oidc.errors import ProviderUnavailable
from huahua.accounts.signin.oidc.ports import Fetch
from huahua.infra.addresses import parse_ip
from huahua.kit.clock import Clock, utc_now

WELL_KNOWN = "/.well-known/openid-configuration"
FRESH_FOR = timedelta(hours=1)
KEYS_AGAIN_AFTER = timedelta(seconds=30)
"""At the earliest, for a key that is unknown: a provider may have changed its keys, or somebody made one up."""


@dataclass(frozen=True, slots=True)
class Metadata:
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    algorithms: frozenset[str]
    secret_in_form: bool
    """Whether the token endpoint takes the secret in the form only."""
    names_itself: bool
    """Whether the answer must say who answers (RFC 9207)."""


@dataclass(slots=True)
class _Known:
    metadata: Metadata
    metadata_at: datetime
    keys: list[dict[str, Any]]
    keys_at: datetime


class Discovery:
    def __init__(self, fetch: Fetch, *, clock: Clock = utc_now) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[tuple[str, str], _Known] = {}
        """By name and issuer: an operator may send a name elsewhere."""
        self._turn = asyncio.Lock()

    async def metadata(self, provider: Provider) -> Metadata:
        """Raises ProviderUnavailable."""
        return (await self._look(provider)).metadata

    async def keys(self, provider: Provider, *, with_id: str | None) -> list[dict[str, Any]]:
        """The provider's keys as JWKs; fetched again where none has this id. Raises ProviderUnavailable."""
        known = await self._look(provider)
        has_it = with_id is None or any(key.get("kid") == with_id for key in known.keys)
        if not has_it and self._clock() - known.keys_at >= KEYS_AGAIN_AFTER:
            known.keys = await self._fetch_keys(provider, known.metadata)
            known.keys_at = self._clock()
        return known.keys

    async def _look(self, provider: Provider) -> _Known:
        async with self._turn:
            place = provider.name, provider.issuer
            known = self._known.get(place)
            if known is None or self._clock() - known.metadata_at >= FRESH_FOR:
                url = provider.issuer.rstrip("/") + WELL_KNOWN
                said = await self._fetch.get(url, allow_private=reaches_private(provider))
                metadata, now = read_metadata(provider, said), self._clock()
                keys = await self._fetch_keys(provider, metadata)
                known = self._known[place] = _Known(metadata, now, keys, now)
            return known

    async def _fetch_keys(self, provider: Provider, metadata: Metadata) -> list[dict[str, Any]]:
        said = await self._fetch.get(metadata.jwks_uri, allow_private=reaches_private(provider))
        keys = said.get("keys")
        if not isinstance(keys, list):
            raise ProviderUnavailable("the provider has no keys")
        return [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]


def read_metadata(provider: Provider, said: Mapping[str, Any]) -> Metadata:
    """Raises ProviderUnavailable where the provider is not who it was asked for (section 4.3), or has endpoints that
    a secret must not be sent to."""
    if said.get("issuer") != provider.issuer:
        raise ProviderUnavailable("the provider gives itself another name than the settings")

    def endpoint(name: str) -> str:
        url = said.get(name)
        if not isinstance(url, str) or not is_safe_url(url, plain=provider.issuer.startswith("http://")):
            raise ProviderUnavailable(f"the provider's {name} cannot be used")
        return url

    listed = said.get("id_token_signing_alg_values_supported")
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        issuer=provider.issuer,
        authorization_endpoint=endpoint("authorization_endpoint"),
        token_endpoint=endpoint("token_endpoint"),
        jwks_uri=endpoint("jwks_uri"),
        userinfo_endpoint=endpoint("userinfo_endpoint") if said.get("userinfo_endpoint") else None,
        algorithms=frozenset(text for text in listed if isinstance(text, str))
        if isinstance(listed, list)
        else frozenset({"RS256"}),
        secret_in_form="client_secret_basic" not in ways and "client_secret_post" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def is_safe_url(url: str, *, plain: bool) -> bool:
    """`https`, or with `plain` also `http` to this machine itself."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.fragment or parts.username is not None:
        return False
    return parts.scheme == "https" or (plain and parts.scheme == "http" and _is_loopback(host))


def reaches_private(provider: Provider) -> bool:
    """Whether the provider may be in this machine or network: where the operator says so, or names this machine."""
    return provider.allow_private or (
        provider.issuer.startswith("http://") and _is_loopback_url(provider.issuer)
    )


def _is_loopback_url(url: str) -> bool:
    return _is_loopback(urlsplit(url).hostname or "")


def _is_loopback(host: str) -> bool:
    address = parse_ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)
