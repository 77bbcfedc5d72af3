"""An order through any history: paid once, by what matches, and never paid back more than was paid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from huahua.billing.payments.domain.orders import Order, Payment, Status
from huahua.billing.payments.errors import NoticeRefused, RefundRefused

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def new_order(amount: int = 100, credit: int = 14) -> Order:
    end = NOW + timedelta(hours=1)
    return Order("ord_1", "usr_1", "wal_1", "alipay", "page", "CNY", amount, credit, NOW, end, "0.14")


class Life(RuleBasedStateMachine):
    @initialize(amount=st.integers(1, 10_000), credit=st.integers(1, 10_000))
    def begin(self, amount: int, credit: int) -> None:
        self.order = new_order(amount, credit)
        self.now = NOW
        self.credited = 0
        self.open_refunds: list[tuple[int, int]] = []
        self.paid_back = 0
        self.debited = 0

    @rule(minutes=st.integers(1, 40))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(ref=st.sampled_from(["a", "b"]), wrong=st.sampled_from(["", "", "amount", "currency", "order"]))
    def a_payment_is_told(self, ref: str, wrong: str) -> None:
        payment = Payment(
            "ord_2" if wrong == "order" else "ord_1",
            ref,
            "USD" if wrong == "currency" else "CNY",
            self.order.amount_micros + (1 if wrong == "amount" else 0),
        )
        before = self.order
        try:
            self.order = before.paid(payment, self.now)
        except NoticeRefused:
            assert wrong or (before.status is Status.PAID and before.payment_ref != ref)
            return
        assert not wrong
        if before.status is Status.PAID:
            assert self.order == before
            return
        self.credited += self.order.credit_micros
        assert self.order.late == (before.status is not Status.PENDING or self.now > before.expires_at)

    @rule(status=st.sampled_from([Status.EXPIRED, Status.FAILED]))
    def it_ends(self, status: Status) -> None:
        before = self.order.status
        self.order = self.order.ended(status)
        assert self.order.status is (status if before is Status.PENDING else before)

    @rule(part=st.integers(-5, 12_000))
    def a_refund_begins(self, part: int) -> None:
        try:
            after, credit = self.order.refunding(part)
        except RefundRefused:
            assert self.order.status is not Status.PAID or not 0 < part <= self.order.refundable_micros
            return
        assert credit >= 0
        self.order = after
        self.open_refunds.append((part, credit))
        self.debited += credit

    @rule(comes_about=st.booleans())
    def a_refund_ends(self, comes_about: bool) -> None:
        if not self.open_refunds:
            return
        part, credit = self.open_refunds.pop()
        if comes_about:
            self.paid_back += part
        else:
            self.order = self.order.not_refunded(part, credit)
            self.debited -= credit

    @invariant()
    def money_is_right(self) -> None:
        if not hasattr(self, "order"):
            return
        order = self.order
        assert self.credited == (order.credit_micros if order.status is Status.PAID else 0)
        assert self.paid_back <= order.refunded_micros <= order.amount_micros
        assert 0 <= self.debited == order.refunded_credit_micros <= order.credit_micros
        if order.refunded_micros == order.amount_micros:
            assert self.debited == order.credit_micros or self.open_refunds


TestLife = Life.TestCase


def test_parts_of_a_refund_add_up_to_the_whole() -> None:
    order = new_order(300, 100).paid(Payment("ord_1", "a", "CNY", 300), NOW)
    taken = []
    for _ in range(3):
        order, credit = order.refunding(100)
        taken.append(credit)
    assert taken == [33, 33, 34]
    with pytest.raises(RefundRefused):
        order.refunding(1)
