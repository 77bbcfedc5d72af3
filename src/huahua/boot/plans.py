"""Plans, codes, notices and invoices of this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.accounts.api import AccountError, AccountService
from huahua.accounts.errors import MailFailed
from huahua.accounts.signin.domain import Letter
from huahua.accounts.signin.ports import Mail
from huahua.audit.api import Recorder
from huahua.billing.api import Ledger, owner_of
from huahua.billing.invoices.invoicing import Invoicing, OnMade
from huahua.billing.invoices.store import Invoice, InvoiceStore
from huahua.billing.payments.api import NoSavedMethod, Payments, Status
from huahua.billing.plans.mailing import Mailing, NotSent
from huahua.billing.plans.redeeming import Codes
from huahua.billing.plans.store import Notice, PlanStore
from huahua.billing.plans.subscribing import Plans
from huahua.billing.plans.watching import Readers, Watcher
from huahua.boot.billing import there_is
from huahua.boot.pricing import Pricing
from huahua.boot.settings import Settings
from huahua.boot.sign_in import People
from huahua.boot.sign_in_settings import base_url_of, mail_of
from huahua.gateway.api import UsageRecords
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from huahua.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class PlanParts:
    plans: Plans
    codes: Codes
    store: PlanStore
    watcher: Watcher
    invoicing: Invoicing


class SavedTopUp:
    """Port `TopUp`: the saved way to pay of whoever has one."""

    def __init__(self, payments: Payments) -> None:
        self._payments = payments

    async def __call__(self, wallet_id: str, user_id: str, micros: int, key: str) -> bool:
        try:
            order = await self._payments.saved.charge(wallet_id, user_id, micros, key=key)
        except NoSavedMethod:
            return False
        return order.status in {Status.PAID, Status.PENDING}


def _readers(people: People) -> Readers:
    async def known(payer_id: str) -> list[str]:
        if owner_of(payer_id).kind == "team":
            return await people.teams.managers(payer_id)
        return [payer_id]

    return known


def _telling(store: PlanStore, readers: Readers) -> OnMade:
    async def tell(connection: AsyncConnection, invoice: Invoice) -> None:
        facts = {
            "number": invoice.number,
            "month": invoice.month,
            "total_micros": invoice.total_micros,
            "due_micros": invoice.due_micros,
            "currency": invoice.currency,
        }
        own = owner_of(invoice.user_id).kind == "user"
        occasion = invoice.month if own else f"{invoice.user_id}:{invoice.month}"
        for user_id in await readers(invoice.user_id):
            notice = Notice(
                new_id("ntc"), user_id, "invoice_ready", occasion, facts, invoice.created_at, None
            )
            await store.notify(connection, notice)

    return tell


class PersonPost:
    """Port `Post`: letters to people of this server."""

    def __init__(self, mail: Mail, accounts: AccountService) -> None:
        self._mail = mail
        self._accounts = accounts

    async def __call__(
        self, user_id: str, write: Callable[[str | None], tuple[str, str]], letter_id: str
    ) -> bool:
        try:
            user = await self._accounts.user(user_id)
        except AccountError:
            return False
        if user.disabled:
            return False
        subject, text = write(user.locale)
        try:
            await self._mail.send(Letter(user.email, subject, text, letter_id))
        except MailFailed as fault:
            raise NotSent(str(fault)) from fault
        return True


def build_mailing(settings: Settings, store: PlanStore, accounts: AccountService) -> Mailing | None:
    """None where the server sends no letters. Raises SettingsError."""
    mail = mail_of(settings)
    if mail is None:
        return None
    return Mailing(store, PersonPost(mail, accounts), base_url=base_url_of(settings) or "")


def build_plans(
    db: Database,
    sealer: Sealer,
    ledger: Ledger,
    pricing: Pricing,
    payments: Payments,
    audit: Recorder,
    people: People,
) -> PlanParts:
    store, records = PlanStore(db), UsageRecords(db)
    plans = Plans(store, ledger, records, audit, on_change=pricing.keeper.load, there_is=there_is(people))
    readers = _readers(people)
    tell = _telling(store, readers)
    invoicing = Invoicing(InvoiceStore(db), ledger, records, audit, pricing.settling, on_made=tell)
    codes = Codes(store, ledger, audit, sealer.keyed_hash)
    watcher = Watcher(store, plans, ledger, top_up=SavedTopUp(payments), readers=readers)
    return PlanParts(plans, codes, store, watcher, invoicing)
