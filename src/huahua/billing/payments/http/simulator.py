"""The pay page of the development simulator: one form, in English or Chinese, no script."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from huahua.billing.payments.domain.money import to_text
from huahua.billing.payments.http.callbacks import bounded_body
from huahua.billing.payments.payments import Payments
from huahua.billing.payments.ports import SimulatedPaying
from huahua.infra.problems import Problem
from huahua.kit.clock import Clock, utc_now

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_WORDS = {
    "en": {
        "title": "Payment simulator",
        "note": "A test page: no real money moves.",
        "order": "Order",
        "pay": "Pay",
        "decline": "Decline",
    },
    "zh-CN": {
        "title": "支付模拟器",
        "note": "这是测试页面，不会产生真实扣款。",
        "order": "订单",
        "pay": "确认支付",
        "decline": "拒绝支付",
    },
}
_STYLE = """
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;
font:16px/1.5 system-ui,"PingFang SC","Noto Sans SC",sans-serif}
main{width:min(22rem,100vw - 3rem);text-align:center}
h1{font-size:1.125rem;margin:0}
p{margin:.5rem 0}
.amount{font-size:2.25rem;font-weight:600;margin:1.5rem 0 .25rem}
.quiet{opacity:.7;font-size:.875rem;overflow-wrap:anywhere}
form{display:grid;gap:.75rem;margin-top:2rem}
button{min-height:44px;border-radius:8px;border:1px solid;background:transparent;color:inherit;font:inherit;
cursor:pointer}
button.main{background:#1f6feb;border-color:#1f6feb;color:#fff}
button:focus-visible{outline:3px solid #1f6feb;outline-offset:2px}
"""


def simulator_routes(payments: Payments, simulator: SimulatedPaying, clock: Clock = utc_now) -> APIRouter:
    """Only where the settings switch the simulator on."""
    router = APIRouter(prefix="/api/pay/simulator", tags=["billing"])

    @router.get("/checkout", include_in_schema=False)
    async def page(request: Request, token: Annotated[str, Query(max_length=2000)]) -> Response:
        claim = simulator.claim(token)
        if claim is None:
            raise _bad()
        amount = f"{to_text(claim.amount_micros, claim.currency)} {claim.currency}"
        html = _page(_language(request), amount, claim.order_id, token)
        return HTMLResponse(html, headers={"content-security-policy": POLICY, "cache-control": "no-store"})

    @router.post("/checkout", include_in_schema=False)
    async def decide(request: Request) -> Response:
        form = parse_qs((await bounded_body(request)).decode(errors="replace"))
        claim = simulator.claim(form.get("token", [""])[0])
        if claim is None:
            raise _bad()
        outcome = "paid" if form.get("outcome") == ["paid"] else "declined"
        await payments.notices.received("simulator", await simulator.decide(claim, outcome, clock()))
        # To this very host, whatever name the customer knows it by.
        back = urlsplit(claim.back)
        return RedirectResponse(f"{back.path}?{back.query}", 303)

    return router


def _bad() -> Problem:
    return Problem(404, "order_not_found", "There is no such order.")


def _language(request: Request) -> str:
    asked = request.headers.get("accept-language", "")
    return "zh-CN" if asked.lower().lstrip().startswith("zh") else "en"


def _page(language: str, amount: str, order_id: str, token: str) -> str:
    words = _WORDS[language]
    return f"""<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{words["title"]} – HuaHua</title>
<style>{_STYLE}</style>
<main>
<h1>{words["title"]}</h1>
<p class="quiet">{words["note"]}</p>
<p class="amount">{escape(amount)}</p>
<p class="quiet">{words["order"]} {escape(order_id)}</p>
<form method="post">
<input type="hidden" name="token" value="{escape(token)}">
<button class="main" name="outcome" value="paid">{words["pay"]}</button>
<button name="outcome" value="declined">{words["decline"]}</button>
</form>
</main>
</html>
"""
