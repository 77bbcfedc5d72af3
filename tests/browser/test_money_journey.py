"""A new operator sets a price, makes a plan and codes; a customer redeems one, tops up, subscribes, spends and sees why
it cost what it cost; the operator sees the order and that the ledger agrees; when the month is over there is an
invoice of it all."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.browser.upstream import ScriptedUpstream
from tests.running_server import RunningServer

SENTENCE = "Name three rivers"


@pytest.fixture(scope="module")
def config(config: dict[str, Any]) -> dict[str, Any]:
    """Wallets in force, and a payment provider that moves no money."""
    billing = {"enabled": True, "post_every_s": 0.2, "payments": {"simulator": True}}
    return {
        **config,
        "billing": billing,
        "defaults": {"dialogue": "storyteller", "painting": "builtin/painter"},
    }


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


def test_a_price_a_plan_a_code_a_payment_a_call_and_its_reasons(
    page: Page,
    make_person: Callable[..., Person],
    new_context: Callable[[], BrowserContext],
    upstream: ScriptedUpstream,
    server: RunningServer,
    shots: Shots,
) -> None:
    set_a_price(page, shots)
    code = make_plan_and_code(page, shots)

    customer = make_person("user", "Cara")
    context = new_context()
    customer.enter(context)
    own = context.new_page()
    redeem(own, code)
    top_up(own, shots)
    subscribe(own, shots)
    upstream.script(SENTENCE, "Nile, Yangtze, Rhine.")
    conversation = customer.ask(SENTENCE, model="storyteller")
    assert conversation["messages"][-1]["usage"]["cost"] == {"amount_micros": 40, "currency": "USD"}
    see_why(own, shots)
    see_statement(own, customer, shots)
    see_books(page, customer, shots)

    month = let_a_month_pass(server)
    make_invoice(page, customer, month, shots)
    see_invoice(own, month, shots)


def set_a_price(page: Page, shots: Shots) -> None:
    page.goto("/settings/prices")
    page.get_by_test_id("new-draft").click()
    page.get_by_text("From nothing").click()
    page.get_by_test_id("entry-add").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Model").fill("storyteller")
    dialog.get_by_test_id("price-input").fill("2")
    dialog.get_by_test_id("price-output").fill("6")
    shots.take(page, "price")
    dialog.get_by_test_id("entry-save").click()
    expect(page.get_by_test_id("entry-storyteller")).to_contain_text("$6.00")
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-submit").click()
    expect(page.get_by_test_id("book-in_force")).to_contain_text("Version 1")


def make_plan_and_code(page: Page, shots: Shots) -> str:
    page.goto("/settings/plans")
    page.get_by_test_id("plan-add").click()
    page.get_by_test_id("plan-name").fill("Starter")
    page.get_by_test_id("plan-fee").fill("5")
    page.get_by_test_id("plan-pictures").fill("20")
    page.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("plan-Starter")).to_contain_text("$5.00")
    page.get_by_test_id("codes-add").click()
    page.get_by_test_id("codes-name").fill("Spring")
    page.get_by_test_id("codes-amount").fill("20")
    page.get_by_test_id("codes-count").fill("1")
    page.get_by_test_id("codes-submit").click()
    code = page.get_by_test_id("made-codes").inner_text().strip()
    page.get_by_role("button", name="I have saved it").click()
    expect(page.get_by_test_id("codes")).to_contain_text("0 of 1 redeemed")
    shots.take(page, "plans")
    return code


def redeem(page: Page, code: str) -> None:
    page.goto("/settings/billing")
    expect(page.get_by_test_id("balance")).to_have_text("$0.00")
    page.get_by_test_id("redeem").click()
    page.get_by_test_id("code").fill(code)
    page.get_by_test_id("redeem-submit").click()
    page.get_by_test_id("redeemed").get_by_role("button").click()
    expect(page.get_by_test_id("balance")).to_have_text("$20.00")


def top_up(page: Page, shots: Shots) -> None:
    page.get_by_test_id("top-up").click()
    page.get_by_test_id("way-simulator").first.click()
    page.get_by_test_id("top-up-amount").fill("10")
    page.get_by_test_id("top-up-submit").click()
    with page.expect_popup() as paying:
        page.get_by_test_id("pay-link").click()
    pay = paying.value
    expect(pay.get_by_text("10.00 USD")).to_be_visible()
    shots.take(pay, "simulator")
    pay.get_by_role("button", name="Pay").click()
    expect(pay.get_by_test_id("billing")).to_be_visible()
    pay.close()
    expect(page.get_by_test_id("order-paid")).to_contain_text("$10.00")
    page.get_by_test_id("checkout-done").click()
    expect(page.get_by_test_id("balance")).to_have_text("$30.00")


def subscribe(page: Page, shots: Shots) -> None:
    page.get_by_test_id("plan-Starter").get_by_test_id("plan-take").click()
    page.get_by_test_id("take-confirm").click()
    expect(page.get_by_test_id("subscription")).to_contain_text("Starter")
    expect(page.get_by_test_id("balance")).to_have_text("$25.00")
    shots.take(page, "subscribed")


def see_why(page: Page, shots: Shots) -> None:
    page.goto("/settings/usage")
    page.get_by_test_id("usage-line").first.click()
    why = page.get_by_test_id("explanation")
    expect(why).to_contain_text("$2.00")
    expect(why).to_contain_text("$0.00004")
    expect(why).to_contain_text("Version 1 of the price book")
    shots.take(page, "why")


def see_statement(page: Page, customer: Person, shots: Shots) -> None:
    page.goto("/settings/billing")
    statement = page.get_by_test_id("statement")
    expect(statement).to_contain_text(
        re.compile(r"\d calls?")
    )  # the answer and its title, posted in one or two
    expect(statement).to_contain_text("+$20.00")
    lines = customer.get("/api/usage")["lines"]["items"]
    spent = sum(line["cost"]["amount_micros"] for line in lines)
    assert customer.get("/api/billing/balance")["amount_micros"] == 25_000_000 - spent
    shots.take(page, "statement")


def let_a_month_pass(server: RunningServer) -> str:
    """What was spent was spent last month; which one that is.

    Only time may do that to the ledger, whose triggers refuse every change, so they look away meanwhile.
    """
    last = f"{datetime.now(UTC).replace(day=1) - timedelta(days=1):%Y-%m}"
    with sqlite3.connect(server.data / "huahua.db", timeout=60) as books:
        guards = books.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_transactions'"
        ).fetchall()
        for name, _ in guards:
            books.execute(f'DROP TRIGGER "{name}"')
        for table in ("usage_lines", "ledger_transactions"):
            books.execute(f"UPDATE {table} SET created_at = ? || substr(created_at, 11)", (f"{last}-10",))
        for _, statement in guards:
            books.execute(statement)
    return last


def make_invoice(page: Page, customer: Person, month: str, shots: Shots) -> None:
    """By hand, since the customer pays in advance."""
    page.goto("/settings/customers")
    user_id = customer.get("/api/bootstrap")["user"]["id"]
    page.get_by_test_id(f"wallet-{user_id}").get_by_test_id("invoices-of").click()
    page.get_by_test_id("invoice-month").fill(month)
    page.get_by_test_id("invoice-make").click()
    expect(page.get_by_test_id(f"invoice-{month}")).to_contain_text(re.compile(r"INV-\d{4}-000001"))
    shots.everywhere(page, "invoice-made")


def see_invoice(page: Page, month: str, shots: Shots) -> None:
    page.goto("/settings/billing")
    expect(page.get_by_test_id("notice-invoice_ready")).to_contain_text(month)
    row = page.get_by_test_id(f"invoice-{month}")
    expect(row).to_contain_text("$5.00")
    row.scroll_into_view_if_needed()
    shots.everywhere(page, "invoices")
    row.get_by_test_id("invoice-open").click()
    invoice = page.get_by_test_id("invoice")
    expect(invoice.get_by_test_id("invoice-usage").first).to_contain_text("storyteller")
    expect(invoice).to_contain_text("-$5.00")
    expect(invoice.get_by_test_id("invoice-total")).to_contain_text("$5.0000")  # the fee and a call or two
    expect(invoice).to_contain_text("+$10.00")
    shots.everywhere(page, "invoice")
    dialog = page.get_by_role("dialog")
    assert downloaded(page, dialog.get_by_test_id("invoice-pdf")).read_bytes().startswith(b"%PDF-")
    with downloaded(page, dialog.get_by_test_id("invoice-csv")).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["model"] for line in lines} == {"storyteller"}
    assert 40 in [int(line["charge_micros"]) for line in lines]


def downloaded(page: Page, button: Locator) -> Path:
    with page.expect_download() as coming:
        button.click()
    return Path(coming.value.path())


def see_books(page: Page, customer: Person, shots: Shots) -> None:
    user_id = customer.get("/api/bootstrap")["user"]["id"]
    page.goto("/settings/orders")
    expect(page.get_by_test_id("order").first).to_contain_text(user_id)
    page.goto("/settings/customers")
    expect(page.get_by_test_id(f"wallet-{user_id}")).to_contain_text("Cara")
    page.get_by_test_id("ledger-audit").click()
    expect(page.get_by_test_id("ledger-holds")).to_be_visible()
    shots.take(page, "customers")
    page.goto("/settings/margins")
    expect(page.get_by_test_id("margin-rows")).to_contain_text("storyteller")
