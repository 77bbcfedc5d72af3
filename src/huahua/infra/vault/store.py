"""The wrapped keyset in the database.

It is read over a blocking connection of its own: the keys are needed wherever a row is read or written, a process reads
them about once, and that is a matter of milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import create_engine, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool
from tink import aead

from huahua.infra.db import SQLITE_BUSY_TIMEOUT_MS, sync_url
from huahua.infra.vault.kek import KeyEncryptionError
from huahua.infra.vault.keyring import BrokenSeal, KeyRing
from huahua.infra.vault.tables import data_keys, keysets
from huahua.kit.clock import Clock, utc_now

_DATA = "data"
Opener = Callable[[], aead.Aead]
"""Gives a key-encryption key. Raises KeyEncryptionError."""


@dataclass(frozen=True, slots=True)
class DataKey:
    id: str
    created_at: datetime
    retired_at: datetime | None
    dropped_at: datetime | None


class KeysetStore:
    def __init__(
        self, url: str, key: Opener, old_keys: Sequence[Opener] = (), *, clock: Clock = utc_now
    ) -> None:
        """`old_keys`: those that wrapped the keyset before `key` did; the next change wraps it with `key`."""
        self._url = url
        self._key = key
        self._old_keys = old_keys
        self._clock = clock
        self._opened: aead.Aead | None = None
        self._known: tuple[str, KeyRing] | None = None
        """What was unwrapped last: a key server is not asked again for the same."""

    def load(self) -> KeyRing:
        """The ring, made where there is none yet. Raises BrokenSeal or KeyEncryptionError."""
        with self._connection() as connection:
            wrapped = connection.execute(_wrapped).scalar_one_or_none()
        return self._unwrap(wrapped) if wrapped is not None else self.change(lambda ring: ring)

    def change(self, how: Callable[[KeyRing], KeyRing]) -> KeyRing:
        """Replace the ring by what `how` makes of it, one process at a time; the ring in force now."""
        try:
            with self._connection(writing=True) as connection:
                wrapped = connection.execute(_wrapped.with_for_update()).scalar_one_or_none()
                if wrapped is None:
                    return self._begin(connection)
                before = self._unwrap(wrapped)
                after = how(before)
                if after != before:
                    values = {"wrapped": after.wrap(self._kek()), "updated_at": self._clock()}
                    connection.execute(update(keysets).where(keysets.c.id == _DATA).values(**values))
                    self._note(connection, before, after)
                return after
        except IntegrityError:  # another process made the first one at the same moment
            return self.load()

    def rewrap(self) -> None:
        """Wrap the keyset with the key in force, after another one was chosen."""
        with self._connection(writing=True) as connection:
            ring = self._unwrap(connection.execute(_wrapped.with_for_update()).scalar_one())
            values = {"wrapped": ring.wrap(self._kek()), "updated_at": self._clock()}
            connection.execute(update(keysets).where(keysets.c.id == _DATA).values(**values))

    def keys(self) -> list[DataKey]:
        """The oldest first, with those that were dropped."""
        with self._connection() as connection:
            rows = connection.execute(select(data_keys).order_by(data_keys.c.created_at, data_keys.c.id))
            return [DataKey(**row._mapping) for row in rows]

    def _begin(self, connection: Connection) -> KeyRing:
        ring, now = KeyRing.fresh(), self._clock()
        connection.execute(insert(keysets).values(id=_DATA, wrapped=ring.wrap(self._kek()), updated_at=now))
        connection.execute(insert(data_keys).values(id=ring.primary, created_at=now))
        return ring

    def _note(self, connection: Connection, before: KeyRing, after: KeyRing) -> None:
        now = self._clock()
        for added in set(after.keys) - set(before.keys):
            connection.execute(insert(data_keys).values(id=added, created_at=now))
        for dropped in set(before.keys) - set(after.keys):
            connection.execute(update(data_keys).where(data_keys.c.id == dropped).values(dropped_at=now))
        if after.primary != before.primary:
            retired = data_keys.c.id == before.primary
            since = func.coalesce(data_keys.c.retired_at, now)
            connection.execute(update(data_keys).where(retired).values(retired_at=since))

    def _kek(self) -> aead.Aead:
        if self._opened is None:
            self._opened = self._key()
        return self._opened

    def _unwrap(self, wrapped: str) -> KeyRing:
        known = self._known
        if known is None or known[0] != wrapped:
            known = self._known = wrapped, self._unwrapped(wrapped)
        return known[1]

    def _unwrapped(self, wrapped: str) -> KeyRing:
        try:
            return KeyRing.unwrap(wrapped, self._kek())
        except (BrokenSeal, KeyEncryptionError) as fault:
            for opener in self._old_keys:
                try:
                    return KeyRing.unwrap(wrapped, opener())
                except (BrokenSeal, KeyEncryptionError):
                    continue
            raise KeyEncryptionError(
                f"{fault}; put the right key back (encryption.key), or name it in encryption.old_keys"
            ) from fault

    @contextmanager
    def _connection(self, *, writing: bool = False) -> Iterator[Connection]:
        engine = create_engine(sync_url(self._url), poolclass=NullPool)
        try:
            with engine.connect() as connection:
                if engine.dialect.name == "sqlite":
                    connection.exec_driver_sql(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
                    connection.commit()
                    if writing:
                        connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
        finally:
            engine.dispose()


_wrapped = select(keysets.c.wrapped).where(keysets.c.id == _DATA)
