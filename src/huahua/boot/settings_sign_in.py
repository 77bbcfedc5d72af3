"""The settings' sections of signing in: roles, providers, the mail server."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

RoleName = Literal["administrator", "developer", "user", "finance", "support", "auditor"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OidcSettings(_Section):
    """A provider that people may sign in with (OpenID Connect)."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Annotated[str, Field(max_length=60)] = ""
    """What its button says; empty: the name."""
    issuer: Annotated[str, Field(max_length=500)]
    """`https://…`, exactly as the provider names itself."""
    client_id: Annotated[str, Field(min_length=1, max_length=500)]
    client_secret: str = ""
    """`env:NAME`, `file:PATH` or the secret itself; empty for a public client."""
    scopes: list[Annotated[str, Field(pattern=r"^[!#-\[\]-~]{1,100}$")]] = ["openid", "email", "profile"]
    allowed_domains: list[Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,253}$")]] = []
    """Only people whose verified e-mail address is in one of these; none: all."""
    create_users: bool = False
    """Make an account for whoever signs in and has none."""
    role: RoleName = "user"
    """Of people it creates, and of whom no value of the claim is mapped."""
    role_claim: Annotated[str, Field(max_length=200)] = ""
    """A claim that says what somebody may do, `groups` or `realm_access.roles`; looked at on each sign-in."""
    roles: dict[str, RoleName] = {}
    """Values of the claim, and the roles they mean."""
    allow_private: bool = False


class AuthSettings(_Section):
    oidc: list[OidcSettings] = []


class MailSettings(_Section):
    """The mail server for invitations and resets. Without a host none are sent."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = ""
    """`env:NAME`, `file:PATH` or the password itself."""
    sender: Annotated[str, Field(max_length=300)] = ""
    """`HuaHua <huahua@example.org>`."""
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 20.0
