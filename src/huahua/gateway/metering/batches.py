"""What the usage log writes through: stores of rows, used by one thread at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from huahua.gateway.metering.rows import Row


class StoreAway(Exception):
    """The database cannot be reached, is locked or is full: the same rows may be taken later."""


class RowsRefused(Exception):
    """The database is there and does not take these rows: they would not be taken later either."""


class BatchStore(Protocol):
    """One database. Every method but `interrupt` runs in the writer's thread and may block."""

    def write(self, rows: Sequence[Row]) -> None:
        """One transaction, on disk when it returns; a row whose request id is there already is skipped. Rows are of
        one length (`rows.rows_of`).

        Connects when there is no connection. Raises StoreAway or RowsRefused; then nothing was written, or
        everything was and nobody knows it, so that the same rows are to be written again.
        """
        ...

    def interrupt(self) -> None:
        """From another thread: a `write` that hangs fails with StoreAway."""
        ...

    def close(self) -> None: ...
