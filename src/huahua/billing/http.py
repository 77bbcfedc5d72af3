"""Wallets, statements and the ledger's audit over HTTP: a customer's own, and all for operators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from huahua.billing import shapes
from huahua.billing.errors import (
    InsufficientFunds,
    InvalidAmount,
    OwnerNotFound,
    SourceTaken,
    WalletNotFound,
)
from huahua.billing.ledger.api import Ledger, Owner
from huahua.billing.ledger.desk import WalletDesk
from huahua.billing.ledger.nightly import NightlyAudit, report_json
from huahua.infra.identity import Identity, User, require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.pages import BadCursor
from huahua.kit.shapes import Page
from huahua.kit.text import storable

MAX_MICROS = 10**15
Reader = Annotated[Identity, Depends(require(Permission.READ_BILLING))]
Manager = Annotated[Identity, Depends(require(Permission.MANAGE_BILLING))]
Cursor = Annotated[str | None, Query(max_length=300)]
Limit = Annotated[int, Query(ge=1, le=200)]
Id = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(storable)]
TeamId = Annotated[
    str | None, Query(min_length=1, max_length=40), AfterValidator(lambda text: text and storable(text))
]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=100), AfterValidator(storable)]
IsMember = Callable[[str, str], Awaitable[bool]]
"""Whether the user with the first id is in the team with the second."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WalletCreate(_Body):
    owner_kind: Literal["user", "team"]
    owner_id: Id


class WalletChange(_Body):
    credit_limit_micros: Annotated[int, Field(ge=0, le=MAX_MICROS)]


class WalletAdjust(_Body):
    """Money out where `amount_micros` is below 0; a grant with `expires_at` or `priority`."""

    amount_micros: Annotated[int, Field(ge=-MAX_MICROS, le=MAX_MICROS)]
    memo: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(storable)]
    expires_at: AwareDatetime | None = None
    priority: Annotated[int | None, Field(ge=0, le=1000)] = None


def wallet_routes(ledger: Ledger, is_member: IsMember) -> APIRouter:
    """What customers see of their own wallets."""
    router = APIRouter(prefix="/api/billing", tags=["billing"])

    async def own(user: Identity, team_id: str | None) -> Owner:
        if team_id is None:
            return Owner("user", user.user_id)
        if not await is_member(user.user_id, team_id):
            raise Problem(404, "team_not_found", "There is no such team, or you are not in it.")
        return Owner("team", team_id)

    @router.get("/wallet", response_model=shapes.WalletShape)
    async def wallet(user: User, team_id: TeamId = None) -> dict[str, Any]:
        """The caller's wallet, or that of a team of theirs."""
        found = await ledger.wallet_of(await own(user, team_id))
        return shapes.wallet_json(found, await ledger.balance(found.id), ledger.currency)

    @router.get("/statement", response_model=Page[shapes.StatementEntry])
    async def statement(
        user: User, team_id: TeamId = None, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        """What happened to the caller's wallet, or to a team's, the newest first."""
        found = await ledger.wallet_of(await own(user, team_id))
        return await _statement(ledger, found.id, cursor, limit, for_operators=False)

    return router


def admin_wallet_routes(ledger: Ledger, desk: WalletDesk, nightly: NightlyAudit) -> APIRouter:
    router = APIRouter(prefix="/api/admin/billing", tags=["billing"])

    async def shown(wallet_id: str) -> dict[str, Any]:
        found = await ledger.wallet(wallet_id)
        return shapes.wallet_json(found, await ledger.balance(wallet_id), ledger.currency)

    @router.get("/wallets", response_model=Page[shapes.WalletShape])
    async def wallets(
        _reader: Reader, owner_id: TeamId = None, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        """In the order in which they were made; `owner_id` narrows to one user or team."""
        with _problems():
            page = await ledger.wallets(cursor, limit, owner_id=owner_id)
        items = [shapes.wallet_json(wallet, balance, ledger.currency) for wallet, balance in page.items]
        return {"items": items, "next_cursor": page.next_cursor}

    @router.post("/wallets", response_model=shapes.WalletShape)
    async def make(body: WalletCreate, _manager: Manager) -> dict[str, Any]:
        """The wallet of a user or team, made on first use."""
        with _problems():
            found = await desk.wallet_of(Owner(body.owner_kind, body.owner_id))
        return await shown(found.id)

    @router.get("/wallets/{wallet_id}", response_model=shapes.WalletShape)
    async def wallet(wallet_id: str, _reader: Reader) -> dict[str, Any]:
        with _problems():
            return await shown(wallet_id)

    @router.patch("/wallets/{wallet_id}", response_model=shapes.WalletShape)
    async def change(wallet_id: str, body: WalletChange, _manager: Manager) -> dict[str, Any]:
        """The credit limit: how far below nothing calls may bring the wallet's money."""
        with _problems():
            await desk.set_credit_limit(wallet_id, body.credit_limit_micros)
        return await shown(wallet_id)

    @router.get("/wallets/{wallet_id}/statement", response_model=Page[shapes.StatementEntry])
    async def statement(
        wallet_id: str, _reader: Reader, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        with _problems():
            await ledger.wallet(wallet_id)
        return await _statement(ledger, wallet_id, cursor, limit, for_operators=True)

    @router.post("/wallets/{wallet_id}/adjust", response_model=shapes.StatementEntry)
    async def adjust(wallet_id: str, body: WalletAdjust, manager: Manager, key: Key) -> dict[str, Any]:
        """Money in or out by hand. A repeat with the same `Idempotency-Key` answers with the first transaction."""
        with _problems():
            done = await desk.adjust(
                wallet_id,
                body.amount_micros,
                key,
                body.memo,
                manager.user_id,
                expires_at=body.expires_at,
                priority=body.priority,
            )
        return shapes.entry_json(done, ledger.currency, for_operators=True)

    @router.get("/audit", response_model=shapes.LastLedgerReport)
    async def last(_reader: Reader) -> dict[str, Any]:
        """What the last audit of the ledger found; there is one every night."""
        return {"report": await nightly.last()}

    @router.post("/audit", response_model=shapes.LedgerReport)
    async def audit(_manager: Manager) -> dict[str, Any]:
        """Compute every balance again, now."""
        return report_json(await nightly.now())

    return router


async def _statement(
    ledger: Ledger, wallet_id: str, cursor: str | None, limit: int, *, for_operators: bool
) -> dict[str, Any]:
    with _problems():
        page = await ledger.statement(wallet_id, cursor, limit)
    items = [shapes.entry_json(each, ledger.currency, for_operators=for_operators) for each in page.items]
    return {"items": items, "next_cursor": page.next_cursor}


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except BadCursor as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one of this server.", param="cursor") from fault
    except WalletNotFound as fault:
        raise Problem(404, "wallet_not_found", "There is no such wallet.") from fault
    except OwnerNotFound as fault:
        raise Problem(404, "owner_not_found", "There is no such user or team.") from fault
    except InvalidAmount as fault:
        raise Problem(422, "invalid_amount", f"{str(fault)[0].upper()}{str(fault)[1:]}.") from fault
    except InsufficientFunds as fault:
        detail = "The wallet does not have that much to take out; calls that run may hold a part of it."
        raise Problem(409, "insufficient_funds", detail) from fault
    except SourceTaken as fault:
        detail = "This Idempotency-Key was used for another amount; send a new one."
        raise Problem(409, "idempotency_conflict", detail) from fault
