"""Usage rows into PostgreSQL: one statement for a whole batch, over an own connection that comes back.

The batch travels as one JSON text, which costs this process less than an array for each column; the server
makes rows of it. https://www.postgresql.org/docs/current/functions-json.html (json_to_recordset)
"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import LiteralString

import msgspec
import psycopg

from huahua.gateway.metering.batches import RowsRefused, StoreAway
from huahua.gateway.metering.rows import COUNTS, NAMES, TEXTS, Row

CONNECT_TIMEOUT_S = 2
_AGAIN_SQLSTATES = ("08", "40", "53", "55", "57", "58")
"""Classes of errors that say nothing about the rows: connection, conflict, resources, in use, operator, system.
https://www.postgresql.org/docs/current/errcodes-appendix.html"""
_DURABLE: LiteralString = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
)


class PostgresBatches:
    """Port `BatchStore`. `conninfo` is a URL as libpq takes it."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    def write(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        names = NAMES[: len(rows[0])]
        encoded = msgspec.json.encode([dict(zip(names, row, strict=True)) for row in rows])
        try:
            connection = self._connection or self._connect()
            connection.execute(_statement(names), (encoded.decode(),))
        except psycopg.Error as fault:
            state = fault.sqlstate or "08"
            broken = self._connection is None or self._connection.broken
            if broken or state.startswith(_AGAIN_SQLSTATES) or not _about_rows(fault):
                self.close()
                raise StoreAway(str(fault)) from fault
            raise RowsRefused(str(fault)) from fault

    def interrupt(self) -> None:
        """Shuts the socket: a server that stopped answering would be waited for until TCP gives up."""
        connection = self._connection
        if connection is None:
            return
        with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as pipe:
            pipe.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        connection = psycopg.connect(
            self._conninfo,
            autocommit=True,
            connect_timeout=CONNECT_TIMEOUT_S,
            application_name="huahua-usage",
        )
        self._connection = connection
        connection.execute(_DURABLE)
        return connection


def _about_rows(fault: psycopg.Error) -> bool:
    return isinstance(fault, psycopg.DataError | psycopg.IntegrityError)


def _types(names: Sequence[str]) -> str:
    kinds = dict.fromkeys(TEXTS, "text") | dict.fromkeys(COUNTS, "integer")
    kinds |= dict.fromkeys(("cost_micros", "charge_micros", "vendor_micros"), "bigint")
    kinds |= {"price": "text", "created_at": "timestamp"}
    return ", ".join(f"{name} {kinds.get(name, 'integer')}" for name in names)


@cache
def _statement(names: tuple[str, ...]) -> LiteralString:
    values = {"price": "price::jsonb", "created_at": "created_at AT TIME ZONE 'UTC'"}
    chosen = ", ".join(values.get(name, name) for name in names)
    # Names and types are constants of this package.
    text = (
        f"INSERT INTO usage_lines ({', '.join(names)}) SELECT {chosen} "  # noqa: S608
        f"FROM json_to_recordset(%s::json) AS line({_types(names)}) ON CONFLICT (request_id) DO NOTHING"
    )
    return text
