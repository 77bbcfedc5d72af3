"""Who is refused before a message of theirs is read."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from huahua.gateway.domain.calls import Caller
from huahua.gateway.grpc.callers import CALLER, NeedsKey, raw_headers
from huahua.gateway.http._asgi import RawHeaders

ALICE = Caller("usr_alice", "user", "key_alice")


class Details:
    invocation_metadata = (("authorization", "Bearer sk-alice"), ("trace-bin", b"\x00"))

    def __init__(self, method: str) -> None:
        self.method = method


class Ended(Exception):
    """As `abort` of a real context raises."""


class Context:
    async def abort(self, *told: Any) -> None:
        raise Ended(*told)


async def go_on(_details: Any) -> str:
    return "handler"


def guard(found: Caller | Exception | None) -> NeedsKey:
    async def authenticate(headers: RawHeaders) -> Caller | None:
        assert headers == [(b"authorization", b"Bearer sk-alice")]
        if isinstance(found, Exception):
            raise found
        return found

    return NeedsKey(authenticate)


async def test_a_known_caller_goes_on() -> None:
    assert await guard(ALICE).intercept_service(go_on, Details("/huahua.v1.Chat/Stream")) == "handler"
    assert CALLER.get() == ALICE


async def test_health_needs_no_key() -> None:
    assert await guard(None).intercept_service(go_on, Details("/grpc.health.v1.Health/Check")) == "handler"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (None, grpc.StatusCode.UNAUTHENTICATED),
        (OSError("postgresql://user:secret@db"), grpc.StatusCode.INTERNAL),
    ],
)
async def test_others_are_refused_and_learn_nothing(found: Any, code: grpc.StatusCode) -> None:
    handler = await guard(found).intercept_service(go_on, Details("/huahua.v1.Chat/Stream"))
    assert handler.request_streaming, "no message is read"
    with pytest.raises(Ended) as ended:
        await handler.stream_stream(None, Context())
    assert ended.value.args[0] is code
    assert "secret" not in str(ended.value)


def test_no_metadata() -> None:
    assert raw_headers(None) == []
