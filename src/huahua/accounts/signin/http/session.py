"""Set-up, sign-in, second step, sessions."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from huahua.accounts import shapes
from huahua.accounts.domain import Session
from huahua.accounts.http import user_json
from huahua.accounts.service import AccountService
from huahua.accounts.signin.domain import Entered
from huahua.accounts.signin.http.door import Body, Door, Text, Token, sign_in_problems, visitor_of
from huahua.accounts.signin.service import SignInService
from huahua.infra.identity import SESSION_COOKIE, User, identify
from huahua.kit.clock import iso
from huahua.kit.shapes import Page


class SetUp(Body):
    code: Text
    email: Text
    password: Text
    name: Text = ""


class SignIn(Body):
    email: Text
    password: Text


class SecondStepCode(Body):
    challenge: Token
    code: Text


def session_json(session: Session, current: str | None) -> dict[str, Any]:
    return {
        "id": session.id,
        "user_agent": session.user_agent,
        "address": session.address,
        "created_at": iso(session.created_at),
        "last_seen_at": iso(session.last_seen_at),
        "current": session.id == current,
    }


def session_routes(accounts: AccountService, signin: SignInService, door: Door) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])

    @router.post("/setup", status_code=201, response_model=shapes.SignedIn)
    async def set_up(body: SetUp, request: Request, response: Response) -> dict[str, Any]:
        visitor = visitor_of(request)
        with sign_in_problems():
            user = await accounts.set_up(
                body.code, body.email, body.password, body.name, address=visitor.address
            )
        entered = await signin.admit(user, "", visitor, way="setup")
        assert isinstance(entered, Entered)  # somebody who is new has no second step
        door.let_in(request, response, entered)
        return {"user": user_json(user)}

    @router.post("/session", response_model=shapes.SignInReply)
    async def sign_in(body: SignIn, request: Request, response: Response) -> dict[str, Any]:
        """The first step. Where the person has an authenticator app, the reply is a challenge."""
        with sign_in_problems():
            outcome = await signin.with_password(body.email, body.password, visitor_of(request))
        return door.reply(request, response, outcome)

    @router.post("/session/second-step", response_model=shapes.SignedIn)
    async def second_step(body: SecondStepCode, request: Request, response: Response) -> dict[str, Any]:
        with sign_in_problems():
            entered = await signin.with_code(body.challenge, body.code, visitor_of(request))
        door.let_in(request, response, entered)
        return {"user": user_json(entered.user)}

    @router.delete("/session", status_code=204)
    async def sign_out(request: Request, response: Response) -> None:
        response.delete_cookie(SESSION_COOKIE, path="/")
        identity = await identify(request)
        if identity is not None and identity.session_id is not None:
            with sign_in_problems():
                await accounts.end_session(identity.user_id, identity.session_id)

    @router.get("/sessions", response_model=Page[shapes.Session])
    async def sessions(user: User) -> dict[str, Any]:
        found = await accounts.sessions(user.user_id)
        return {"items": [session_json(row, user.session_id) for row in found], "next_cursor": None}

    @router.delete("/sessions", response_model=shapes.Ended)
    async def end_sessions(user: User, here: bool = False) -> dict[str, int]:
        """Sign out everywhere else, or, with `here`, everywhere."""
        return {"ended": await accounts.end_sessions(user.user_id, except_=None if here else user.session_id)}

    @router.delete("/sessions/{session_id}", status_code=204)
    async def end_session(session_id: str, user: User) -> None:
        with sign_in_problems():
            await accounts.end_session(user.user_id, session_id)

    return router
