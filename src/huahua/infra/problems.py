"""RFC 9457 problem+json for `/api/*`: one error tree for edges, one renderer."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from huahua.kit.text import storable

log = structlog.get_logger(__name__)


CODES = {
    400: "malformed_json",  # FastAPI's word for a body of wrong bytes or endless nesting
    401: "unauthenticated",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "too_large",
}


class Problem(Exception):
    """An error for the caller. `code` is a stable snake_case name that the page translates;
    `detail` is one English sentence that says what happened and what to do."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        retry_after: float | None = None,
        param: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.param = param
        self.extra = extra or {}


def problem_response(problem: Problem) -> JSONResponse:
    detail = storable(problem.detail)  # what the caller sent may be quoted, lone surrogates included
    body = {"type": "about:blank", "status": problem.status, "code": problem.code, "detail": detail}
    if problem.param is not None:
        body["param"] = storable(problem.param)
    headers = {"retry-after": str(max(1, round(problem.retry_after)))} if problem.retry_after else None
    return JSONResponse(
        body | problem.extra,
        status_code=problem.status,
        headers=headers,
        media_type="application/problem+json",
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Render every error of `/api` as problem+json, and say which field was wrong."""

    @app.exception_handler(Problem)
    async def on_problem(_request: Request, problem: Problem) -> JSONResponse:
        return problem_response(problem)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_request: Request, fault: RequestValidationError) -> JSONResponse:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
        if first["type"] == "json_invalid":
            return problem_response(Problem(400, "malformed_json", "The body is not valid JSON."))
        detail = f"{where}: {first['msg']}" if where else str(first["msg"])
        return problem_response(Problem(422, "invalid_field", detail, param=where or None))

    @app.exception_handler(DataError)
    @app.exception_handler(UnicodeEncodeError)
    async def on_refused(request: Request, fault: Exception) -> JSONResponse:
        """A text with NUL or lone surrogates, or a number out of range, that reached the database."""
        log.warning("value_not_storable", path=request.url.path, reason=type(fault).__name__)
        detail = "A value cannot be stored: a text holds a NUL or half a character, or a number is too large."
        return problem_response(Problem(422, "not_storable", detail))

    @app.exception_handler(Exception)
    async def on_bug(_request: Request, _fault: Exception) -> JSONResponse:
        detail = "Something went wrong on the server; it has been logged under this request id."
        return problem_response(Problem(500, "internal_error", detail))

    @app.exception_handler(HTTPException)
    async def on_http(_request: Request, fault: HTTPException) -> JSONResponse:
        code = CODES.get(fault.status_code, "http_error")
        return problem_response(Problem(fault.status_code, code, str(fault.detail)))
