"""Who acts, and from where, while a request, command or background job is served.

The outer layer and `infra.identity` note it for requests, the command line for commands; whatever nobody noted is the
system's own work. It is kept in a context variable, so that a record of an action (`audit.api`) need not be told by
every function on the way who asked. It is for the record only: permissions are checked on `infra.identity.Identity`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal

ActorKind = Literal["user", "key", "system", "command", "anonymous"]


@dataclass(frozen=True, slots=True)
class Acting:
    """`user_id` and `role` are those of the person, `key_id` that of their API key where one was used.

    `address` is the caller's, behind proxies that the settings trust; None for what did not come over a network.
    """

    kind: ActorKind = "system"
    user_id: str | None = None
    role: str | None = None
    key_id: str | None = None
    address: str | None = None
    user_agent: str = ""
    request_id: str | None = None


SYSTEM = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=SYSTEM)


def acting() -> Acting:
    """Who acts now."""
    return _acting.get()


@contextmanager
def acting_as(who: Acting) -> Iterator[None]:
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def note_identity(user_id: str, role: str, key_id: str | None) -> None:
    """The caller of this request is known from here on."""
    kind: ActorKind = "user" if key_id is None else "key"
    _acting.set(replace(_acting.get(), kind=kind, user_id=user_id, role=role, key_id=key_id))
