"""What keys look like over HTTP."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from huahua.accounts.limits.shapes import Limits

Endpoint = Literal["chat", "embeddings", "images", "audio", "moderations", "rerank", "realtime", "files"]


class KeyRules(TypedDict):
    """null: everything."""

    models: list[str] | None
    endpoints: list[Endpoint] | None
    networks: list[str] | None
    expires_at: str | None
    limits: Limits


class ApiKey(TypedDict):
    """`old_prefix` is that of the secret before the last rotation, while it is still valid."""

    id: str
    name: str
    prefix: str
    team_id: str | None
    project_id: str | None
    rules: KeyRules
    created_at: str
    last_used_at: str | None
    old_prefix: str | None
    old_until: str | None


class NewApiKey(TypedDict):
    """`secret` is shown this once."""

    key: ApiKey
    secret: str


class OwnedKey(TypedDict):
    """A key as others than its owner see it."""

    key: ApiKey
    user_id: str
    user_email: str
    user_name: str
    revoked: bool
