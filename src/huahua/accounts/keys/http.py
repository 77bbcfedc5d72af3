"""API keys over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from huahua.accounts.keys import shapes
from huahua.accounts.keys.domain import ApiKey, KeyOwner, KeyRules
from huahua.accounts.keys.service import KeyService
from huahua.accounts.limits.http import LimitsBody, limits_json
from huahua.accounts.problems import account_problems
from huahua.infra.identity import User as SignedIn
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.kit.clock import iso
from huahua.kit.shapes import Page
from huahua.kit.text import storable

Clean = AfterValidator(storable)
Name = Annotated[str, Field(max_length=200), Clean]
ModelName = Annotated[str, Field(min_length=1, max_length=200), Clean]
Id = Annotated[str, Field(max_length=40), Clean]


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("there is no such time") from fault


class RulesBody(BaseModel):
    """null: everything."""

    model_config = ConfigDict(extra="forbid")

    models: Annotated[list[ModelName], Field(min_length=1, max_length=200)] | None = None
    endpoints: Annotated[list[shapes.Endpoint], Field(min_length=1, max_length=20)] | None = None
    networks: (
        Annotated[list[Annotated[str, Field(max_length=60), Clean]], Field(min_length=1, max_length=100)]
        | None
    ) = None
    expires_at: Annotated[AwareDatetime, AfterValidator(_utc)] | None = None
    limits: LimitsBody = LimitsBody()

    def rules(self) -> KeyRules:
        return KeyRules(
            models=None if self.models is None else tuple(dict.fromkeys(self.models)),
            endpoints=None if self.endpoints is None else tuple(dict.fromkeys(self.endpoints)),
            networks=None if self.networks is None else tuple(self.networks),
            expires_at=self.expires_at,
            limits=self.limits.limits(),
        )


class KeyCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name = ""
    team_id: Id | None = None
    project_id: Id | None = None
    rules: RulesBody = RulesBody()


class KeyChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    rules: RulesBody | None = None


class KeyRotation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[float, Field(ge=0, le=168)] = 24


def key_json(key: ApiKey) -> dict[str, Any]:
    rules = key.rules
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "team_id": key.team_id,
        "project_id": key.project_id,
        "rules": {
            "models": rules.models,
            "endpoints": rules.endpoints,
            "networks": rules.networks,
            "expires_at": _moment(rules.expires_at),
            "limits": limits_json(rules.limits),
        },
        "created_at": iso(key.created_at),
        "last_used_at": _moment(key.last_used_at),
        "old_prefix": key.old_prefix,
        "old_until": _moment(key.old_until),
    }


def owned_json(owned: KeyOwner) -> dict[str, Any]:
    return {
        "key": key_json(owned.key),
        "user_id": owned.user.id,
        "user_email": owned.user.email,
        "user_name": owned.user.name,
        "revoked": owned.key.revoked_at is not None,
    }


def key_routes(service: KeyService) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["keys"])
    _own_routes(router, service)
    _others_routes(router, service)
    return router


def _own_routes(router: APIRouter, service: KeyService) -> None:
    @router.get("/keys", response_model=Page[shapes.ApiKey])
    async def keys(user: SignedIn) -> dict[str, Any]:
        return _items([key_json(key) for key in await service.keys(user.user_id)])

    @router.post("/keys", status_code=201, response_model=shapes.NewApiKey)
    async def create_key(body: KeyCreate, user: SignedIn) -> dict[str, Any]:
        with account_problems():
            key, secret = await service.create(
                user.user_id,
                body.name,
                body.rules.rules(),
                team_id=body.team_id,
                project_id=body.project_id,
            )
        return {"key": key_json(key), "secret": secret}

    @router.patch("/keys/{key_id}", response_model=shapes.ApiKey)
    async def change_key(key_id: str, body: KeyChange, user: SignedIn) -> dict[str, Any]:
        rules = body.rules.rules() if body.rules is not None else None
        with account_problems():
            key = await service.change(user.user_id, key_id, name=body.name, rules=rules)
        return key_json(key)

    @router.post("/keys/{key_id}/rotate", response_model=shapes.NewApiKey)
    async def rotate_key(key_id: str, body: KeyRotation, user: SignedIn) -> dict[str, Any]:
        """A new secret; the one before stays valid for the overlap."""
        with account_problems():
            key, secret = await service.rotate(user.user_id, key_id, timedelta(hours=body.overlap_hours))
        return {"key": key_json(key), "secret": secret}

    @router.delete("/keys/{key_id}", status_code=204)
    async def revoke_key(key_id: str, user: SignedIn) -> None:
        """One's own, or one of a team where one is in charge."""
        with account_problems():
            await service.revoke(user.user_id, key_id)


def _others_routes(router: APIRouter, service: KeyService) -> None:
    @router.get("/teams/{team_id}/keys", response_model=Page[shapes.OwnedKey])
    async def team_keys(team_id: str, user: SignedIn) -> dict[str, Any]:
        """Everybody's keys of the team, for its owners and admins."""
        with account_problems():
            return _items([owned_json(one) for one in await service.team_keys(user.user_id, team_id)])

    @router.get(
        "/admin/keys",
        response_model=Page[shapes.OwnedKey],
        dependencies=[Depends(require(Permission.READ_USERS))],
    )
    async def find_keys(prefix: Annotated[str, Query(min_length=6, max_length=256)]) -> dict[str, Any]:
        """Whose key begins so, revoked ones too."""
        return _items([owned_json(one) for one in await service.find(prefix)])

    @router.delete(
        "/admin/keys/{key_id}",
        status_code=204,
        dependencies=[Depends(require(Permission.MANAGE_USERS))],
    )
    async def revoke_any(key_id: str) -> None:
        with account_problems():
            await service.revoke_any(key_id)


def _items(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "next_cursor": None}


def _moment(at: datetime | None) -> str | None:
    return iso(at) if at is not None else None
