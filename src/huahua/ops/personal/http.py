"""A person's data over HTTP: what is held, a copy of it, its deletion."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.accounts.api import WrongCredentials, account_problems
from huahua.infra.identity import SESSION_COOKIE, Identity, User, require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.clock import Clock
from huahua.ops.personal.erasure import Erasures
from huahua.ops.personal.errors import ExportExpired, ExportRunning, NotConfirmed, OwnAccount, PersonalError
from huahua.ops.personal.export import Exports
from huahua.ops.personal.retention import Retention
from huahua.ops.personal.store import Export

manager = require(Permission.MANAGE_USERS)
Manager = Annotated[Identity, Depends(manager)]
PROBLEMS = {
    ExportRunning: Problem(409, "export_running", "A copy of your data is being written already."),
    ExportExpired: Problem(410, "export_expired", "The time of this copy is over. Ask for another."),
    NotConfirmed: Problem(422, "not_confirmed", "What was typed is not the e-mail address of the account."),
    OwnAccount: Problem(409, "own_account", "Your own account is deleted under Your data in your settings."),
}


class HeldKind(TypedDict):
    name: str
    rows: int


class HeldData(TypedDict):
    """`retention_days`: how long each class of data is kept; classes that are kept for ever are not in it."""

    items: list[HeldKind]
    retention_days: dict[str, int]


class DataExport(TypedDict):
    """`bytes` and `expires_at` are null until it is written; follow its run for how far it is."""

    id: str
    run_id: str
    bytes: int | None
    created_at: datetime
    expires_at: datetime | None


class DataExports(TypedDict):
    items: list[DataExport]


class DeletionAsked(TypedDict):
    """The account is closed; what is held is removed within minutes."""

    asked_at: datetime


class OwnDeletion(BaseModel):
    """`confirm`: the account's e-mail address, typed."""

    model_config = ConfigDict(extra="forbid")

    confirm: Annotated[str, Field(max_length=300)]
    password: Annotated[str, Field(max_length=1000)] = ""


class Deletion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    confirm: Annotated[str, Field(max_length=300)]


def personal_routes(exports: Exports, erasures: Erasures, retention: Retention, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])

    @router.get("/me/data", response_model=HeldData)
    async def held(user: User) -> dict[str, Any]:
        """How much of each kind is held of the caller, and what is kept for how long."""
        return await _held_json(exports, retention, user.user_id)

    @router.post("/me/export", status_code=202, response_model=DataExport)
    async def export(user: User) -> dict[str, Any]:
        """Begin a copy of everything; it is written in the background and can be fetched for a week."""
        with personal_problems():
            return _export_json(await exports.ask(user.user_id))

    @router.get("/me/exports", response_model=DataExports)
    async def list_exports(user: User) -> dict[str, Any]:
        now = clock()
        found = await exports.of(user.user_id)
        return {
            "items": [
                _export_json(each) for each in found if each.expires_at is None or each.expires_at > now
            ]
        }

    @router.get("/me/exports/{export_id}/file", response_class=StreamingResponse)
    async def export_file(export_id: str, user: User) -> StreamingResponse:
        """The ZIP."""
        with personal_problems():
            found, pieces = await exports.open(user.user_id, export_id)
        headers = {
            "content-disposition": f'attachment; filename="huahua-{found.created_at:%Y-%m-%d}.zip"',
            "content-length": str(found.bytes),
            "cache-control": "no-store",
        }
        return StreamingResponse(pieces, media_type="application/zip", headers=headers)

    @router.delete("/me", status_code=202, response_model=DeletionAsked)
    async def delete_me(body: OwnDeletion, user: User, response: Response) -> DeletionAsked:
        """Delete the caller's account with everything in it. They are signed out at once."""
        with account_problems(), personal_problems():
            try:
                await erasures.ask_for_oneself(user.user_id, body.confirm, body.password)
            except WrongCredentials as fault:
                raise Problem(422, "wrong_password", "The password is wrong.", param="password") from fault
        response.delete_cookie(SESSION_COOKIE)
        return {"asked_at": clock()}

    @router.get("/users/{user_id}/data", response_model=HeldData, dependencies=[Depends(manager)])
    async def held_of(user_id: str) -> dict[str, Any]:
        """How much of each kind is held of somebody: what a deletion of the account takes or leaves nameless."""
        return await _held_json(exports, retention, user_id)

    @router.delete("/users/{user_id}", status_code=202, response_model=DeletionAsked)
    async def delete_user(user_id: str, body: Deletion, asker: Manager) -> DeletionAsked:
        """Delete somebody's account with everything in it."""
        with account_problems(), personal_problems():
            await erasures.ask_for(user_id, body.confirm, asked_by=asker.user_id)
        return {"asked_at": clock()}

    return router


@contextmanager
def personal_problems() -> Iterator[None]:
    try:
        yield
    except PersonalError as fault:
        plain = PROBLEMS.get(type(fault)) or Problem(404, "export_not_found", "There is no such copy.")
        raise Problem(plain.status, plain.code, plain.detail) from fault


async def _held_json(exports: Exports, retention: Retention, user_id: str) -> dict[str, Any]:
    return {
        "items": [{"name": name, "rows": rows} for name, rows in await exports.summary(user_id)],
        "retention_days": {name.value: keep.days for name, keep in retention.keep.items()},
    }


def _export_json(found: Export) -> dict[str, Any]:
    return {
        "id": found.id,
        "run_id": found.run_id,
        "bytes": found.bytes,
        "created_at": found.created_at,
        "expires_at": found.expires_at,
    }
