"""`/api/billing/invoices`: one's own and those of teams that one manages; `/api/admin/invoices`: everybody's."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.billing.faults import NotFound
from huahua.billing.invoices.invoicing import Invoicing
from huahua.billing.invoices.pdf import invoice_pdf
from huahua.billing.invoices.store import Invoice
from huahua.billing.routes import BillingRoute, Manages, TeamId
from huahua.infra.identity import Identity, User, require
from huahua.infra.permissions import Permission
from huahua.kit.clock import iso
from huahua.kit.shapes import Page

_READ = [Depends(require(Permission.READ_BILLING))]
Manager = Annotated[Identity, Depends(require(Permission.MANAGE_BILLING))]
Cursor = Annotated[str | None, Query(max_length=40)]
Limit = Annotated[int, Query(ge=1, le=200)]


class InvoiceSummary(TypedDict):
    """`user_id`: whose it is, a team's id for a team's. `total_micros`: calls and fees of the month. `due_micros`: what
    the wallet owed at its end."""

    id: str
    number: str
    user_id: str
    month: str
    currency: str
    total_micros: int
    due_micros: int
    created_at: str


class InvoiceUsage(TypedDict):
    model: str
    provider: str
    key_id: str | None
    calls: int
    input_tokens: int
    output_tokens: int
    images: int
    charge_micros: int


class InvoiceEntry(TypedDict):
    at: str
    kind: str
    memo: str
    micros: int


class InvoiceReply(InvoiceSummary):
    usage: list[InvoiceUsage]
    entries: list[InvoiceEntry]
    opening_micros: int
    closing_micros: int


class MakeBody(BaseModel):
    """`month` such as 2026-11."""

    model_config = ConfigDict(extra="forbid")
    wallet_id: Annotated[str, Field(min_length=1, max_length=40)]
    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


def invoice_routes(invoicing: Invoicing, manages: Manages) -> APIRouter:
    router = APIRouter(tags=["invoices"], route_class=BillingRoute)

    async def seen_by(user: Identity, invoice_id: str) -> Invoice:
        found = await invoicing.get(invoice_id[:40])
        own = found.user_id == user.user_id or user.may(Permission.READ_BILLING)
        if not own and not await manages(user.user_id, found.user_id):
            raise NotFound("There is no such invoice.", code="invoice_not_found")
        return found

    @router.get("/api/billing/invoices", response_model=Page[InvoiceSummary])
    async def mine(
        user: User, team_id: TeamId = None, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        """The caller's, or those of a team that they manage."""
        if team_id is not None and not await manages(user.user_id, team_id):
            raise NotFound("There is no such team, or you do not manage it.", code="team_not_found")
        return _page(await invoicing.page(team_id or user.user_id, cursor, limit + 1), limit)

    @router.get("/api/billing/invoices/{invoice_id}", response_model=InvoiceReply)
    async def one(user: User, invoice_id: str) -> dict[str, Any]:
        invoice = await seen_by(user, invoice_id)
        return {**_summary(invoice), **invoice.content}

    @router.get("/api/billing/invoices/{invoice_id}/file", response_class=Response)
    async def file(
        user: User,
        invoice_id: str,
        format: Literal["pdf", "csv"] = "pdf",
        locale: Literal["zh-CN", "en"] = "en",
    ) -> Response:
        """The invoice as PDF, or every call that it sums up as CSV."""
        invoice = await seen_by(user, invoice_id)
        name = {"content-disposition": f'attachment; filename="{invoice.number}.{format}"'}
        if format == "csv":
            return StreamingResponse(
                invoicing.csv(invoice), media_type="text/csv; charset=utf-8", headers=name
            )
        drawn = await asyncio.to_thread(invoice_pdf, invoice, invoice.user_id, locale)
        return Response(drawn, media_type="application/pdf", headers=name)

    @router.get("/api/admin/invoices", response_model=Page[InvoiceSummary], dependencies=_READ)
    async def every(
        user_id: Annotated[str | None, Query(max_length=40)] = None, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        return _page(await invoicing.page(user_id, cursor, limit + 1), limit)

    @router.post("/api/admin/invoices", status_code=201, response_model=InvoiceSummary)
    async def make(_user: Manager, body: MakeBody) -> dict[str, Any]:
        """The one of this month, made now where there is none."""
        return _summary(await invoicing.make(body.wallet_id, body.month))

    return router


def _page(found: list[Invoice], limit: int) -> dict[str, Any]:
    shown = found[:limit]
    return {
        "items": [_summary(one) for one in shown],
        "next_cursor": shown[-1].id if len(found) > limit else None,
    }


def _summary(one: Invoice) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "user_id": one.user_id,
        "month": one.month,
        "currency": one.currency,
        "total_micros": one.total_micros,
        "due_micros": one.due_micros,
        "created_at": iso(one.created_at),
    }
