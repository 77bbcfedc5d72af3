"""The outermost ASGI layer: request ids, security headers, body limits, where each path goes."""

from __future__ import annotations

import asyncio
import json
import re

import structlog
from prometheus_client import Counter
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from huahua.boot.bodies import TOO_LARGE, TOO_SLOW, BodyLimits, TooLarge, in_time, limited
from huahua.gateway.api import InvalidRequest
from huahua.infra.acting import Acting, acting_as
from huahua.kit.ids import new_id

log = structlog.get_logger(__name__)

responses = Counter("huahua_http_responses_total", "HTTP responses", ["area", "status"])

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,80}")
_API_PREFIXES = (
    "/api/",
    "/chat",
    "/ws",
    "/healthz",
    "/readyz",
    "/metrics",
    "/oauth/",
    "/.well-known/",
    "/widget/",
)
SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
UNFRAMED = (b"x-frame-options", b"DENY")
"""For what says nothing about who may frame it (`frame-ancestors`), which browsers would heed instead."""
HSTS = (b"strict-transport-security", b"max-age=31536000")
_NUL_IN_ADDRESS = "The request's address holds a NUL character."
_STOPPING = "The server is stopping; send the request again in a moment."
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)
"""Inline styles are allowed because Ant Design writes them; scripts come from this host only."""


class _NulInAddress(Exception):
    """No id or search holds NUL, and PostgreSQL refuses to look for one."""


class Outer:
    """Wraps the whole application. `gateway` takes `/v1/*` and `/v1beta/*`, `api` the product's own paths, `pages`
    the rest."""

    def __init__(
        self, *, api: ASGIApp, gateway: ASGIApp, pages: ASGIApp, limits: BodyLimits, secured: bool = False
    ) -> None:
        """`secured`: the server speaks TLS itself, and browsers shall not come without it any more."""
        self._api = api
        self._gateway = gateway
        self._pages = pages
        self._limits = limits
        self._security = [*SECURITY, HSTS] if secured else SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"].startswith("/v1/"):
            await self._gateway(scope, receive, send)
        elif scope["type"] == "websocket":
            with acting_as(_stranger(scope, new_id("req"))):
                await self._api(scope, receive, send)
        else:  # the server's start and end
            await self._api(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        area, app = self._route(scope["path"])
        started = finished = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started, finished
            finished = finished or (
                message["type"] == "http.response.body" and not message.get("more_body", False)
            )
            if message["type"] == "http.response.start":
                started = True
                responses.labels(area, str(message["status"])).inc()
                message = {**message, "headers": _headers_out(message, area, request_id, self._security)}
            await send(message)

        try:
            if "\x00" in scope["path"] or b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
                raise _NulInAddress
            bounded = self._bounded(area, scope, receive)
            if area == "api":
                with acting_as(_stranger(scope, request_id)):
                    await app(scope, bounded, send_with_headers)
            else:  # whose calls stand in usage lines
                await app(scope, bounded, send_with_headers)
        except TooLarge:
            await _problem(send_with_headers, 413, "too_large", TOO_LARGE)
        except _NulInAddress:
            await _problem(send_with_headers, 400, "malformed_address", _NUL_IN_ADDRESS)
        except asyncio.CancelledError:
            # The server stops and waited long enough. A traceback of each open request would say no more.
            log.warning("request_cut_off", request_id=request_id, path=scope["path"])
            if not started:
                await _problem(send_with_headers, 503, "stopping", _STOPPING)
        except Exception:
            log.exception("request_failed", request_id=request_id, path=scope["path"])
            if finished:
                return
            if started:
                raise
            detail = "Something went wrong on the server; it has been logged under this request id."
            await _problem(send_with_headers, 500, "internal_error", detail)

    def _route(self, path: str) -> tuple[str, ASGIApp]:
        if path.startswith(("/v1/", "/v1beta/")):
            return "gateway", self._gateway
        if path.startswith(_API_PREFIXES):
            return "api", self._api
        return "page", self._pages

    def _bounded(self, area: str, scope: Scope, receive: Receive) -> Receive:
        if area == "page":
            return receive
        too_slow = _gateway_too_slow if area == "gateway" else _api_too_slow
        timed = in_time(receive, self._limits, scope["path"], too_slow)
        return limited(timed, self._limits, scope) if area == "api" else timed


def _api_too_slow() -> Exception:
    return HTTPException(408, TOO_SLOW)  # FastAPI lets this kind through while it reads a body


def _gateway_too_slow() -> Exception:
    return InvalidRequest(TOO_SLOW, code="request_timeout", status=408)


def _headers_out(
    start: Message, area: str, request_id: str, security: list[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    headers = [*start.get("headers", []), *security]
    if not any(name == b"content-security-policy" and b"frame-ancestors" in value for name, value in headers):
        headers.append(UNFRAMED)
    if start["status"] == 408:  # RFC 9110 15.5.9: the rest of that request is not awaited
        headers.append((b"connection", b"close"))
    if not any(name == b"x-request-id" for name, _ in headers):
        headers.append((b"x-request-id", request_id.encode()))
    if area == "page":
        headers.append((b"content-security-policy", PAGE_POLICY.encode()))
    return headers


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value.decode())
    return new_id("req")


def _stranger(scope: Scope, request_id: str) -> Acting:
    """Who sent the request, until it is known who they are. uvicorn has put the address that a trusted proxy names in
    the proxy's place."""
    client = scope.get("client")
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    return Acting(
        kind="anonymous",
        address=client[0] if client else None,
        user_agent=agent.decode("latin-1"),
        request_id=request_id,
    )


async def _problem(send: Send, status: int, code: str, detail: str) -> None:
    body = json.dumps({"type": "about:blank", "status": status, "code": code, "detail": detail}).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
