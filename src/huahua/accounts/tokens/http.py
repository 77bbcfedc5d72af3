"""OAuth 2.0 over HTTP: the token endpoint, revocation, the key set, and one's clients."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field

from huahua.accounts import shapes
from huahua.accounts.service import AccountService
from huahua.accounts.signin.http.door import Body, sign_in_problems
from huahua.accounts.tokens.access import AccessTokens
from huahua.accounts.tokens.domain import ACCESS_LIFETIME, Client, scopes_of
from huahua.accounts.tokens.errors import (
    InvalidRequest,
    InvalidScope,
    OAuthError,
    TooManyClients,
    UnsupportedGrantType,
)
from huahua.accounts.tokens.keys import SigningKeys
from huahua.accounts.tokens.service import TokenService
from huahua.infra.identity import User
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.shapes import Page
from huahua.kit.text import storable

GRANT = "client_credentials"
MAX_FORM_BYTES = 16_384
_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.OAuthErrorReply, "description": "Refused"} for status in (400, 401)
}
_NO_STORE = {"cache-control": "no-store"}


class ClientCreate(Body):
    name: Annotated[str, Field(max_length=200), AfterValidator(storable)] = ""
    scopes: Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=60)]


def client_json(client: Client) -> dict[str, Any]:
    return {
        "id": client.id,
        "name": client.name,
        "scopes": list(client.scopes),
        "created_at": iso(client.created_at),
        "last_used_at": iso(client.last_used_at) if client.last_used_at else None,
    }


def client_routes(accounts: AccountService, tokens: TokenService) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])

    @router.get("/clients", response_model=Page[shapes.Client])
    async def clients(user: User) -> dict[str, Any]:
        """Programs that may get access tokens in one's name."""
        found = await tokens.clients(user.user_id)
        return {"items": [client_json(client) for client in found], "next_cursor": None}

    @router.get("/clients/scopes", response_model=shapes.Scopes)
    async def scopes(user: User) -> dict[str, Any]:
        """What one may give a client."""
        return {"scopes": scopes_of(user.role)}

    @router.post("/clients", status_code=201, response_model=shapes.NewClient)
    async def create(body: ClientCreate, user: User) -> dict[str, Any]:
        owner = await accounts.user(user.user_id)
        try:
            client, secret = await tokens.create_client(owner, body.name, body.scopes)
        except InvalidScope as fault:
            raise Problem(422, "invalid_scope", str(fault).capitalize() + ".", param="scopes") from fault
        except TooManyClients as fault:
            raise Problem(409, "too_many_clients", "Revoke a client before you make another.") from fault
        return {"client": client_json(client), "secret": secret}

    @router.delete("/clients/{client_id}", status_code=204)
    async def revoke(client_id: str, user: User) -> None:
        owner = await accounts.user(user.user_id)
        with sign_in_problems():
            await tokens.revoke_client(owner, client_id)

    return router


def oauth_routes(tokens: TokenService, access: AccessTokens, keys: SigningKeys) -> APIRouter:
    """For programs: errors are those of RFC 6749, not problem+json."""
    router = APIRouter(tags=["oauth"])

    @router.post("/oauth/token", response_model=shapes.TokenReply, responses=_REFUSED)
    async def token(request: Request) -> Response:
        """Client credentials (RFC 6749, section 4.4): a form with `grant_type` and perhaps `scope`."""
        try:
            form = await _form(request)
            client_id, secret = _credentials(request, form)
            if form.get("grant_type") != GRANT:
                raise UnsupportedGrantType(f"the only grant type is {GRANT}")
            made, scopes = await tokens.exchange(client_id, secret, form.get("scope"))
        except OAuthError as fault:
            return _error(fault)
        return JSONResponse(
            {
                "access_token": made,
                "token_type": "Bearer",
                "expires_in": int(ACCESS_LIFETIME.total_seconds()),
                "scope": " ".join(scopes),
            },
            headers=_NO_STORE,
        )

    @router.post("/oauth/revoke", response_class=Response, responses=_REFUSED)
    async def revoke(request: Request) -> Response:
        """RFC 7009: a form with `token`. The answer is the same whether there was such a token."""
        try:
            form = await _form(request)
            client_id, secret = _credentials(request, form)
            if "token" not in form:
                raise InvalidRequest("the form names no token")
            await tokens.revoke(client_id, secret, form["token"])
        except OAuthError as fault:
            return _error(fault)
        return Response(status_code=200, headers=_NO_STORE)

    @router.get("/.well-known/jwks.json", response_model=shapes.KeySet)
    async def jwks() -> Response:
        """The public keys (RFC 7517) that verify access tokens. Good for some minutes."""
        return JSONResponse(
            {"keys": await keys.published()}, headers={"cache-control": "public, max-age=300"}
        )

    @router.get("/.well-known/oauth-authorization-server", response_model=shapes.OAuthServer)
    async def metadata() -> Response:
        """RFC 8414."""
        ways = ["client_secret_basic", "client_secret_post"]
        return JSONResponse(
            {
                "issuer": access.issuer,
                "token_endpoint": f"{access.issuer}/oauth/token",
                "revocation_endpoint": f"{access.issuer}/oauth/revoke",
                "jwks_uri": f"{access.issuer}/.well-known/jwks.json",
                "grant_types_supported": [GRANT],
                "response_types_supported": [],
                "token_endpoint_auth_methods_supported": ways,
                "revocation_endpoint_auth_methods_supported": ways,
                "scopes_supported": scopes_of("administrator"),
            },
            headers={"cache-control": "public, max-age=300"},
        )

    return router


async def _form(request: Request) -> dict[str, str]:
    """A form in which no name stands twice (RFC 6749, section 3.2). Raises InvalidRequest."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise InvalidRequest("send a form: application/x-www-form-urlencoded")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FORM_BYTES:
            raise InvalidRequest("the form is too large")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError as fault:
        raise InvalidRequest("the form cannot be read") from fault
    form = {name: storable(value) for name, value in pairs}
    if len(form) != len(pairs):
        raise InvalidRequest("a name stands twice in the form")
    return form


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """By HTTP Basic or in the form, not both (RFC 6749, section 2.3.1). Raises InvalidRequest."""
    given = request.headers.get("authorization")
    if given is None:
        if not form.get("client_id") or not form.get("client_secret"):
            raise InvalidRequest("name the client by HTTP Basic, or by client_id and client_secret")
        return form["client_id"], form["client_secret"]
    scheme, _, encoded = given.partition(" ")
    if scheme.lower() != "basic" or "client_secret" in form:
        raise InvalidRequest("name the client in one way: HTTP Basic, or the form")
    try:
        name, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as fault:
        raise InvalidRequest("the authorization header cannot be read") from fault
    if not colon:
        raise InvalidRequest("the authorization header holds no secret")
    return storable(unquote_plus(name)), storable(unquote_plus(secret))


def _error(fault: OAuthError) -> Response:
    headers = dict(_NO_STORE)
    if fault.status == 401:
        headers["www-authenticate"] = 'Basic realm="huahua"'
    return JSONResponse(
        {"error": fault.name, "error_description": str(fault)}, status_code=fault.status, headers=headers
    )
