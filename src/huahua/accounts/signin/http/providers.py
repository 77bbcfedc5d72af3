"""Providers to sign in with, as operators keep them over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.accounts.domain import Role
from huahua.accounts.problems import account_problems
from huahua.accounts.signin.http.oidc import Way
from huahua.accounts.signin.oidc.domain import Provider
from huahua.accounts.signin.oidc.errors import ProviderUnavailable
from huahua.accounts.signin.oidc.register import Providers
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.kit.shapes import Page

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
PathName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Scope = Annotated[str, Field(pattern=r"^[!#-\[\]-~]{1,100}$")]
Domain = Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,253}$")]
Value = Annotated[str, Field(min_length=1, max_length=200)]


class SignInProviderBody(BaseModel):
    """`client_secret` is never shown again; null keeps the one there is, and is refused where the issuer changes."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(max_length=60)] = ""
    issuer: Annotated[str, Field(min_length=1, max_length=500)]
    client_id: Annotated[str, Field(min_length=1, max_length=500)]
    client_secret: Annotated[str, Field(max_length=2000)] | None = None
    scopes: Annotated[list[Scope], Field(max_length=30)] = ["openid", "email", "profile"]
    allowed_domains: Annotated[list[Domain], Field(max_length=100)] = []
    create_users: bool = False
    role: Role = Role.USER
    role_claim: Annotated[str, Field(max_length=200)] = ""
    roles: Annotated[dict[Value, Role], Field(max_length=100)] = {}
    allow_private: bool = False
    enabled: bool = True

    def provider(self, name: str) -> Provider:
        return Provider(
            name=name,
            title=self.title.strip() or name,
            issuer=self.issuer.strip(),
            client_id=self.client_id.strip(),
            client_secret=self.client_secret or "",
            scopes=tuple(self.scopes),
            allowed_domains=frozenset(self.allowed_domains),
            create_users=self.create_users,
            role=self.role,
            role_claim=self.role_claim.strip(),
            roles=dict(self.roles),
            allow_private=self.allow_private,
            enabled=self.enabled,
        )


class NewSignInProvider(SignInProviderBody):
    name: Name


class OidcProviderRow(TypedDict):
    """`source` settings: of the settings file, which alone can change it. `callback_url` is to be registered there."""

    name: str
    title: str
    issuer: str
    client_id: str
    has_secret: bool
    scopes: list[str]
    allowed_domains: list[str]
    create_users: bool
    role: Role
    role_claim: str
    roles: dict[str, Role]
    allow_private: bool
    enabled: bool
    source: Literal["settings", "page"]
    callback_url: str


class SignInTrial(TypedDict):
    """`error`: one English sentence, null where the provider answered as it should."""

    ok: bool
    error: str | None


def provider_routes(providers: Providers, way: Way) -> APIRouter:
    router = APIRouter(
        prefix="/api/admin/sign-in/providers",
        tags=["administration"],
        dependencies=[Depends(require(Permission.MANAGE_USERS))],
    )

    def shown(request: Request, row: Provider) -> dict[str, Any]:
        return _json(row, row.name in providers.configured, way.back_to(request, row.name))

    @router.get("", response_model=Page[OidcProviderRow])
    async def all_providers(request: Request) -> dict[str, Any]:
        """Those of the settings first."""
        rows = [*providers.configured.values(), *await providers.saved()]
        return {"items": [shown(request, row) for row in rows], "next_cursor": None}

    @router.post("", status_code=201, response_model=OidcProviderRow)
    async def add(body: NewSignInProvider, request: Request) -> dict[str, Any]:
        with account_problems():
            return shown(request, await providers.add(body.provider(body.name)))

    @router.put("/{name}", response_model=OidcProviderRow)
    async def change(name: PathName, body: SignInProviderBody, request: Request) -> dict[str, Any]:
        with account_problems():
            return shown(request, await providers.change(body.provider(name), body.client_secret))

    @router.delete("/{name}", status_code=204)
    async def remove(name: PathName) -> None:
        """Accounts of people who came in with it stay."""
        with account_problems():
            await providers.remove(name)

    @router.post("/test", response_model=SignInTrial)
    async def test(body: NewSignInProvider) -> SignInTrial:
        """Whether the issuer answers as a provider; nothing is stored, and the secret is not sent."""
        with account_problems():
            try:
                await providers.test(body.provider(body.name))
            except ProviderUnavailable as fault:
                return {"ok": False, "error": str(fault)}
        return {"ok": True, "error": None}

    return router


def _json(row: Provider, of_settings: bool, callback_url: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "title": row.title,
        "issuer": row.issuer,
        "client_id": row.client_id,
        "has_secret": bool(row.client_secret),
        "scopes": list(row.scopes),
        "allowed_domains": sorted(row.allowed_domains),
        "create_users": row.create_users,
        "role": row.role,
        "role_claim": row.role_claim,
        "roles": dict(row.roles),
        "allow_private": row.allow_private,
        "enabled": row.enabled,
        "source": "settings" if of_settings else "page",
        "callback_url": callback_url,
    }
