"""Signing in with a provider over HTTP: the way there and back, and one's own links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from huahua.accounts import shapes
from huahua.accounts.errors import AccountError, IdentityTaken
from huahua.accounts.service import AccountService
from huahua.accounts.signin.domain import Entered, SecondStep
from huahua.accounts.signin.http.door import Door, sign_in_problems, signed_in_here, visitor_of
from huahua.accounts.signin.links import Links
from huahua.accounts.signin.oidc.domain import FLOW_LIFETIME, LinkedIdentity
from huahua.accounts.signin.oidc.errors import OidcError
from huahua.accounts.signin.oidc.flow import safe_next
from huahua.accounts.signin.oidc.service import OidcService
from huahua.infra.identity import User, identify
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.shapes import Page
from huahua.kit.text import storable

NOTE_COOKIE = "huahua_oidc"
PAGE_OF_LINKS = "/settings/profile"
MAX_ANSWER_CHARACTERS = 8_000


def identity_json(identity: LinkedIdentity) -> dict[str, Any]:
    return {
        "id": identity.id,
        "provider": identity.provider,
        "email": identity.email,
        "created_at": iso(identity.created_at),
        "last_used_at": iso(identity.last_used_at),
    }


@dataclass(frozen=True, slots=True)
class Way:
    """There and back. `public_url` is the address that the settings give; empty: that of each request."""

    door: Door
    public_url: str

    def back_to(self, request: Request, name: str) -> str:
        base = self.public_url.rstrip("/") or str(request.base_url).rstrip("/")
        return f"{base}/api/oidc/{quote(name)}/callback"

    def carry(self, request: Request, response: Response, note: str) -> None:
        response.set_cookie(
            NOTE_COOKIE,
            note,
            max_age=int(FLOW_LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self.door.secure or request.url.scheme == "https",
            path="/api",
        )


def oidc_routes(accounts: AccountService, oidc: OidcService, links: Links, way: Way) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])
    _journey_routes(router, oidc, links, way)
    _own_routes(router, accounts, oidc, way)
    return router


def _journey_routes(router: APIRouter, oidc: OidcService, links: Links, way: Way) -> None:
    @router.get("/sign-in", response_model=shapes.WaysIn)
    async def ways_in() -> dict[str, Any]:
        """What the sign-in page offers."""
        shown = [{"name": row.name, "title": row.title} for row in oidc.providers.values()]
        return {"providers": shown, "reset_by_mail": links.has_mail}

    @router.get("/oidc/{name}/start", status_code=302, response_class=RedirectResponse)
    async def start(name: str, request: Request, next: str = "/") -> Response:
        try:
            url, note = await oidc.leave(name, way.back_to(request, name), storable(next)[:1000], None)
        except OidcError as fault:
            return _to_sign_in(fault.code, "/")
        response = RedirectResponse(url, 302)
        way.carry(request, response, note)
        return response

    @router.get("/oidc/{name}/callback", status_code=302, response_class=RedirectResponse)
    async def callback(name: str, request: Request) -> Response:
        answer = {key: storable(value) for key, value in request.query_params.items()}
        identity = await identify(request)
        signed_in = identity.user_id if identity else None
        try:
            if sum(map(len, answer.values())) > MAX_ANSWER_CHARACTERS:
                raise OidcError
            arrival = await oidc.arrive(
                name, answer, request.cookies.get(NOTE_COOKIE), visitor_of(request), signed_in
            )
        except AccountError as fault:
            where = PAGE_OF_LINKS if signed_in else "/sign-in"
            response: Response = _to_sign_in(_code(fault), where)
        else:
            response = _onwards(request, way.door, arrival.outcome, arrival.next)
        response.delete_cookie(NOTE_COOKIE, path="/api")
        return response


def _own_routes(router: APIRouter, accounts: AccountService, oidc: OidcService, way: Way) -> None:
    @router.get("/me/identities", response_model=Page[shapes.LinkedIdentity])
    async def identities(user: User) -> dict[str, Any]:
        """Accounts at providers that open this one."""
        rows = await oidc.identities(user.user_id)
        return {"items": [identity_json(row) for row in rows], "next_cursor": None}

    @router.post("/me/identities/{name}", response_model=shapes.LeaveFor)
    async def link(name: str, request: Request, response: Response, user: User) -> dict[str, Any]:
        """Where to go to add a way in."""
        me = signed_in_here(user)
        try:
            url, note = await oidc.leave(name, way.back_to(request, name), PAGE_OF_LINKS, me.user_id)
        except OidcError as fault:
            raise Problem(409, "oidc_unavailable", "This provider cannot be used at the moment.") from fault
        way.carry(request, response, note)
        return {"url": url}

    @router.delete("/me/identities/{identity_id}", status_code=204)
    async def unlink(identity_id: str, user: User) -> None:
        with sign_in_problems():
            await oidc.unlink(await accounts.user(user.user_id), identity_id)


def _code(fault: AccountError) -> str:
    if isinstance(fault, OidcError):
        return fault.code
    code = "identity_taken" if isinstance(fault, IdentityTaken) else OidcError.code
    return code


def _to_sign_in(code: str, where: str) -> RedirectResponse:
    page = where if where.startswith("/settings") else "/sign-in"
    return RedirectResponse(f"{page}?error={code}", 302)


def _onwards(
    request: Request, door: Door, outcome: Entered | SecondStep | None, next_: str
) -> RedirectResponse:
    if isinstance(outcome, SecondStep):
        # Behind the hash sign: neither servers nor the pages that follow are told.
        return RedirectResponse(f"/sign-in?next={quote(safe_next(next_))}#code={outcome.challenge}", 302)
    response = RedirectResponse(safe_next(next_), 302)
    if outcome is not None:
        door.let_in(request, response, outcome)
    return response
