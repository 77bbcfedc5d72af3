"""What goes wrong: each fault is the right error, and no error tells the operator's secrets."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from huahua.gateway.errors import (
    AddressNotAllowed,
    GatewayError,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from tests.contract.gateway.harness import SECRET, SECRET_HEADER, TEXT, Harness
from tests.simulators.faults import Fault

REFUSALS: dict[Fault, tuple[type[UpstreamError], int]] = {
    Fault.STATUS_400: (UpstreamRefused, 400),
    Fault.STATUS_401: (UpstreamCredential, 502),
    Fault.STATUS_402: (UpstreamCredential, 502),
    Fault.STATUS_403: (UpstreamCredential, 502),
    Fault.STATUS_404: (UpstreamRefused, 404),
    Fault.STATUS_413: (UpstreamRefused, 413),
    Fault.STATUS_422: (UpstreamRefused, 422),
    Fault.STATUS_429: (UpstreamLimited, 429),
    Fault.STATUS_500: (UpstreamError, 502),
    Fault.STATUS_503: (UpstreamError, 502),
    Fault.HTML_502: (UpstreamError, 502),
    Fault.REDIRECT: (UpstreamBroken, 502),
    Fault.CUT_BEFORE_HEADERS: (UpstreamUnreachable, 502),
}
BROKEN_REPLIES = [
    Fault.NON_JSON,
    Fault.HTML,
    Fault.WRONG_SHAPE,
    Fault.TRUNCATED_JSON,
    Fault.EMPTY,
    Fault.CUT_BODY,
    Fault.ENDLESS,
    Fault.GIGANTIC,
]
BROKEN_STREAMS = [
    Fault.NON_JSON,
    Fault.HTML,
    Fault.WRONG_TYPE,
    Fault.WRONG_SHAPE,
    Fault.EMPTY,
    Fault.CUT_BODY,
    Fault.GARBAGE_SSE,
    Fault.GIGANTIC,
    Fault.NO_END,
]


async def consume(harness: Harness) -> int:
    """How many events came before the end."""
    count = 0
    async for _ in harness.provider.stream(harness.call()):
        count += 1
    return count


async def ask(harness: Harness, streamed: bool) -> None:
    if streamed:
        await consume(harness)
    else:
        await harness.provider.chat(harness.call())


def assert_no_secrets(fault: BaseException) -> None:
    """Neither in the message nor anywhere in its causes."""
    seen: BaseException | None = fault
    while seen is not None:
        assert SECRET not in str(seen) and SECRET_HEADER not in str(seen)
        seen = seen.__cause__


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("fault", REFUSALS)
async def test_statuses(harness: Harness, fault: Fault, streamed: bool) -> None:
    harness.sim.fail(fault)
    kind, status = REFUSALS[fault]
    with pytest.raises(GatewayError) as caught:
        await ask(harness, streamed)
    if fault in (Fault.STATUS_402, Fault.STATUS_403):  # the key, or (`UpstreamForbidden`) this model alone
        assert isinstance(caught.value, UpstreamCredential)
    else:
        assert type(caught.value) is kind
    assert caught.value.status == status
    assert_no_secrets(caught.value)
    assert len(harness.sim.requests) == 1
    if fault is Fault.STATUS_429:
        assert caught.value.retry_after == (None if "bedrock" in harness.vendor else 17)
    if fault is Fault.STATUS_404:
        assert caught.value.code == "model_not_found"
    if kind is UpstreamRefused:
        assert len(caught.value.message) > 8


@pytest.mark.parametrize("fault", BROKEN_REPLIES)
async def test_whole_replies_that_break_the_protocol(harness: Harness, fault: Fault) -> None:
    harness.sim.fail(fault)
    with pytest.raises(UpstreamBroken) as caught:
        await harness.provider.chat(harness.call())
    assert caught.value.status == 502
    assert_no_secrets(caught.value)


@pytest.mark.parametrize("fault", BROKEN_STREAMS)
async def test_streams_that_break_the_protocol(harness: Harness, fault: Fault) -> None:
    harness.sim.fail(fault)
    with pytest.raises(UpstreamBroken) as caught:
        await consume(harness)
    assert caught.value.status == 502
    assert_no_secrets(caught.value)


async def test_an_error_inside_a_stream_is_an_error(harness: Harness) -> None:
    harness.sim.fail(Fault.ERROR_EVENT)
    seen = 0
    with pytest.raises(UpstreamError) as caught:
        async for _ in harness.provider.stream(harness.call()):
            seen += 1
    assert seen >= 1
    assert caught.value.status == 502


@pytest.mark.parametrize(
    ("fault", "streamed", "limit", "words"),
    [
        (Fault.SLOW_FIRST_BYTE, False, "timeout_s", "in time"),
        (Fault.SLOW_FIRST_BYTE, True, "timeout_s", "did not begin to answer in time"),
        (Fault.STALL, False, "timeout_s", "in time"),
        (Fault.STALL, True, "idle_timeout_s", "fell silent in the middle"),
    ],
)
async def test_silence_is_a_timeout_and_drops_the_connection(
    harness: Harness, fault: Fault, streamed: bool, limit: str, words: str
) -> None:
    harness.sim.fail(fault)
    with pytest.raises(UpstreamTimeout) as caught:
        await ask(harness.impatient(**{limit: 1.0}), streamed)
    assert caught.value.status == 504
    assert caught.value.code == "upstream_timeout"
    assert words in caught.value.message
    await asyncio.wait_for(harness.last.gone.wait(), 60)


async def test_a_stream_of_comments_alone_does_not_live_for_ever(harness: Harness) -> None:
    harness.sim.fail(Fault.ENDLESS)
    with pytest.raises(UpstreamTimeout):
        await consume(harness.impatient(timeout_s=1.0))
    await asyncio.wait_for(harness.last.gone.wait(), 60)


async def test_nobody_listening_is_unreachable(harness: Harness) -> None:
    await harness.sim.stop()
    with pytest.raises(UpstreamUnreachable) as caught:
        await harness.provider.chat(harness.call())
    assert caught.value.status == 502


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_a_private_address_needs_leave(harness: Harness, streamed: bool) -> None:
    guarded = replace(harness, config=replace(harness.config, allow_private=False))
    with pytest.raises(AddressNotAllowed):
        await ask(guarded, streamed)
    assert harness.sim.requests == []


async def test_closing_a_stream_cancels_the_upstream_call(harness: Harness) -> None:
    harness.sim.fail(Fault.STALL)
    async with aclosing(harness.provider.stream(harness.call())) as events:
        await anext(events)
    await asyncio.wait_for(harness.last.gone.wait(), 60)


async def test_cancelling_a_whole_call_cancels_the_upstream_call(harness: Harness) -> None:
    harness.sim.held = asyncio.Event()
    asking = asyncio.ensure_future(harness.provider.chat(harness.call()))
    await asyncio.wait_for(harness.sim.arrived.wait(), 60)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(harness.last.gone.wait(), 60)


async def test_after_a_fault_the_next_call_goes_well(harness: Harness) -> None:
    harness.sim.fail(Fault.CUT_BODY, Fault.STATUS_500)
    for _ in range(2):
        with pytest.raises(UpstreamError):
            await harness.provider.chat(harness.call())
    reply = await harness.provider.chat(harness.call())
    assert harness.said(reply.body).text == TEXT


async def test_a_stream_that_ended_well_leaves_its_connection_for_the_next(harness: Harness) -> None:
    for _ in range(3):
        harness.sim.may_end = asyncio.Event()
        async for _event in harness.provider.stream(harness.call()):
            harness.sim.may_end.set()
    assert len(harness.sim.requests) == 3
    assert harness.sim.connections == 1


async def test_listing_models_with_a_wrong_key_says_so(harness: Harness) -> None:
    harness.sim.fail(Fault.STATUS_401)
    with pytest.raises(UpstreamCredential) as caught:
        await harness.provider.list_models()
    assert "acme" in caught.value.message
    assert_no_secrets(caught.value)
