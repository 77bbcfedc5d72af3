"""A person's own second step, and taking it away for somebody else."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from huahua.accounts import shapes
from huahua.accounts.domain import Role, User
from huahua.accounts.errors import WrongCredentials
from huahua.accounts.service import AccountService
from huahua.accounts.signin.http.door import Body, Text, sign_in_problems, signed_in_here, visitor_of
from huahua.accounts.signin.second import SecondSteps
from huahua.infra.identity import Identity, require
from huahua.infra.identity import User as SignedIn
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.clock import iso

Manager = Annotated[Identity, Depends(require(Permission.MANAGE_USERS))]


class TotpBegin(Body):
    password: Text = ""


class Code(Body):
    code: Text


def security_routes(accounts: AccountService, second: SecondSteps) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])

    @router.get("/me/security", response_model=shapes.Security)
    async def security(user: SignedIn) -> dict[str, Any]:
        found = await second.security(await accounts.user(user.user_id))
        since = found.totp_since
        state = {"since": iso(since), "recovery_codes_left": found.recovery_codes_left} if since else None
        return {"has_password": found.has_password, "totp": state}

    @router.post("/me/totp", status_code=201, response_model=shapes.TotpSetup)
    async def begin(body: TotpBegin, request: Request, user: SignedIn) -> dict[str, Any]:
        """A new secret for an authenticator app; in force once a code of it is confirmed."""
        me = await accounts.user(signed_in_here(user).user_id)
        with sign_in_problems():
            try:
                made = await second.begin(me, body.password, visitor_of(request))
            except WrongCredentials as fault:
                raise Problem(422, "wrong_password", "The password is wrong.", param="password") from fault
        return {"secret": made.secret, "uri": made.uri, "qr": made.qr}

    @router.post("/me/totp/confirm", response_model=shapes.RecoveryCodes)
    async def confirm(body: Code, request: Request, user: SignedIn) -> dict[str, Any]:
        me = await accounts.user(signed_in_here(user).user_id)
        with sign_in_problems():
            return {"recovery_codes": await second.confirm(me, body.code, visitor_of(request))}

    @router.post("/me/totp/off", status_code=204)
    async def turn_off(body: Code, request: Request, user: SignedIn) -> None:
        me = await accounts.user(signed_in_here(user).user_id)
        with sign_in_problems():
            await second.turn_off(me, body.code, visitor_of(request))

    @router.post("/me/recovery-codes", response_model=shapes.RecoveryCodes)
    async def renew_codes(body: Code, request: Request, user: SignedIn) -> dict[str, Any]:
        """New recovery codes; the old ones stop working."""
        me = await accounts.user(signed_in_here(user).user_id)
        with sign_in_problems():
            return {"recovery_codes": await second.renew_codes(me, body.code, visitor_of(request))}

    @router.delete("/users/{user_id}/totp", status_code=204)
    async def turn_off_for(user_id: str, manager: Manager) -> None:
        """For somebody who lost the phone and the recovery codes."""
        with sign_in_problems():
            user = await subordinate(accounts, manager, user_id)
            await second.turn_off_for(user, await accounts.user(manager.user_id))

    return router


async def subordinate(accounts: AccountService, manager: Identity, user_id: str) -> User:
    """The user, whose ways in `manager` may change: only administrators may open an administrator's account.

    Raises Problem 403, AccountNotFound.
    """
    user = await accounts.user(user_id)
    if user.role is Role.ADMINISTRATOR and manager.role != Role.ADMINISTRATOR:
        raise Problem(403, "forbidden", "Only an administrator may do this to an administrator.")
    return user
