"""Invitations and resets over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field

from huahua.accounts import shapes
from huahua.accounts.domain import Role
from huahua.accounts.service import AccountService
from huahua.accounts.signin.domain import Link, LinkKind
from huahua.accounts.signin.http.door import Body, Door, Text, sign_in_problems, visitor_of
from huahua.accounts.signin.http.security import Manager, subordinate
from huahua.accounts.signin.links import Links, Made
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.shapes import Page
from huahua.kit.text import storable

Name = Annotated[str, Field(max_length=200), AfterValidator(storable)]


class Invite(Body):
    email: Text
    name: Name = ""
    role: Role = Role.USER


class LinkToken(Body):
    token: Text


class Accept(Body):
    token: Text
    password: Text
    name: Name = ""


class ResetAsk(Body):
    email: Text


class ResetFinish(Body):
    token: Text
    password: Text


def invitation_json(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "email": link.email,
        "name": link.name,
        "role": link.role or Role.USER,
        "created_at": iso(link.created_at),
        "expires_at": iso(link.expires_at),
    }


def made_json(made: Made) -> dict[str, Any]:
    return {"url": made.url, "mailed": made.mailed, "expires_at": iso(made.link.expires_at)}


def link_routes(accounts: AccountService, links: Links, door: Door) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])
    _invitation_routes(router, accounts, links, door)
    _reset_routes(router, accounts, links, door)
    return router


def _invitation_routes(router: APIRouter, accounts: AccountService, links: Links, door: Door) -> None:
    @router.get("/users/invitations", response_model=Page[shapes.UserInvitation])
    async def invitations(_manager: Manager) -> dict[str, Any]:
        """Those that nobody has accepted yet, also when they have expired."""
        return {"items": [invitation_json(row) for row in await links.invitations()], "next_cursor": None}

    @router.post("/users/invitations", status_code=201, response_model=shapes.NewUserInvitation)
    async def invite(body: Invite, manager: Manager) -> dict[str, Any]:
        """The link is shown this once, and sent where a mail server is set."""
        if body.role is Role.ADMINISTRATOR and manager.role != Role.ADMINISTRATOR:
            raise Problem(403, "forbidden", "Only an administrator may invite an administrator.")
        with sign_in_problems():
            by = await accounts.user(manager.user_id)
            made = await links.invite(by, body.email, body.name, body.role)
        return {"invitation": invitation_json(made.link), **made_json(made)}

    @router.delete("/users/invitations/{invitation_id}", status_code=204)
    async def revoke(invitation_id: str, manager: Manager) -> None:
        with sign_in_problems():
            await links.revoke_invitation(await accounts.user(manager.user_id), invitation_id)

    @router.post("/users/invitations/look", response_model=shapes.Invited)
    async def look(body: LinkToken) -> dict[str, Any]:
        """Who is invited, for whoever holds the link."""
        with sign_in_problems():
            link = await links.look(LinkKind.INVITATION, body.token)
        return {"email": link.email, "name": link.name, "expires_at": iso(link.expires_at)}

    @router.post("/users/invitations/accept", response_model=shapes.SignInReply)
    async def accept(body: Accept, request: Request, response: Response) -> dict[str, Any]:
        with sign_in_problems():
            outcome = await links.accept(body.token, body.name, body.password, visitor_of(request))
        return door.reply(request, response, outcome)


def _reset_routes(router: APIRouter, accounts: AccountService, links: Links, door: Door) -> None:
    @router.post("/password-reset", status_code=202, response_class=Response)
    async def ask(body: ResetAsk, request: Request) -> Response:
        """A letter with a link, if there is such a person. The answer is the same if there is not."""
        with sign_in_problems():
            await links.ask_for_reset(body.email, visitor_of(request))
        return Response(status_code=202)

    @router.post("/password-reset/finish", response_model=shapes.SignInReply)
    async def finish(body: ResetFinish, request: Request, response: Response) -> dict[str, Any]:
        with sign_in_problems():
            outcome = await links.finish_reset(body.token, body.password, visitor_of(request))
        return door.reply(request, response, outcome)

    @router.post("/users/{user_id}/reset-link", status_code=201, response_model=shapes.ResetLink)
    async def reset_for(user_id: str, manager: Manager) -> dict[str, Any]:
        """A link to set a new password, to be handed over where no mail server is set."""
        with sign_in_problems():
            user = await subordinate(accounts, manager, user_id)
            made = await links.reset_for(user, await accounts.user(manager.user_id))
        return made_json(made)
