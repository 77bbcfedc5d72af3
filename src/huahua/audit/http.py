"""The audit log over HTTP: looking into it, taking it out, verifying it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from huahua.audit import render, shapes
from huahua.audit.errors import AuditUnavailable
from huahua.audit.ports import Query as Wanted
from huahua.audit.service.search import AuditSearch
from huahua.audit.service.verify import AuditVerifier
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem, problem_response
from huahua.kit.pages import BadCursor, decode_cursor, encode_cursor
from huahua.kit.shapes import Page

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
MAX_SEQ = 2**63 - 1
Word = Annotated[str | None, Query(max_length=400)]
ActionName = Annotated[str | None, Query(max_length=60, pattern=r"^[a-z_]+(\.[a-z_]+)?$")]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for, as the query string says it."""

    actor: Word = None
    action: ActionName = None
    subject_kind: Word = None
    subject: Word = None
    since: datetime | None = None
    until: datetime | None = None
    q: Word = None

    def query(self) -> Wanted:
        return Wanted(
            action=self.action or None,
            subject_kind=self.subject_kind or None,
            subject_id=self.subject or None,
            since=_aware(self.since),
            until=_aware(self.until),
            text=(self.q or "").strip() or None,
        )

    def told(self) -> dict[str, Any]:
        """Those that were given, for the entry of an export."""
        named = {
            "actor": self.actor,
            "action": self.action,
            "subject_kind": self.subject_kind,
            "subject": self.subject,
            "since": _aware(self.since),
            "until": _aware(self.until),
            "q": self.q,
        }
        return {name: value for name, value in named.items() if value}


Given = Annotated[Filters, Depends(Filters)]


def audit_routes(search: AuditSearch, verifier: AuditVerifier) -> APIRouter:
    router = APIRouter(prefix="/api/admin/audit", tags=["administration"])

    @router.get(
        "",
        response_model=Page[shapes.AuditEntry],
        dependencies=[Depends(require(Permission.READ_AUDIT))],
    )
    async def entries(
        filters: Given,
        cursor: Annotated[str | None, Query(max_length=100)] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    ) -> dict[str, Any]:
        """The newest first. `actor` is a user's id, e-mail address or name, or a kind of actor; `action` a whole name
        or what stands before its dot; `subject` an id; `q` is found in what happened, to what and from where."""
        actor = (filters.actor or "").strip() or None
        found = await search.search(filters.query(), actor, _before(cursor), limit)
        return {
            "items": [render.entry_json(entry, found.labels) for entry in found.entries],
            "next_cursor": encode_cursor(str(found.entries[-1].seq)) if found.more else None,
        }

    @router.get(
        "/export",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/csv": {}, "application/x-ndjson": {}}}},
        dependencies=[Depends(require(Permission.EXPORT_AUDIT))],
    )
    async def export(
        filters: Given, format: Annotated[Literal["csv", "jsonl"], Query()] = "jsonl"
    ) -> StreamingResponse:
        """What the same filters find, the oldest first, as a file; that it was taken out is its last entry."""
        actor = (filters.actor or "").strip() or None
        told = {"format": format, "filters": filters.told()}
        pieces = await search.export(filters.query(), actor, told)

        async def written() -> AsyncIterator[str]:
            if format == "csv":
                yield render.csv_head()
            async for piece, labels in pieces:
                yield render.as_rows(piece, labels) if format == "csv" else render.as_lines(piece, labels)

        media_type = "text/csv; charset=utf-8" if format == "csv" else "application/x-ndjson"
        disposition = f'attachment; filename="huahua-audit.{format}"'
        return StreamingResponse(
            written(), media_type=media_type, headers={"content-disposition": disposition}
        )

    @router.get(
        "/verify",
        response_model=shapes.AuditVerdict,
        dependencies=[Depends(require(Permission.READ_AUDIT))],
    )
    async def verify() -> dict[str, Any]:
        """Go through the whole log, and say which entry is the first that does not hold."""
        return render.verdict_json(await verifier.verify())

    return router


def install_audit_problems(app: FastAPI) -> None:
    """Say so where an action could not be recorded. Most were not done then, for both are one transaction."""

    @app.exception_handler(AuditUnavailable)
    async def on_unavailable(_request: Request, _fault: AuditUnavailable) -> JSONResponse:
        detail = (
            "The audit log could not be written, so look whether this was done before you try again; "
            "the server's log says why."
        )
        return problem_response(Problem(503, "audit_unavailable", detail))


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        seq = int(decode_cursor(cursor, 1)[0])
    except (BadCursor, ValueError) as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one of this server.", param="cursor") from fault
    return max(0, min(seq, MAX_SEQ))


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
