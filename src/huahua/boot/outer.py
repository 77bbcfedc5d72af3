"""The outermost ASGI layer: request ids, security headers, body limits, where each path goes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import structlog
from prometheus_client import Counter
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from huahua.infra.identity import identify
from huahua.infra.problems import Problem
from huahua.kit.ids import new_id

log = structlog.get_logger(__name__)

responses = Counter("huahua_http_responses_total", "HTTP responses", ["area", "status"])

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,80}")
_API_PREFIXES = ("/api/", "/chat", "/ws", "/healthz", "/readyz", "/metrics", "/docs")
_SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_NUL_IN_ADDRESS = "The request's address holds a NUL character."
_TOO_MANY_VALUES = "The request's body holds more values than anybody needs."
_SIGN_IN = "Sign in, or send a valid API key as a bearer token."
MAX_JSON_VALUES = 500_000
"""Commas and brackets of a body. A list of empty lists takes thirty times its size in memory, and seconds in
which nobody else is served."""
ANONYMOUS_BYTES = 64 * 1024
"""More than this is read, kept and parsed for known callers only."""
_TOO_LARGE = "The request's body is larger than allowed here."
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)
"""Inline styles are allowed because Ant Design writes them; scripts come from this host only."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Bytes; the gateway's own paths have their own limits."""

    json_bytes: int
    upload_bytes: int


class _TooLarge(Exception): ...


class _NulInAddress(Exception):
    """No id or search holds NUL, and PostgreSQL refuses to look for one."""


class Outer:
    """Wraps the whole application. `gateway` takes `/v1/*`, `api` the product's own paths, `pages` the rest."""

    def __init__(self, *, api: ASGIApp, gateway: ASGIApp, pages: ASGIApp, limits: BodyLimits) -> None:
        self._api = api
        self._gateway = gateway
        self._pages = pages
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
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
                headers = [*message.get("headers", []), *_SECURITY]
                if not any(name == b"x-request-id" for name, _ in headers):
                    headers.append((b"x-request-id", request_id.encode()))
                if area == "page":
                    headers.append((b"content-security-policy", PAGE_POLICY.encode()))
                message = {**message, "headers": headers}
            await send(message)

        try:
            if "\x00" in scope["path"] or b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
                raise _NulInAddress
            limited = self._limited(scope, receive) if area == "api" else receive
            await app(scope, limited, send_with_headers)
        except _TooLarge:
            if not started:
                await _problem(send_with_headers, 413, "too_large", _TOO_LARGE)
        except _NulInAddress:
            await _problem(send_with_headers, 400, "malformed_address", _NUL_IN_ADDRESS)
        except Exception:
            log.exception("request_failed", request_id=request_id, path=scope["path"])
            if finished:
                return
            if started:
                raise
            detail = "Something went wrong on the server; it has been logged under this request id."
            await _problem(send_with_headers, 500, "internal_error", detail)

    def _route(self, path: str) -> tuple[str, ASGIApp]:
        if path.startswith("/v1/"):
            return "gateway", self._gateway
        if path.startswith(_API_PREFIXES):
            return "api", self._api
        return "page", self._pages

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Count the body as it arrives and refuse it at the limit, before anything is kept in memory."""
        limit = self._limits.upload_bytes if scope["path"] == "/api/uploads" else self._limits.json_bytes
        for name, value in scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value) > limit):
                raise _TooLarge
        received = values = 0
        known = scope["path"] == "/api/uploads"  # which looks who is asking before it reads anything

        async def limited() -> Message:
            nonlocal received, values, known
            message = await receive()
            body = message.get("body", b"")
            received += len(body)
            values += body.count(b",") + body.count(b"[") + body.count(b"{")
            # FastAPI lets this kind of exception through while it reads a body.
            if received > limit:
                raise HTTPException(413, _TOO_LARGE)
            if values > MAX_JSON_VALUES and scope["path"] != "/api/uploads":
                raise HTTPException(413, _TOO_MANY_VALUES)
            if received > ANONYMOUS_BYTES and not known:
                known = await _is_known(scope)
                if not known:
                    raise HTTPException(401, _SIGN_IN)
            return message

        return limited


async def _is_known(scope: Scope) -> bool:
    try:
        return await identify(HTTPConnection(scope)) is not None
    except Problem:
        return False


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value.decode())
    return new_id("req")


async def _problem(send: Send, status: int, code: str, detail: str) -> None:
    body = json.dumps({"type": "about:blank", "status": status, "code": code, "detail": detail}).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
