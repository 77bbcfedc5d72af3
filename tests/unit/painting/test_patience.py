"""Which failures are asked again, how often and after how long."""

from __future__ import annotations

import pytest

from huahua.gateway.api import (
    AddressNotAllowed,
    ContentBlocked,
    GatewayError,
    InsufficientCredit,
    InvalidRequest,
    Overloaded,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from huahua.painting.service.patience import MAX_PAUSE_S, PAUSES_S, SPREAD, pause_s


@pytest.mark.parametrize("fault", [UpstreamLimited, UpstreamUnreachable, UpstreamError, Overloaded])
def test_what_may_pass_is_asked_again_ever_more_slowly_and_then_no_more(fault: type[GatewayError]) -> None:
    pauses = [pause_s(fault("busy"), failed, 0.0) for failed in range(1, len(PAUSES_S) + 2)]
    assert pauses == [*PAUSES_S, None]


@pytest.mark.parametrize(
    "fault",
    [
        AddressNotAllowed,
        ContentBlocked,
        InsufficientCredit,
        InvalidRequest,
        UpstreamBroken,
        UpstreamCredential,
        UpstreamRefused,
        UpstreamTimeout,
    ],
)
def test_what_will_not_pass_is_not_asked_again(fault: type[GatewayError]) -> None:
    assert pause_s(fault("no"), 1, 0.0) is None


def test_a_vendor_is_given_the_time_that_it_asks_for_up_to_a_limit() -> None:
    assert pause_s(UpstreamLimited("busy", retry_after=11), 1, 0.0) == 11
    assert pause_s(UpstreamLimited("busy", retry_after=11), 1, 0.999) == pytest.approx(
        11 * (1 + SPREAD), rel=0.01
    )
    assert pause_s(UpstreamLimited("busy", retry_after=MAX_PAUSE_S + 1), 1, 0.0) is None


@pytest.mark.parametrize("kind", [UpstreamBroken, UpstreamTimeout, UpstreamUnreachable, UpstreamError])
def test_what_may_be_painted_is_asked_for_again_only_where_that_waits_for_it(
    kind: type[GatewayError],
) -> None:
    lost = kind("silence")
    lost.settled = False
    assert pause_s(lost, 1, 0.0) is None
    lost.goes_on = True
    assert pause_s(lost, 1, 0.0) == PAUSES_S[0]


def test_a_time_out_after_which_nothing_is_painted_is_forgiven_once() -> None:
    late = UpstreamTimeout("no connection in time")
    late.settled = True
    assert [pause_s(late, failed, 0.0) for failed in (1, 2)] == [PAUSES_S[0], None]
