"""Use cases of the ledger: money and grants in and out of wallets, what a wallet has, what happened to it.

Everything that moves money is idempotent by its `source`, a unique text that names the reason (`order:ord_1`): the
second time finds the first transaction and does nothing. Every method can join its caller's transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.errors import InsufficientFunds, InvalidAmount, SourceTaken
from huahua.billing.ledger import domain
from huahua.billing.ledger.domain import MAX_MICROS, PROMOTIONS, Entry, Kind, Owner, Position, Shortfall
from huahua.billing.ledger.store import LedgerStore, NewGrant, Transaction, Wallet
from huahua.infra.db import Database, is_unique_violation
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.kit.pages import BadCursor, Page, decode_cursor, encode_cursor
from huahua.kit.text import storable

DEFAULT_PRIORITY = 100
MAX_SOURCE_CHARS = 200
MAX_MEMO_CHARS = 500


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one wallet, with calls that are not posted yet, so that it is true at once."""

    available_micros: int
    """What may be spent on calls: money, grants and credit, less what is held."""
    held_micros: int
    """Set aside for calls that run, and what processes have at hand for the next ones."""
    money_micros: int
    """Paid in and not spent; below 0 where calls were made on credit."""
    grants_micros: int
    owed_micros: int
    """Spent on credit."""
    credit_limit_micros: int


class Ledger:
    def __init__(
        self,
        database: Database,
        *,
        currency: str = "USD",
        clock: Clock = utc_now,
        store: LedgerStore | None = None,
    ) -> None:
        self.currency = currency
        self._database = database
        self._store = store or LedgerStore(database)
        self._clock = clock

    # --- wallets ----------------------------------------------------------------------------------

    async def wallet_of(self, owner: Owner, *, connection: AsyncConnection | None = None) -> Wallet:
        """Made on first use."""
        if connection is None:
            async with self._database.read() as reading:
                found = await self._store.find(reading, owner)
            if found is not None:
                return found
        async with self._joined(connection) as joined:
            return await self._store.wallet_of(joined, owner, self._clock())

    async def wallet(self, wallet_id: str, *, connection: AsyncConnection | None = None) -> Wallet:
        """Raises WalletNotFound."""
        async with self._reading(connection) as reading:
            return await self._store.get(reading, wallet_id)

    async def wallets(
        self, cursor: str | None = None, limit: int = 50, *, owner_id: str | None = None
    ) -> Page[tuple[Wallet, Balance]]:
        """All, in the order in which they were made. Raises BadCursor."""
        after = decode_cursor(cursor, 1)[0] if cursor else ""
        async with self._database.read() as reading:
            found = await self._store.all(reading, after, limit + 1, owner_id)
        shown = [(wallet, _balance(wallet.position, unposted)) for wallet, unposted in found[:limit]]
        more = len(found) > limit
        return Page(shown, encode_cursor(shown[-1][0].id) if more else None)

    async def set_credit_limit(
        self, wallet_id: str, micros: int, *, connection: AsyncConnection | None = None
    ) -> None:
        """How far below nothing calls may bring the wallet's money. Raises WalletNotFound, InvalidAmount."""
        if not 0 <= micros <= MAX_MICROS:
            raise InvalidAmount("a credit limit is 0 or more, and less than a billion")
        async with self._joined(connection) as joined:
            await self._store.lock(joined, wallet_id)
            await self._store.set_credit_limit(joined, wallet_id, micros)

    async def lock(self, wallet_id: str, connection: AsyncConnection) -> Wallet:
        """Nobody else changes it before the caller's transaction ends. Raises WalletNotFound."""
        return await self._store.lock(connection, wallet_id)

    # --- money ------------------------------------------------------------------------------------

    async def credit(
        self,
        wallet_id: str,
        micros: int,
        source: str,
        account: str,
        memo: str,
        *,
        connection: AsyncConnection | None = None,
        expires_at: datetime | None = None,
        priority: int | None = None,
        kind: Kind | None = None,
        actor_id: str | None = None,
    ) -> Transaction:
        """Money into the wallet, from `account`; a grant where `expires_at` or `priority` is given.

        Raises InvalidAmount, SourceTaken, WalletNotFound.
        """
        domain.check_amount(micros)
        domain.check_account(account)
        is_grant = expires_at is not None or priority is not None
        grant_id = new_id("grt") if is_grant else None
        entries = domain.received(wallet_id, micros, account, grant_id)
        grant = NewGrant(DEFAULT_PRIORITY if priority is None else priority, expires_at) if is_grant else None
        kind = kind or ("grant" if is_grant else "credit")
        async with self._joined(connection) as joined:
            return await self._once(
                joined, wallet_id, source, micros, kind, memo, lambda _position: entries, actor_id, grant
            )

    async def debit(
        self,
        wallet_id: str,
        micros: int,
        source: str,
        account: str,
        memo: str,
        *,
        connection: AsyncConnection | None = None,
        from_grants: bool = False,
        beyond: bool = False,
        kind: Kind = "debit",
        actor_id: str | None = None,
    ) -> Transaction:
        """A fee or a refund out of the wallet, to `account`: out of its money, or with `from_grants` out of its grants
        first. With `beyond` also what it does not have (a payment that was charged back).

        Raises InvalidAmount, SourceTaken, WalletNotFound, InsufficientFunds.
        """
        domain.check_amount(micros)
        domain.check_account(account)
        async with self._joined(connection) as joined:
            grants = await self._locked_grants(joined, wallet_id) if from_grants else []

            def entries(position: Position) -> Sequence[Entry]:
                left = position.free_micros if from_grants else position.payable_micros
                if micros > left and not beyond:
                    raise InsufficientFunds(wallet_id, micros, left)
                return domain.spent(wallet_id, micros, grants, account)

            return await self._once(joined, wallet_id, source, -micros, kind, memo, entries, actor_id)

    async def post_usage(
        self, connection: AsyncConnection, wallet_id: str, transaction_id: str, micros: int, calls: int
    ) -> int:
        """Calls that were made; what the wallet could not pay of them. The caller has locked the wallet and marks
        their lines in the same transaction."""
        wallet = await self._store.get(connection, wallet_id)
        grants = await self._store.grants(connection, wallet_id)
        entries, overrun = domain.charged(wallet_id, micros, grants, wallet.position)
        source = f"usage:{transaction_id}"
        await self._record(connection, wallet, source, "usage", "", entries, calls=calls, id=transaction_id)
        return overrun

    async def expire(self) -> int:
        """Take back what is left of grants that have expired; how many."""
        async with self._database.read() as reading:
            found = await self._store.expired(reading, self._clock())
        count = 0
        for wallet_id in found:
            async with self._database.write() as connection:
                count += await self._expire(connection, wallet_id)
        return count

    # --- what there is ----------------------------------------------------------------------------

    async def balance(self, wallet_id: str, *, connection: AsyncConnection | None = None) -> Balance:
        """What processes have leased counts as held. Raises WalletNotFound."""
        async with self._reading(connection) as reading:
            wallet, unposted = await self._store.with_unposted(reading, wallet_id)
        return _balance(wallet.position, unposted)

    async def position(self, wallet_id: str) -> tuple[Position, int]:
        """What the wallet has, and what calls cost that are not posted yet; of one moment. Raises WalletNotFound."""
        async with self._database.read() as reading:
            wallet, unposted = await self._store.with_unposted(reading, wallet_id)
        return wallet.position, unposted

    async def statement(
        self, wallet_id: str, cursor: str | None = None, limit: int = 50
    ) -> Page[Transaction]:
        """The newest first. Raises BadCursor."""
        before = _number(cursor) if cursor else None
        async with self._database.read() as reading:
            found = await self._store.statement(reading, wallet_id, before, limit + 1)
        shown = found[:limit]
        return Page(shown, encode_cursor(str(shown[-1].number)) if len(found) > limit else None)

    async def by_source(
        self, source: str, *, connection: AsyncConnection | None = None
    ) -> Transaction | None:
        async with self._reading(connection) as reading:
            return await self._store.by_source(reading, source)

    async def entries(self, transaction_id: str) -> list[Entry]:
        async with self._database.read() as reading:
            return await self._store.entries(reading, transaction_id)

    async def shortfalls(self, wallet_id: str, since: datetime) -> dict[str, Shortfall]:
        """Bookings of calls since then that the wallet could not pay whole, by transaction."""
        async with self._database.read() as reading:
            return await self._store.shortfalls(reading, wallet_id, since)

    async def totals(self) -> dict[str, int]:
        """Of the operator's accounts."""
        async with self._database.read() as reading:
            return await self._store.totals(reading)

    # ----------------------------------------------------------------------------------------------

    async def _once(
        self,
        connection: AsyncConnection,
        wallet_id: str,
        source: str,
        micros: int,
        kind: Kind,
        memo: str,
        make: Callable[[Position], Sequence[Entry]],
        actor_id: str | None,
        grant: NewGrant | None = None,
    ) -> Transaction:
        if not 0 < len(source) <= MAX_SOURCE_CHARS or storable(source) != source:
            raise InvalidAmount(f"a source is a text of 1 to {MAX_SOURCE_CHARS} characters")
        wallet = await self._store.lock(connection, wallet_id)
        known = await self._store.by_source(connection, source)
        if known is not None:
            if (known.wallet_id, known.micros) != (wallet_id, micros):
                raise SourceTaken(source)
            return known
        entries = make(wallet.position)
        try:
            return await self._record(
                connection, wallet, source, kind, memo, entries, actor_id=actor_id, grant=grant
            )
        except IntegrityError as fault:
            if is_unique_violation(fault):  # for another wallet at the same moment
                raise SourceTaken(source) from fault
            raise

    async def _record(
        self,
        connection: AsyncConnection,
        wallet: Wallet,
        source: str,
        kind: Kind,
        memo: str,
        entries: Sequence[Entry],
        *,
        id: str | None = None,
        calls: int = 0,
        actor_id: str | None = None,
        grant: NewGrant | None = None,
    ) -> Transaction:
        entries = domain.checked(entries)
        change = domain.effect(wallet.id, entries)
        later = domain.after(wallet.position, change)
        transaction = Transaction(
            id or new_id("txn"),
            wallet.id,
            wallet.transactions + 1,
            source,
            kind,
            storable(memo)[:MAX_MEMO_CHARS],
            change.micros,
            later.money_micros + later.grants_micros,
            calls,
            actor_id,
            self._clock(),
        )
        await self._store.record(connection, wallet, transaction, entries, change, grant)
        return transaction

    async def _expire(self, connection: AsyncConnection, wallet_id: str) -> int:
        count = 0
        wallet = await self._store.lock(connection, wallet_id)
        now = self._clock()
        for grant in await self._store.grants(connection, wallet_id):
            if grant.expires_at is None or grant.expires_at > now:
                continue
            micros = domain.expirable(wallet.position, grant)
            if not micros:
                continue
            entries = [
                Entry(domain.grants_account(wallet_id), -micros, grant.id),
                Entry(PROMOTIONS, micros),
            ]
            source = f"expiry:{grant.id}:{wallet.transactions + 1}"
            await self._record(connection, wallet, source, "expiry", "", entries)
            wallet = await self._store.get(connection, wallet_id)
            count += 1
        return count

    async def _locked_grants(self, connection: AsyncConnection, wallet_id: str) -> list[domain.Grant]:
        await self._store.lock(connection, wallet_id)
        return await self._store.grants(connection, wallet_id)

    @asynccontextmanager
    async def _joined(self, connection: AsyncConnection | None) -> AsyncIterator[AsyncConnection]:
        if connection is not None:
            yield connection
            return
        async with self._database.write() as own:
            yield own

    @asynccontextmanager
    async def _reading(self, connection: AsyncConnection | None) -> AsyncIterator[AsyncConnection]:
        if connection is not None:
            yield connection
            return
        async with self._database.read() as own:
            yield own


def _balance(position: Position, unposted_micros: int) -> Balance:
    from_grants = min(position.grants_micros, unposted_micros)
    money = position.money_micros - (unposted_micros - from_grants)
    # Posting takes nobody further than this.
    money = max(money, min(position.money_micros, -position.credit_limit_micros))
    return Balance(
        available_micros=position.free_micros,
        held_micros=position.leased_micros - unposted_micros,
        money_micros=money,
        grants_micros=position.grants_micros - from_grants,
        owed_micros=max(0, -money),
        credit_limit_micros=position.credit_limit_micros,
    )


def _number(cursor: str) -> int:
    (text,) = decode_cursor(cursor, 1)
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BadCursor("the cursor is not one that this server made")
    return int(text)
