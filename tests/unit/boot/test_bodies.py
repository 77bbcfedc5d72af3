"""How long the server waits for a request's body."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from huahua.boot.bodies import BodyLimits, in_time

PIECE = {"type": "http.request", "body": b"a", "more_body": True}
LAST = {"type": "http.request", "body": b"b", "more_body": False}
LIMITS = BodyLimits(json_bytes=1000, upload_bytes=1000, idle_s=0.05, json_s=60, upload_s=60)


class TooSlow(Exception): ...


async def silence() -> Any:
    await asyncio.Event().wait()


async def test_silence_in_the_middle_of_a_body_ends_it() -> None:
    pieces = [PIECE]

    async def receive() -> Any:
        return pieces.pop() if pieces else await silence()

    timed = in_time(receive, LIMITS, "/api/keys", TooSlow)
    assert await timed() == PIECE
    with pytest.raises(TooSlow):
        await timed()


@pytest.mark.parametrize("path", ["/api/keys", "/v1/chat/completions"])
async def test_a_body_that_never_pauses_and_never_ends_is_ended(path: str) -> None:
    async def receive() -> Any:
        await asyncio.sleep(0)
        return PIECE

    limits = BodyLimits(json_bytes=1000, upload_bytes=1000, idle_s=60, json_s=0.05, upload_s=60)
    timed = in_time(receive, limits, path, TooSlow)
    with pytest.raises(TooSlow):
        while True:
            await timed()


async def test_files_get_their_own_time() -> None:
    limits = BodyLimits(json_bytes=1000, upload_bytes=1000, json_s=1, upload_s=2)
    assert [limits.seconds(path) for path in ("/api/uploads", "/v1/images/edits", "/api/me")] == [2, 2, 1]


async def test_after_the_body_a_client_may_be_silent() -> None:
    gone = asyncio.Event()
    messages = [LAST]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    timed = in_time(receive, LIMITS, "/api/keys", TooSlow)
    assert await timed() == LAST
    waiting = asyncio.create_task(timed())
    done, _ = await asyncio.wait({waiting}, timeout=4 * LIMITS.idle_s)
    assert not done
    gone.set()
    assert await waiting == {"type": "http.disconnect"}
