"""Double entry: sums, the order in which grants are spent, and random histories of one wallet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.billing.errors import InvalidAmount
from huahua.billing.ledger.domain import (
    MAX_MICROS,
    OVERRUNS,
    PROMOTIONS,
    REVENUE,
    Entry,
    Grant,
    Position,
    after,
    charged,
    check_account,
    check_amount,
    checked,
    draw,
    effect,
    expirable,
    grants_account,
    received,
    spent,
    wallet_account,
)

DAY = datetime(2026, 11, 21, tzinfo=UTC)
WALLET = "wal_1"


def test_grants_are_spent_by_priority_then_by_expiry_then_money() -> None:
    late = Grant("grt_late", 50, 100, DAY + timedelta(days=9))
    soon = Grant("grt_soon", 30, 100, DAY)
    first = Grant("grt_first", 10, 1)
    ever = Grant("grt_ever", 5, 100)
    entries = spent(WALLET, 100, [ever, late, first, soon], REVENUE)
    assert [(entry.grant_id, entry.micros) for entry in entries] == [
        ("grt_first", -10),
        ("grt_soon", -30),
        ("grt_late", -50),
        ("grt_ever", -5),
        (None, -5),
        (None, 100),
    ]
    assert entries[4].account == wallet_account(WALLET) and entries[5].account == REVENUE


@pytest.mark.parametrize("micros", [0, -1, True, 1.5, MAX_MICROS + 1])
def test_what_is_no_amount_is_refused(micros: int) -> None:
    with pytest.raises(InvalidAmount):
        check_amount(micros)


@pytest.mark.parametrize("account", ["", "wallet:wal_1", "grants:wal_1", "Cash", "cash:", "cash:a b"])
def test_nobody_books_against_a_customers_account(account: str) -> None:
    with pytest.raises(InvalidAmount):
        check_account(account)


@pytest.mark.parametrize(
    "entries",
    [
        [Entry("revenue", 1)],
        [Entry("revenue", 1), Entry("wallet:wal_1", -2)],
        [Entry("revenue", 0), Entry("wallet:wal_1", 0)],
        [Entry("revenue", 1), Entry("grants:wal_1", -1)],
    ],
)
def test_what_is_no_transaction_is_never_written(entries: list[Entry]) -> None:
    with pytest.raises(AssertionError):
        checked(entries)


def test_leases_are_spent_from_grants_first_so_money_beside_them_may_be_refunded() -> None:
    position = Position(money_micros=100, grants_micros=40, leased_micros=60)
    assert position.free_micros == 80 and position.payable_micros == 80
    assert replace(position, leased_micros=40).payable_micros == 100


def test_an_expired_grant_leaves_what_processes_have_leased() -> None:
    grant = Grant("grt_1", 50, 100, DAY)
    assert expirable(Position(0, 50, 0), grant) == 50
    assert expirable(Position(0, 50, 20), grant) == 30
    assert expirable(Position(100, 50, 120), grant) == 30
    assert expirable(Position(-70, 50, 0, 100), grant) == 50
    assert expirable(Position(0, 50, 90, 100), grant) == 0


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 3)), max_size=8), st.integers(1, 1000))
def test_drawing_takes_all_or_everything(given_: list[tuple[int, int]], micros: int) -> None:
    grants = [Grant(f"grt_{number}", left, priority) for number, (left, priority) in enumerate(given_)]
    taken, rest = draw(grants, micros)
    assert sum(part for _, part in taken) + rest == micros
    assert all(0 < part <= grant.left_micros for grant, part in taken)
    assert rest == max(0, micros - sum(grant.left_micros for grant in grants))
    orders = [grant.order for grant, _ in taken]
    assert orders == sorted(orders)
    assert all(part == grant.left_micros for grant, part in taken[:-1])


@dataclass
class Book:
    """One wallet and everything that was ever booked."""

    position: Position = field(default_factory=Position)
    grants: dict[str, Grant] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def book(self, entries: tuple[Entry, ...], new: Grant | None = None) -> None:
        change = effect(WALLET, entries)
        self.position = after(self.position, change)
        if new is not None:
            self.grants[new.id] = new
        else:
            for grant_id, micros in change.by_grant.items():
                grant = self.grants[grant_id]
                self.grants[grant_id] = replace(grant, left_micros=grant.left_micros + micros)
        self.entries += entries


_amounts = st.integers(1, 500)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), _amounts, st.just(0)),
        st.tuples(st.just("grant"), _amounts, st.integers(0, 30)),
        st.tuples(st.just("call"), _amounts, st.integers(0, 100)),
        st.tuples(st.just("refund"), _amounts, st.just(0)),
        st.tuples(st.just("days"), st.integers(1, 10), st.just(0)),
    ),
    max_size=40,
)


@given(_steps, st.integers(0, 300))
def test_any_history_balances(steps: list[tuple[str, int, int]], limit: int) -> None:
    """Everything sums to zero, projections are what the entries say, and nothing falls below the credit limit."""
    book, now = Book(Position(credit_limit_micros=limit)), DAY
    for number, (what, micros, more) in enumerate(steps):
        grants = list(book.grants.values())
        if what == "pay":
            book.book(received(WALLET, micros, "cash:test", None))
        elif what == "grant":
            new = Grant(f"grt_{number:02}", micros, more, now + timedelta(days=more))
            book.book(received(WALLET, micros, PROMOTIONS, new.id), new)
        elif what == "call" and book.position.free_micros >= micros:  # hold, settle a part, release the rest
            held = replace(book.position, leased_micros=book.position.leased_micros + micros)
            assert held.free_micros >= 0
            if cost := micros * more // 100:
                book.book(spent(WALLET, cost, grants, REVENUE))
        elif what == "refund" and book.position.payable_micros >= micros:
            book.book(spent(WALLET, micros, [], "cash:test"))
        elif what == "days":
            now += timedelta(days=micros)
            for grant in grants:
                if grant.expires_at is None or grant.expires_at > now:
                    continue
                if taken := expirable(book.position, grant):
                    back = [Entry(grants_account(WALLET), -taken, grant.id), Entry(PROMOTIONS, taken)]
                    book.book(checked(back))
        assert sum(entry.micros for entry in book.entries) == 0
        assert book.position.money_micros >= -limit
        assert all(grant.left_micros >= 0 for grant in book.grants.values())
    whole = effect(WALLET, book.entries)
    assert (whole.money_micros, whole.grants_micros) == (
        book.position.money_micros,
        book.position.grants_micros,
    )
    assert {id: grant.left_micros for id, grant in book.grants.items()} == dict(whole.by_grant)


@given(
    st.integers(-500, 500),
    st.integers(0, 300),
    st.lists(st.integers(1, 50), max_size=4),
    st.lists(st.integers(1, 400), min_size=1, max_size=8),
)
def test_no_calls_bring_a_wallet_below_its_credit_limit_whatever_they_cost(
    money: int, limit: int, given_micros: list[int], costs: list[int]
) -> None:
    position = Position(max(money, -limit), sum(given_micros), credit_limit_micros=limit)
    grants = {f"grt_{number}": Grant(f"grt_{number}", left) for number, left in enumerate(given_micros)}
    for cost in costs:
        entries, overrun = charged(WALLET, cost, grants.values(), position)
        by_account = {entry.account: entry.micros for entry in entries}
        assert by_account[REVENUE] == cost and by_account.get(OVERRUNS, 0) == -overrun
        change = effect(WALLET, entries)
        assert -change.micros + overrun == cost
        position = after(position, change)
        for grant_id, micros in change.by_grant.items():
            grants[grant_id] = replace(grants[grant_id], left_micros=grants[grant_id].left_micros + micros)
        assert position.money_micros >= -limit and position.grants_micros >= 0
        if overrun:  # only where there was nothing left
            assert (position.money_micros, position.grants_micros) == (-limit, 0)
