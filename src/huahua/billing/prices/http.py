"""`/api/admin/prices`: the operator's price book; `/api/prices`: what a customer pays; why a call cost what it cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, Field

from huahua.billing.faults import NotFound
from huahua.billing.prices import replies
from huahua.billing.prices.books import PriceBooks, Start
from huahua.billing.prices.rendering import book_json, list_json, margins_json, preview_json, summary_json
from huahua.billing.prices.shapes import ContentBody, Decimals, GroupName, Shape
from huahua.billing.prices.views import PriceViews
from huahua.billing.routes import BillingRoute
from huahua.gateway.api import UNITS, ModelConfig
from huahua.infra.identity import Identity, User, require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.shapes import Page

MAX_MAP_CHARS = 20_000_000
MAX_DAYS = 400
_READ = [Depends(require(Permission.READ_BILLING))]
Pricer = Annotated[Identity, Depends(require(Permission.MANAGE_PRICES))]


class NewDraft(Shape):
    """`start`: the version in force, vendors' list prices (to be checked!), or nothing; `book_id`: another version
    instead. `markup` is what list prices are multiplied by."""

    start: Start = "current"
    book_id: Annotated[str, Field(max_length=40)] | None = None
    note: Annotated[str, Field(max_length=2_000)] = ""
    markup: Decimals = "1"


class DraftBody(Shape):
    """`revision`: of the draft as it was read; refused where somebody changed it meanwhile."""

    content: ContentBody
    note: Annotated[str, Field(max_length=2_000)] | None = None
    revision: int


class ImportBody(Shape):
    """LiteLLM's `model_prices_and_context_window.json` as text. `models`: only these; none, all of the catalogue."""

    text: Annotated[str, Field(max_length=MAX_MAP_CHARS)]
    markup: Decimals = "1"
    models: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=1_000)] = Field(
        default_factory=list
    )
    revision: int


class PublishBody(Shape):
    """Without `effective_at` at once."""

    revision: int
    effective_at: AwareDatetime | None = None
    accept_warnings: bool = False


class GroupBody(Shape):
    group: GroupName


def price_routes(
    books: PriceBooks, views: PriceViews, rows: Callable[[], Iterable[ModelConfig]]
) -> APIRouter:
    router = APIRouter(tags=["prices"], route_class=BillingRoute)
    _book_routes(router, books)
    _draft_routes(router, books)
    _group_routes(router, books)
    _report_routes(router, books, views)
    _customer_routes(router, books, views, rows)
    return router


def _book_routes(router: APIRouter, books: PriceBooks) -> None:
    @router.get("/api/admin/prices", response_model=replies.Overview, dependencies=_READ)
    async def overview() -> dict[str, Any]:
        now, current = books.now(), await books.current()
        return {
            "current": summary_json(current, now) if current else None,
            "scheduled": [summary_json(row, now) for row in await books.scheduled()],
            "drafts": [summary_json(row, now) for row in await books.drafts()],
            "currency": books.rates.currency,
            "rates": {code: str(rate) for code, rate in books.rates.rates.items()},
            "units": UNITS,
        }

    @router.get("/api/admin/prices/books", response_model=Page[replies.BookSummary], dependencies=_READ)
    async def history(
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        page = await books.history(cursor, limit)
        current = await books.current()
        return {
            "items": [summary_json(row, books.now(), current) for row in page.items],
            "next_cursor": page.next_cursor,
        }

    @router.get("/api/admin/prices/books/{book_id}", response_model=replies.BookReply, dependencies=_READ)
    async def book(book_id: str) -> dict[str, Any]:
        return await _shown(books, book_id)

    @router.delete("/api/admin/prices/books/{book_id}", response_model=replies.BookReply)
    async def withdraw(_user: Pricer, book_id: str) -> dict[str, Any]:
        """A published version that is not in force yet."""
        return await _shown(books, (await books.withdraw(book_id)).id)


def _draft_routes(router: APIRouter, books: PriceBooks) -> None:
    drafts = "/api/admin/prices/drafts"

    @router.post(drafts, status_code=201, response_model=replies.BookReply)
    async def draft(user: Pricer, body: NewDraft) -> dict[str, Any]:
        row = await books.draft(body.start, body.note, user.user_id, markup=body.markup, book_id=body.book_id)
        return await _shown(books, row.id)

    @router.put(drafts + "/{book_id}", response_model=replies.BookReply)
    async def save(_user: Pricer, book_id: str, body: DraftBody) -> dict[str, Any]:
        return await _shown(books, (await books.save(book_id, body.content, body.note, body.revision)).id)

    @router.delete(drafts + "/{book_id}", status_code=204)
    async def delete(_user: Pricer, book_id: str) -> Response:
        await books.delete_draft(book_id)
        return Response(status_code=204)

    @router.post(drafts + "/{book_id}/import-litellm", response_model=replies.ImportReply)
    async def import_map(_user: Pricer, book_id: str, body: ImportBody) -> dict[str, Any]:
        row, taken, skipped = await books.import_litellm(
            book_id, body.text, body.markup, body.models, body.revision
        )
        return {
            "book": await _shown(books, row.id),
            "taken": taken,
            "skipped": [{"model": model, "reason": reason} for model, reason in skipped],
        }

    @router.post(drafts + "/{book_id}/preview", response_model=replies.PreviewReply)
    async def preview(
        _user: Pricer, book_id: str, days: Annotated[int, Query(ge=1, le=31)] = 7
    ) -> dict[str, Any]:
        """The last days' calls at the prices of this version (a published one will do, too)."""
        return preview_json(book_id, await books.preview(book_id, days))

    @router.post(drafts + "/{book_id}/publish", response_model=replies.BookReply)
    async def publish(user: Pricer, book_id: str, body: PublishBody) -> dict[str, Any]:
        row = await books.publish(
            book_id,
            body.revision,
            user.user_id,
            effective_at=body.effective_at,
            accept_warnings=body.accept_warnings,
        )
        return await _shown(books, row.id)


def _group_routes(router: APIRouter, books: PriceBooks) -> None:
    @router.get("/api/admin/prices/groups", response_model=replies.Groups, dependencies=_READ)
    async def groups() -> dict[str, Any]:
        current = await books.current()
        return {
            "groups": current.content["groups"] if current else {},
            "members": [
                {"user_id": user_id, "group": group}
                for user_id, group in sorted((await books.groups()).items())
            ],
        }

    @router.put("/api/admin/prices/groups/members/{user_id}", status_code=204)
    async def join(_user: Pricer, user_id: str, body: GroupBody) -> Response:
        await books.set_group(user_id[:40], body.group)
        return Response(status_code=204)

    @router.delete("/api/admin/prices/groups/members/{user_id}", status_code=204)
    async def leave(_user: Pricer, user_id: str) -> Response:
        await books.set_group(user_id[:40], None)
        return Response(status_code=204)


def _report_routes(router: APIRouter, books: PriceBooks, views: PriceViews) -> None:
    @router.get("/api/admin/prices/margins", response_model=replies.Margins, dependencies=_READ)
    async def margins(
        first: Annotated[date | None, Query(alias="from")] = None,
        until: date | None = None,
        by: Annotated[str, Query(pattern="^(model|upstream|user|day)$")] = "model",
    ) -> dict[str, Any]:
        """What customers paid and vendors took. Days are UTC, both included."""
        last = until or books.now().date()
        start = first or last - min(timedelta(days=29), last - date.min)
        if not 0 <= (last - start).days < MAX_DAYS:
            raise Problem(
                400,
                "invalid_field",
                f"'from' must not be after 'until', and at most {MAX_DAYS} days before it.",
                param="from",
            )
        return margins_json(start, last, await views.margins(start, last, by), books.rates)


def _customer_routes(
    router: APIRouter, books: PriceBooks, views: PriceViews, rows: Callable[[], Iterable[ModelConfig]]
) -> None:
    @router.get("/api/prices", response_model=replies.PriceList)
    async def price_list(user: User) -> dict[str, Any]:
        """What each model costs the asker now."""
        return list_json(views.price_list(user.user_id, rows()))

    @router.get("/api/usage/{request_id}/explanation", response_model=replies.Explanation)
    async def explanation(user: User, request_id: str) -> dict[str, Any]:
        """Why a call cost what it cost: one's own calls; everybody's for who may read usage."""
        found = await views.explanation(
            request_id[:40],
            owner=None if user.may(Permission.READ_USAGE) else user.user_id,
            vendor=user.may(Permission.READ_BILLING),
        )
        if found is None:
            raise NotFound("There is no such call.", code="call_not_found")
        return found


async def _shown(books: PriceBooks, book_id: str) -> dict[str, Any]:
    row = await books.get(book_id)
    current = await books.current()
    content = ContentBody.model_validate(row.content)
    warnings, unmatched = books.check(content.content())
    return book_json(row, books.now(), current, content, warnings, unmatched)
