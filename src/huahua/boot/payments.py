"""Payments, as the settings want them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from huahua.audit.api import Recorder
from huahua.billing.api import Ledger
from huahua.billing.payments.adapters.alipay import Alipay
from huahua.billing.payments.adapters.epay import Epay
from huahua.billing.payments.adapters.manual import Manual
from huahua.billing.payments.adapters.simulator import PaymentSimulator
from huahua.billing.payments.adapters.stripe import Stripe
from huahua.billing.payments.adapters.wechat import Wechat
from huahua.billing.payments.api import (
    AlipayConfig,
    EpayConfig,
    ManualConfig,
    PaymentProvider,
    Payments,
    PaymentsConfig,
    StripeConfig,
    WechatConfig,
)
from huahua.billing.payments.signing import BadKey
from huahua.billing.payments.store import SqlOrderStore
from huahua.boot.billing import member_of
from huahua.boot.bindings.payment_audit import PaymentRecorder
from huahua.boot.bindings.payment_funding import LedgerFunding
from huahua.boot.payment_settings import PaymentSettings
from huahua.boot.settings import Settings, SettingsError, resolve_secret
from huahua.boot.sign_in import People
from huahua.boot.sign_in_settings import base_url_of
from huahua.gateway.domain.price import micros
from huahua.infra.db import Database
from huahua.infra.http import Outbound
from huahua.infra.sealing import Sealer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PaymentParts:
    payments: Payments
    simulator: PaymentSimulator | None


def build_payments(
    settings: Settings,
    db: Database,
    outbound: Outbound,
    sealer: Sealer,
    ledger: Ledger,
    people: People,
    recorder: Recorder,
) -> PaymentParts:
    """Raises SettingsError."""
    wanted, public_url = settings.billing.payments, base_url_of(settings)
    providers = configured_providers(settings, outbound)
    simulator = None
    if wanted.simulator:
        log.warning("billing.payments.simulator is on: anybody may top up with money that is none")
        currencies = [ledger.currency, *settings.billing.rates]
        simulator = PaymentSimulator(db, sealer, list(dict.fromkeys(currencies)), public_url)
        providers.append(simulator)
    payments = Payments(
        SqlOrderStore(db),
        providers,
        LedgerFunding(ledger, member_of(people)),
        PaymentRecorder(recorder),
        _config(settings, public_url),
    )
    return PaymentParts(payments, simulator)


def _config(settings: Settings, public_url: str) -> PaymentsConfig:
    wanted = settings.billing.payments
    return PaymentsConfig(
        public_url=public_url,
        return_path=wanted.return_path,
        open_for=timedelta(minutes=wanted.order_minutes),
        least_micros=micros(wanted.least),
        most_micros=micros(wanted.most),
        open_orders=wanted.open_orders,
        rates=dict(settings.billing.rates),
    )


def configured_providers(settings: Settings, outbound: Outbound) -> list[PaymentProvider]:
    """Those whose secrets are all there. Raises SettingsError for a key that is none."""
    wanted = settings.billing.payments
    found: list[PaymentProvider] = []
    try:
        stripe, alipay, wechat, epay = _stripe(wanted), _alipay(wanted), _wechat(wanted), _epay(wanted)
        if stripe is not None:
            found.append(Stripe(stripe, outbound))
        if alipay is not None:
            found.append(Alipay(alipay, outbound))
        if wechat is not None:
            found.append(Wechat(wechat, outbound))
        if epay is not None:
            found.append(Epay(epay, outbound))
    except BadKey as fault:
        raise SettingsError(f"billing.payments: {fault}") from fault
    if wanted.manual is not None:
        ledgers = settings.billing.currency or settings.limits.spend_currency
        currencies = tuple(wanted.manual.currencies or [ledgers])
        open_for = timedelta(days=wanted.manual.days)
        found.append(Manual(ManualConfig(wanted.manual.instructions, currencies, open_for)))
    return found


def _secrets(provider: str, **named: str) -> dict[str, str] | None:
    """All of them looked up; None when one is missing or empty, for then the provider is off."""
    found = {}
    for name, value in named.items():
        try:
            found[name] = resolve_secret(value).strip()
        except SettingsError as fault:
            log.warning("billing.payments.%s is off: %s: %s", provider, name, fault)
            return None
        if not found[name]:
            log.warning("billing.payments.%s is off: %s is empty", provider, name)
            return None
    return found


def _stripe(wanted: PaymentSettings) -> StripeConfig | None:
    row = wanted.stripe
    if row is None:
        return None
    found = _secrets("stripe", secret_key=row.secret_key, webhook_secret=row.webhook_secret)
    if found is None:
        return None
    return StripeConfig(
        **found,
        currencies=tuple(row.currencies),
        base_url=row.base_url,
        allow_private=row.allow_private,
    )


def _alipay(wanted: PaymentSettings) -> AlipayConfig | None:
    row = wanted.alipay
    if row is None:
        return None
    found = _secrets(
        "alipay",
        app_id=row.app_id,
        private_key=row.private_key,
        alipay_public_key=row.alipay_public_key,
    )
    if found is None:
        return None
    return AlipayConfig(
        **found,
        seller_id=row.seller_id,
        methods=tuple(row.methods),
        base_url=row.base_url,
        allow_private=row.allow_private,
    )


def _wechat(wanted: PaymentSettings) -> WechatConfig | None:
    row = wanted.wechat
    if row is None:
        return None
    named = {
        "app_id": row.app_id,
        "merchant_id": row.merchant_id,
        "certificate_serial": row.certificate_serial,
        "private_key": row.private_key,
        "api_v3_key": row.api_v3_key,
    }
    if row.public_key or row.public_key_id:
        named |= {"public_key": row.public_key, "public_key_id": row.public_key_id}
    found = _secrets("wechat", **named)
    if found is None:
        return None
    return WechatConfig(
        **found,
        methods=tuple(row.methods),
        base_url=row.base_url,
        allow_private=row.allow_private,
    )


def _epay(wanted: PaymentSettings) -> EpayConfig | None:
    row = wanted.epay
    if row is None:
        return None
    found = _secrets("epay", merchant_id=row.merchant_id, key=row.key, base_url=row.base_url)
    if found is None:
        return None
    return EpayConfig(**found, methods=tuple(row.methods), allow_private=row.allow_private)
