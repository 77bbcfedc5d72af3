"""What the books hold of a person. They stay, as law wants it, and name nobody any more."""

from sqlalchemy import ColumnElement, Table, select

from huahua.billing.invoices.store import invoices
from huahua.billing.ledger.tables import credit_grants, ledger_transactions, wallets
from huahua.billing.payments.store import payment_orders, saved_payment_methods
from huahua.billing.plans.store import (
    billing_notices,
    code_guesses,
    funding_wishes,
    subscriptions,
    top_up_batches,
    top_up_codes,
)
from huahua.billing.prices.store import price_books, price_customers
from huahua.infra.personal import Condition, Fate, Holding, Register


def _own_wallet(user_id: str) -> ColumnElement[bool]:
    return (wallets.c.owner_kind == "user") & (wallets.c.owner_id == user_id)


def _in_own_wallet(table: Table) -> Condition:
    return lambda user_id: table.c.wallet_id.in_(select(wallets.c.id).where(_own_wallet(user_id)))


REGISTER = Register(
    holdings=(
        Holding("credit_grants", credit_grants, of=_in_own_wallet(credit_grants), fate=Fate.KEPT),
        Holding("ledger", ledger_transactions, of=_in_own_wallet(ledger_transactions), fate=Fate.KEPT),
        Holding(
            "ledger_actions", ledger_transactions, owner="actor_id", fate=Fate.PSEUDONYMISED, exported=False
        ),
        Holding("wallets", wallets, owner="owner_id", of=_own_wallet, fate=Fate.PSEUDONYMISED),
        Holding("orders", payment_orders, hidden=("user_id", "idempotency_key"), fate=Fate.PSEUDONYMISED),
        Holding("invoices", invoices, hidden=("user_id",), fate=Fate.PSEUDONYMISED),
        Holding("subscriptions", subscriptions, hidden=("user_id", "open_user_id")),
        Holding("billing_notices", billing_notices, hidden=("user_id",)),
        Holding("funding_wishes", funding_wishes, hidden=("user_id",)),
        Holding("code_guesses", code_guesses, exported=False),
        Holding("codes", top_up_codes, owner="used_by", hidden=("hash",), fate=Fate.PSEUDONYMISED),
        Holding("code_batches", top_up_batches, owner="created_by", fate=Fate.PSEUDONYMISED, exported=False),
        Holding("price_group", price_customers, hidden=("user_id",)),
        Holding("price_books", price_books, owner="created_by", fate=Fate.PSEUDONYMISED, exported=False),
        Holding("payment_methods", saved_payment_methods, hidden=("user_id", "customer_ref", "method_ref")),
    )
)
