"""A real OpenID Connect provider on this machine: discovery, authorization with PKCE, tokens, userinfo, keys.

It checks what a provider must check, signs in whoever `person` is without asking, and misbehaves where a test says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "huahua"
SECRET = "a secret / with: signs"


@dataclass
class Misbehaviour:
    """`claims` changes what is signed, `word` what becomes of it, `metadata` what the provider says of itself."""

    claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    word: Callable[[dict[str, Any], OidcProvider], str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)
    """Added to the way back."""
    userinfo: dict[str, Any] = field(default_factory=dict)
    in_token: bool = True
    """Whether the address is in the ID token already."""


class OidcProvider:
    def __init__(self) -> None:
        self.key: RSAKey | ECKey = RSAKey.generate_key(2048, {"kid": "one"})
        self.algorithm = "RS256"
        self.person: dict[str, Any] = {"sub": "anna-1", "email": "anna@example.org", "email_verified": True}
        self.does = Misbehaviour()
        self.asked: list[dict[str, str]] = []
        self.key_requests = 0
        self._codes: dict[str, dict[str, str]] = {}
        self._access: set[str] = set()
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/userinfo", self._userinfo),
            Route("/keys", self._keys),
        ]
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self.issuer = ""

    def __enter__(self) -> OidcProvider:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.issuer = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_fault: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def reset(self) -> None:
        """As at the start, with the same keys."""
        self.person = {"sub": "anna-1", "email": "anna@example.org", "email_verified": True}
        self.does = Misbehaviour()
        self.asked.clear()

    def settings(self, **more: Any) -> dict[str, Any]:
        return {
            "name": "company",
            "title": "Company",
            "issuer": self.issuer,
            "client_id": CLIENT,
            "client_secret": SECRET,
            **more,
        }

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        head = {"alg": self.algorithm, "kid": self.key.kid, **header}
        return jwt.encode(head, claims, self.key, algorithms=[head["alg"]])

    # --- endpoints --------------------------------------------------------------------------------

    async def _metadata(self, _request: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "none", "HS256"],
        }
        return JSONResponse(said | self.does.metadata)

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
            return Response("wrong client", 400)
        if asked.get("code_challenge_method") != "S256" or "openid" not in asked["scope"].split():
            return Response("wrong request", 400)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        answer = {"code": code, "state": asked["state"]} | self.does.answer
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        form = dict(await request.form())
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            name, secret = map(unquote_plus, base64.b64decode(encoded).decode().split(":", 1))
        else:
            name, secret = str(form.get("client_id")), str(form.get("client_secret"))
        if (name, secret) != (CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(str(form.get("code")), None)
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now, access = int(time.time()), secrets.token_urlsafe(16)
        self._access.add(access)
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.person if self.does.in_token else {"sub": self.person["sub"]}
        claims = self.does.claims(claims)
        word = self.does.word(claims, self) if self.does.word else self.sign(claims)
        return JSONResponse({"access_token": access, "token_type": "Bearer", "id_token": word})

    async def _userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self._access:
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse(self.person | self.does.userinfo)

    async def _keys(self, _request: Request) -> Response:
        self.key_requests += 1
        stranger = {"kty": "new", "kid": "from the future"}
        return JSONResponse({"keys": [stranger, self.key.as_dict(private=False)]})


def unsigned(claims: dict[str, Any], _provider: OidcProvider) -> str:
    """`alg: none` (RFC 7519, section 6)."""
    parts = ({"alg": "none", "kid": "one"}, claims)
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*texts, ""])


def by_shared_secret(claims: dict[str, Any], _provider: OidcProvider) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


def by_stranger(claims: dict[str, Any], _provider: OidcProvider) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))
