"""How much of a request's body is read, and for how long, before it is refused.

uvicorn waits for the rest of a body for ever, so a client that sends a byte now and then could hold as many
requests open as it likes (the slow-body form of the Slowloris attack).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope

from huahua.infra.identity import identify
from huahua.infra.problems import Problem

MAX_JSON_VALUES = 500_000
"""Commas and brackets of a body. A list of empty lists takes thirty times its size in memory, and seconds in
which nobody else is served."""
ANONYMOUS_BYTES = 64 * 1024
"""More than this is read, kept and parsed for known callers only."""
TOO_LARGE = "The request's body is larger than allowed here."
TOO_SLOW = "The rest of the request's body did not come in time; send it again."
_TOO_MANY_VALUES = "The request's body holds more values than anybody needs."
_SIGN_IN = "Sign in, or send a valid API key as a bearer token."
_UPLOAD = "/api/uploads"
_UPLOADS = re.compile(r"/api/uploads|/api/styles|/api/datasets/[^/]+/pictures")
_LARGE_BODIES = {_UPLOAD, "/v1/images/edits", "/v1/audio/transcriptions", "/v1/audio/translations"}
"""Pictures and sound as files. All look who is asking before they read anything."""


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Bytes are for the product's own paths; the gateway's have their own limits. Seconds are for all."""

    json_bytes: int
    upload_bytes: int
    idle_s: float = 30.0
    """Between two pieces of a body."""
    json_s: float = 300.0
    upload_s: float = 1800.0

    def seconds(self, path: str) -> float:
        return self.upload_s if path in _LARGE_BODIES or _UPLOADS.fullmatch(path) else self.json_s


class TooLarge(Exception): ...


def in_time(receive: Receive, limits: BodyLimits, path: str, too_slow: Callable[[], Exception]) -> Receive:
    """`receive` that raises `too_slow()` when the rest of a body does not come in time. What comes after
    the body, which is that the client went away, may take as long as it likes."""
    clock = asyncio.get_running_loop().time
    end = clock() + limits.seconds(path)
    is_whole = False

    async def timed() -> Message:
        nonlocal is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout_at(min(clock() + limits.idle_s, end)):
                message = await receive()
        except TimeoutError as fault:
            raise too_slow() from fault
        is_whole = not message.get("more_body", False)
        return message

    return timed


def limited(receive: Receive, limits: BodyLimits, scope: Scope) -> Receive:
    """Count the body as it arrives and refuse it at the limit, before anything is kept in memory.

    Raises TooLarge at once when the body declares to be.
    """
    is_upload = _UPLOADS.fullmatch(scope["path"]) is not None
    limit = limits.upload_bytes if is_upload else limits.json_bytes
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit):
            raise TooLarge
    received = values = 0
    known = scope["path"] == _UPLOAD  # it looks for itself who is asking

    async def counted() -> Message:
        nonlocal received, values, known
        message = await receive()
        body = message.get("body", b"")
        received += len(body)
        values += body.count(b",") + body.count(b"[") + body.count(b"{")
        # FastAPI lets this kind of exception through while it reads a body.
        if received > limit:
            raise HTTPException(413, TOO_LARGE)
        if values > MAX_JSON_VALUES and not is_upload:
            raise HTTPException(413, _TOO_MANY_VALUES)
        if received > ANONYMOUS_BYTES and not known:
            known = await _is_known(scope)
            if not known:
                raise HTTPException(401, _SIGN_IN)
        return message

    return counted


async def _is_known(scope: Scope) -> bool:
    try:
        return await identify(HTTPConnection(scope)) is not None
    except Problem:
        return False
