"""Who is asking: the value that edges receive, and the FastAPI dependencies that demand it.

`accounts` implements `Authenticator`; `boot` puts it on `app.state.authenticator`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Protocol, cast
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from huahua.infra.acting import note_identity
from huahua.infra.permissions import ACCOUNT_SCOPE, MODELS_SCOPE, Permission, permissions_of
from huahua.infra.problems import Problem
from huahua.kit.limits import Restrictions

SESSION_COOKIE = "huahua_session"


@dataclass(frozen=True, slots=True)
class Identity:
    """An authenticated person. Exactly one of `key_id` and `session_id` is set; `key_id` is that of an API key, or of
    the client that an access token was made for. `scopes` is None unless such a token limits what may be done."""

    user_id: str
    role: str
    key_id: str | None = None
    session_id: str | None = None
    scopes: frozenset[str] | None = None
    team_id: str | None = None
    """Of a key that belongs to a team."""
    project_id: str | None = None
    restrictions: Restrictions | None = None
    """What the key may be used for; None: everything."""

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.role) and self.has_scope(permission)

    def has_scope(self, scope: str) -> bool:
        return self.scopes is None or scope in self.scopes


class Authenticator(Protocol):
    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        """The owner of the API key or access token in `authorization: Bearer …` or `x-api-key`, if it is valid."""
        ...

    async def by_session(self, token: str) -> Identity | None: ...


async def identify(connection: HTTPConnection) -> Identity | None:
    """The caller by API key first, then by session cookie (only from this site's own pages). What the caller does from
    here on is done in their name (`infra.acting`)."""
    identity = await _identify(connection)
    if identity is not None:
        note_identity(identity.user_id, identity.role, identity.key_id)
    return identity


async def _identify(connection: HTTPConnection) -> Identity | None:
    authenticator = cast(Authenticator, connection.app.state.authenticator)
    headers = connection.headers
    if "authorization" in headers or "x-api-key" in headers:
        identity = await authenticator.by_headers(headers)
        if identity is not None:
            _tell_of_key(connection, identity)
            _check_key(connection, identity)
        return identity
    token = connection.cookies.get(SESSION_COOKIE)
    if token is None:
        return None
    check_origin(connection)
    return await authenticator.by_session(token)


OnKeyUse = Callable[[Identity, str | None, str], None]
"""Hears whose key was used, from which address, with which program: `app.state.on_key_use`, where there is one."""


def _tell_of_key(connection: HTTPConnection, identity: Identity) -> None:
    on_key_use: OnKeyUse | None = getattr(connection.app.state, "on_key_use", None)
    if on_key_use is not None:
        client = connection.client
        on_key_use(identity, client.host if client else None, connection.headers.get("user-agent", ""))


FOR_LIMITED_KEYS = frozenset({"/api/invoke", "/api/models", "/api/route/explain"})
"""Beside `/v1` and `/v1beta`. A key that is limited must not make another one that is not, nor start a run, which
goes on as its owner's."""


def _check_key(connection: HTTPConnection, identity: Identity) -> None:
    """Raises Problem 403 where a key is used from elsewhere, or for something else, than it is meant for."""
    restrictions = identity.restrictions
    if restrictions is None and identity.team_id is None:
        return
    client = connection.client
    if restrictions is not None and not restrictions.allows_address(client.host if client else None):
        raise Problem(403, "key_not_for_address", "This key may not be used from your address.")
    if connection.scope["path"] not in FOR_LIMITED_KEYS:
        raise Problem(
            403,
            "key_limited",
            "A key that is limited or belongs to a team works for calls of models only; use another key, or sign in.",
        )


async def require_user(connection: HTTPConnection) -> Identity:
    """Raises Problem 401 when nobody is signed in, 403 when an access token lacks the scope for one's own things."""
    identity = await _known(connection)
    if not identity.has_scope(_scope_for(connection.scope["path"])):
        raise Problem(403, "insufficient_scope", "The access token has no scope for this.")
    return identity


async def _known(connection: HTTPConnection) -> Identity:
    identity = await identify(connection)
    if identity is None:
        raise Problem(401, "unauthenticated", "Sign in, or send a valid API key as a bearer token.")
    return identity


_MODEL_PATHS = ("/api/invoke", "/api/models", "/api/route/explain", "/chat", "/ws")
_WAYS_IN = ("/api/keys", "/api/clients", "/api/sessions", "/api/me/", "/api/teams")
"""What would give a token more than its scopes: it may do nothing there."""


def _scope_for(path: str) -> str:
    if path.startswith(_WAYS_IN):
        return "none"  # no token has it
    return MODELS_SCOPE if path in _MODEL_PATHS else ACCOUNT_SCOPE


def require(permission: Permission) -> Callable[[HTTPConnection], Awaitable[Identity]]:
    """The dependency of endpoints that need a permission. It raises Problem 401 or 403."""

    async def permitted(connection: HTTPConnection) -> Identity:
        identity = await _known(connection)
        if not identity.may(permission):
            raise Problem(403, "forbidden", f"Your role does not permit this ({permission}).")
        return identity

    return permitted


RECHECK_S = 5.0
"""How long a connection that stays open lives on after its key or session has ended."""


async def is_still_known(connection: HTTPConnection, identity: Identity) -> bool:
    """Whether the caller of a connection that stays open may go on: not revoked, signed out or disabled."""
    try:
        now = await identify(connection)
    except Problem:
        return False
    return now is not None and now.user_id == identity.user_id


User = Annotated[Identity, Depends(require_user)]


def check_origin(connection: HTTPConnection) -> None:
    """Refuse a cookie that another site's page sent along (cross-site request forgery).

    Safe methods need no check; WebSockets, which browsers let any site open, always do.
    """
    if connection.scope["type"] == "http" and connection.scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "")
    if origin is None or urlsplit(origin).netloc != host:
        raise Problem(
            403, "foreign_origin", "This request came from another site; cookies are not accepted from there."
        )
