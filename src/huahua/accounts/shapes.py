"""What accounts answer over HTTP."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from huahua.accounts.domain import Role
from huahua.infra.permissions import Permission


class User(TypedDict):
    """`permissions` is what the role allows concerning others."""

    id: str
    email: str
    name: str
    role: Role
    permissions: list[Permission]
    locale: Literal["zh-CN", "en"] | None
    theme: Literal["light", "dark", "system"]
    disabled: bool
    created_at: str


class SignedIn(TypedDict):
    user: User


class Session(TypedDict):
    """Where somebody is signed in."""

    id: str
    user_agent: str
    created_at: str
    last_seen_at: str
    current: bool


class ApiKey(TypedDict):
    id: str
    name: str
    prefix: str
    created_at: str
    last_used_at: str | None


class NewApiKey(TypedDict):
    """`secret` is shown this once."""

    key: ApiKey
    secret: str
