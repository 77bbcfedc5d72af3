"""Accounts over HTTP: set-up, session, profile, keys, users."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huahua.accounts import shapes
from huahua.accounts.domain import SESSION_LIFETIME, ApiKey, Role, Session, User
from huahua.accounts.errors import (
    AccountNotFound,
    AlreadySetUp,
    BadEmail,
    EmailTaken,
    LastAdministrator,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
    WrongSetupCode,
)
from huahua.accounts.service import AccountService
from huahua.infra.identity import SESSION_COOKIE, identify, require
from huahua.infra.identity import User as SignedIn
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


class SetUp(_Body):
    code: Text
    email: Text
    password: Text
    name: Text = ""


class SignIn(_Body):
    email: Text
    password: Text


class ProfileChange(_Body):
    name: Name | None = None
    locale: Literal["zh-CN", "en"] | None = None
    theme: Literal["light", "dark", "system"] | None = None


class PasswordChange(_Body):
    current: Text
    new: Text


class KeyCreate(_Body):
    name: Annotated[str, Field(max_length=200), Clean] = ""


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
    }


def key_json(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "created_at": iso(key.created_at),
        "last_used_at": iso(key.last_used_at) if key.last_used_at else None,
    }


def session_json(session: Session, current: str | None) -> dict[str, Any]:
    return {
        "id": session.id,
        "user_agent": session.user_agent,
        "created_at": iso(session.created_at),
        "last_seen_at": iso(session.last_seen_at),
        "current": session.id == current,
    }


@contextmanager
def account_problems() -> Iterator[None]:
    """Errors of accounts as problems, in words for the person who typed."""
    try:
        yield
    except WrongCredentials as fault:
        raise Problem(401, "wrong_credentials", "The e-mail address or the password is wrong.") from fault
    except TooManyAttempts as fault:
        seconds = round(fault.retry_after_s) or 1
        detail = f"Too many failed attempts. Try again in {seconds} seconds."
        raise Problem(429, "too_many_attempts", detail, retry_after=seconds) from fault
    except (WeakPassword, BadEmail) as fault:
        code = "weak_password" if isinstance(fault, WeakPassword) else "bad_email"
        raise Problem(422, code, str(fault).capitalize() + ".") from fault
    except EmailTaken as fault:
        raise Problem(409, "email_taken", "There is already a user with this e-mail address.") from fault
    except WrongSetupCode as fault:
        raise Problem(
            403, "wrong_setup_code", "This is not the code that the server printed at its start."
        ) from fault
    except AlreadySetUp as fault:
        raise Problem(409, "already_set_up", "This server has an administrator already; sign in.") from fault
    except LastAdministrator as fault:
        raise Problem(409, "last_administrator", "The last administrator cannot be removed.") from fault
    except AccountNotFound as fault:
        raise Problem(404, "not_found", "There is no such entry.") from fault


def routes(service: AccountService, *, secure_cookies: bool) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])
    _session_routes(router, service, secure_cookies=secure_cookies)
    _profile_routes(router, service)
    _key_routes(router, service)
    _user_routes(router, service)
    return router


def _session_routes(router: APIRouter, service: AccountService, *, secure_cookies: bool) -> None:
    def keep(request: Request, response: Response, token: str) -> None:
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=int(SESSION_LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=secure_cookies or request.url.scheme == "https",
            path="/",
        )

    @router.post("/setup", status_code=201, response_model=shapes.SignedIn)
    async def set_up(body: SetUp, request: Request, response: Response) -> dict[str, Any]:
        with account_problems():
            user = await service.set_up(
                body.code, body.email, body.password, body.name, address=_address(request)
            )
        keep(request, response, await service.open_session(user.id, _agent(request)))
        return {"user": user_json(user)}

    @router.post("/session", response_model=shapes.SignedIn)
    async def sign_in(body: SignIn, request: Request, response: Response) -> dict[str, Any]:
        with account_problems():
            user, token = await service.sign_in(
                body.email, body.password, address=_address(request), user_agent=_agent(request)
            )
        keep(request, response, token)
        return {"user": user_json(user)}

    @router.delete("/session", status_code=204)
    async def sign_out(request: Request, response: Response) -> None:
        response.delete_cookie(SESSION_COOKIE, path="/")
        identity = await identify(request)
        if identity is not None and identity.session_id is not None:
            with account_problems():
                await service.end_session(identity.user_id, identity.session_id)

    @router.get("/sessions", response_model=Page[shapes.Session])
    async def sessions(user: SignedIn) -> dict[str, Any]:
        found = await service.sessions(user.user_id)
        return {"items": [session_json(row, user.session_id) for row in found], "next_cursor": None}

    @router.delete("/sessions/{session_id}", status_code=204)
    async def end_session(session_id: str, user: SignedIn) -> None:
        with account_problems():
            await service.end_session(user.user_id, session_id)


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


def _key_routes(router: APIRouter, service: AccountService) -> None:
    @router.get("/keys", response_model=Page[shapes.ApiKey])
    async def keys(user: SignedIn) -> dict[str, Any]:
        return {"items": [key_json(key) for key in await service.keys(user.user_id)], "next_cursor": None}

    @router.post("/keys", status_code=201, response_model=shapes.NewApiKey)
    async def create_key(body: KeyCreate, user: SignedIn) -> dict[str, Any]:
        key, secret = await service.create_key(user.user_id, body.name)
        return {"key": key_json(key), "secret": secret}

    @router.delete("/keys/{key_id}", status_code=204)
    async def revoke_key(key_id: str, user: SignedIn) -> None:
        with account_problems():
            await service.revoke_key(user.user_id, key_id)


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


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")
