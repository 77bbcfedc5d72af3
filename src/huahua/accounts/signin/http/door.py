"""What the edges of signing in share: who stands at the door, and the cookies of who goes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huahua.accounts.domain import SESSION_LIFETIME
from huahua.accounts.errors import (
    AlreadyOn,
    ChallengeExpired,
    LastWayIn,
    LinkExpired,
    NotOn,
    WrongCode,
)
from huahua.accounts.http import user_json
from huahua.accounts.problems import account_problems
from huahua.accounts.signin.domain import DEVICE_LIFETIME, Entered, SecondStep, Visitor
from huahua.infra.identity import SESSION_COOKIE, Identity
from huahua.infra.problems import Problem
from huahua.kit.text import storable

DEVICE_COOKIE = "huahua_device"
Text = Annotated[str, Field(max_length=300), AfterValidator(storable)]
Token = Annotated[str, Field(max_length=2_000), AfterValidator(storable)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


def visitor_of(request: Request) -> Visitor:
    return Visitor(
        request.client.host if request.client else "unknown",
        storable(request.headers.get("user-agent", "")),
        request.cookies.get(DEVICE_COOKIE),
    )


def signed_in_here(identity: Identity) -> Identity:
    """Raises Problem 403 for keys and tokens: they must not change how their owner signs in."""
    if identity.session_id is None:
        raise Problem(403, "session_needed", "Only somebody who is signed in at the page may do this.")
    return identity


@contextmanager
def sign_in_problems() -> Iterator[None]:
    """Errors of accounts and of signing in as problems, in words for the person who typed."""
    with account_problems():
        try:
            yield
        except WrongCode as fault:
            detail = "The code is wrong, or was used before."
            raise Problem(422, "wrong_code", detail, param="code") from fault
        except ChallengeExpired as fault:
            detail = "Too much time passed between the password and the code; begin again."
            raise Problem(401, "sign_in_expired", detail) from fault
        except AlreadyOn as fault:
            raise Problem(409, "totp_already_on", "There is an authenticator app already.") from fault
        except NotOn as fault:
            raise Problem(409, "totp_not_on", "There is no authenticator app.") from fault
        except LinkExpired as fault:
            detail = "This link was used already, has expired, or is not whole; ask for a new one."
            raise Problem(410, "link_expired", detail) from fault
        except LastWayIn as fault:
            detail = "Nobody could sign in to this account without it; set a password first."
            raise Problem(409, "last_way_in", detail) from fault


@dataclass(frozen=True, slots=True)
class Door:
    """Sets the cookies. `secure` sends them over TLS only."""

    secure: bool

    def let_in(self, request: Request, response: Response, entered: Entered) -> None:
        lasting = (
            (SESSION_COOKIE, entered.session, SESSION_LIFETIME),
            (DEVICE_COOKIE, entered.device, DEVICE_LIFETIME),
        )
        for name, value, lifetime in lasting:
            response.set_cookie(
                name,
                value,
                max_age=int(lifetime.total_seconds()),
                httponly=True,
                samesite="lax",
                secure=self.secure or request.url.scheme == "https",
                path="/",
            )

    def reply(self, request: Request, response: Response, outcome: Entered | SecondStep) -> dict[str, Any]:
        if isinstance(outcome, SecondStep):
            return {"user": None, "challenge": outcome.challenge}
        self.let_in(request, response, outcome)
        return {"user": user_json(outcome.user), "challenge": None}
