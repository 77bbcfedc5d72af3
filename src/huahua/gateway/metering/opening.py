"""The usage log on the database at hand."""

from __future__ import annotations

from pathlib import Path

from huahua.gateway.metering import metrics
from huahua.gateway.metering.batches import BatchStore
from huahua.gateway.metering.days import Days
from huahua.gateway.metering.log import UsageLog
from huahua.gateway.metering.spill import Spill
from huahua.gateway.metering.to_sqlite import SqliteBatches
from huahua.infra.db import Database


def open_usage_log(database: Database, folder: Path, *, durable: bool = True) -> UsageLog:
    """`folder` takes lines while the database is away. Nothing is opened before the first line. `durable`: whether
    replies wait for their lines to be on disk."""
    log = UsageLog(
        batches_of(database),
        Spill(folder),
        turn=database.turn,
        durable=durable,
        on_late=Days(database).late,
    )
    metrics.show(log)
    return log


def batches_of(database: Database) -> BatchStore:
    url = database.url
    if database.is_sqlite:
        return SqliteBatches(url.database or "")
    # Imported only where it is needed: SQLite's servers do without the driver's ten megabytes.
    from huahua.gateway.metering.to_postgresql import PostgresBatches

    return PostgresBatches(url.set(drivername="postgresql").render_as_string(hide_password=False))
