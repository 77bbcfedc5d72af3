"""Accounts over HTTP: profile, users. `signin/http.py` has set-up and sessions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huahua.accounts import shapes
from huahua.accounts.domain import Role, User
from huahua.accounts.errors import WrongCredentials
from huahua.accounts.problems import account_problems
from huahua.accounts.service import AccountService
from huahua.infra.identity import User as SignedIn
from huahua.infra.identity import require
from huahua.infra.permissions import Permission, permissions_of
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.shapes import Page
from huahua.kit.text import storable

Clean = AfterValidator(storable)
Text = Annotated[str, Field(max_length=300), Clean]
Name = Annotated[str, Clean, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProfileChange(_Body):
    name: Name | None = None
    locale: Literal["zh-CN", "en"] | None = None
    theme: Literal["light", "dark", "system"] | None = None


class PasswordChange(_Body):
    current: Text
    new: Text


class UserCreate(_Body):
    email: Text
    password: Text
    name: Text = ""
    role: Role = Role.USER


class UserChange(_Body):
    role: Role | None = None
    disabled: bool | None = None
    name: Name | None = None


def user_json(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "permissions": sorted(permissions_of(user.role)),
        "locale": user.locale,
        "theme": user.theme,
        "disabled": user.disabled,
        "created_at": iso(user.created_at),
        "picture": user.portrait and f"/api/users/{user.id}/picture?v={user.portrait}",
    }


def routes(service: AccountService) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])
    _profile_routes(router, service)
    _user_routes(router, service)
    return router


def _profile_routes(router: APIRouter, service: AccountService) -> None:
    @router.get("/me", response_model=shapes.User)
    async def me(user: SignedIn) -> dict[str, Any]:
        return user_json(await service.user(user.user_id))

    @router.patch("/me", response_model=shapes.User)
    async def change_me(body: ProfileChange, user: SignedIn) -> dict[str, Any]:
        changes = {
            key: value
            for key, value in body.model_dump(exclude_unset=True).items()
            if key == "locale" or value
        }
        return user_json(
            await service.change_user(user.user_id, changes) if changes else await service.user(user.user_id)
        )

    @router.post("/me/password", status_code=204)
    async def change_password(body: PasswordChange, user: SignedIn) -> None:
        with account_problems():
            try:
                await service.change_password(
                    user.user_id, body.current, body.new, keep_session=user.session_id
                )
            except WrongCredentials as fault:
                raise Problem(
                    422, "wrong_password", "The current password is wrong.", param="current"
                ) from fault


def _user_routes(router: APIRouter, service: AccountService) -> None:
    @router.get(
        "/users", response_model=Page[shapes.User], dependencies=[Depends(require(Permission.READ_USERS))]
    )
    async def users() -> dict[str, Any]:
        return {"items": [user_json(user) for user in await service.users()], "next_cursor": None}

    @router.post(
        "/users",
        status_code=201,
        response_model=shapes.User,
        dependencies=[Depends(require(Permission.MANAGE_USERS))],
    )
    async def create_user(body: UserCreate) -> dict[str, Any]:
        with account_problems():
            return user_json(await service.create_user(body.email, body.password, body.name, body.role))

    @router.patch(
        "/users/{user_id}",
        response_model=shapes.User,
        dependencies=[Depends(require(Permission.MANAGE_USERS))],
    )
    async def change_user(user_id: str, body: UserChange) -> dict[str, Any]:
        changes = {
            key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None
        }
        with account_problems():
            return user_json(await service.change_user(user_id, changes))
