"""Errors of payments as problems, in words for whoever pays or operates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huahua.billing.payments.errors import (
    BadOrder,
    NotConfirmable,
    NotWhole,
    OrderNotFound,
    ProviderFault,
    ProviderOff,
    ReferenceUsed,
    RefundRefused,
    TeamNotFound,
    TooManyOrders,
)
from huahua.infra.problems import Problem
from huahua.kit.pages import BadCursor


@contextmanager
def payment_problems() -> Iterator[None]:
    try:
        yield
    except ProviderOff as fault:
        raise _off() from fault
    except NotWhole as fault:
        detail = "The amount has more digits than its currency."
        raise Problem(422, fault.code, detail, param="amount_micros") from fault
    except BadOrder as fault:
        text = str(fault)
        raise Problem(422, fault.code, f"{text[:1].upper()}{text[1:]}.") from fault
    except OrderNotFound as fault:
        raise Problem(404, "order_not_found", "There is no such order.") from fault
    except TeamNotFound as fault:
        raise Problem(404, "team_not_found", "There is no such team, or you are not in it.") from fault
    except TooManyOrders as fault:
        detail = "Too many orders wait to be paid. Pay one of them, or wait until they expire."
        raise Problem(429, "too_many_orders", detail, retry_after=600) from fault
    except ProviderFault as fault:
        detail = "The payment provider did not take the request. Try again, or pay in another way."
        raise Problem(502, "payment_provider_failed", detail) from fault
    except NotConfirmable as fault:
        detail = "Only orders that are paid by transfer are confirmed by hand."
        raise Problem(409, "order_not_manual", detail) from fault
    except ReferenceUsed as fault:
        detail = "A payment with this reference has paid an order already."
        raise Problem(409, "reference_used", detail, param="reference") from fault
    except RefundRefused as fault:
        raise _refund(fault.code) from fault
    except BadCursor as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one of this server.", param="cursor") from fault


def _off() -> Problem:
    return Problem(404, "payment_provider_off", "This way to pay is not set up on this server.")


def _refund(code: str) -> Problem:
    if code == "order_not_paid":
        return Problem(409, "order_not_paid", "Only an order that was paid can be paid back.")
    if code == "more_than_paid":
        return Problem(
            409, "more_than_paid", "No more can be paid back than was paid.", param="amount_micros"
        )
    if code == "wallet_too_low":
        detail = "The wallet does not hold so much any more. Pay back a part, or credit the wallet first."
        return Problem(409, "wallet_too_low", detail)
    if code == "refund_by_hand":
        detail = "This provider pays nothing back by itself: pay back by hand, then give its reference."
        return Problem(422, "refund_by_hand", detail, param="reference")
    return _off()
