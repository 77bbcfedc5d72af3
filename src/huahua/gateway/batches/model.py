"""Files, batches and their states. Pure.

Shapes and states are OpenAI's: https://platform.openai.com/docs/api-reference/batch
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from huahua.kit.units import MEBIBYTE

PURPOSES = frozenset({"batch"})
"""What a file can be uploaded for."""
OUTPUT_PURPOSE = "batch_output"
ENDPOINTS = ("/v1/chat/completions", "/v1/embeddings", "/v1/completions", "/v1/moderations")
WINDOWS = {"24h": timedelta(hours=24)}


class BatchStatus(StrEnum):
    VALIDATING = "validating"
    FAILED = "failed"
    """The file was no good, or its work stopped the server again and again."""
    IN_PROGRESS = "in_progress"
    FINALIZING = "finalizing"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in {
            BatchStatus.FAILED,
            BatchStatus.COMPLETED,
            BatchStatus.EXPIRED,
            BatchStatus.CANCELLED,
        }


@dataclass(frozen=True, slots=True)
class BatchLimits:
    max_file_bytes: int = 50 * MEBIBYTE
    max_files: int = 500
    """Of one user, outputs included."""
    max_bytes: int = 1024 * MEBIBYTE
    """All files of one user together."""
    max_lines: int = 50_000
    max_line_bytes: int = 4 * MEBIBYTE
    max_open_batches: int = 50
    """Of one user, that have not ended."""
    lines_at_once: int = 8
    """Calls of one batch that are under way together."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    user_id: str
    purpose: str
    filename: str
    bytes: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """`errors` are those of the input file; those of single lines are in the error file."""

    id: str
    user_id: str
    key_id: str | None
    endpoint: str
    input_file_id: str
    completion_window: str
    status: BatchStatus
    created_at: datetime
    expires_at: datetime
    run_id: str
    total: int = 0
    completed: int = 0
    failed: int = 0
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: list[dict[str, Any]] | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    in_progress_at: datetime | None = None
    finalizing_at: datetime | None = None
    completed_at: datetime | None = None
    failed_at: datetime | None = None
    expired_at: datetime | None = None
    cancelling_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def stem(self) -> str:
        """The part of the id that names what belongs to the batch."""
        return self.id.removeprefix("batch_")


STAMPS: dict[BatchStatus, str] = {
    status: f"{status}_at" for status in BatchStatus if status is not BatchStatus.VALIDATING
}
"""Which column says when a batch came to a status."""


@dataclass(frozen=True, slots=True)
class DoneLine:
    """One answered line of a batch: `text` is its line of the output or error file."""

    number: int
    ok: bool
    text: str


def file_body(file: StoredFile) -> dict[str, Any]:
    """OpenAI's file object."""
    return {
        "id": file.id,
        "object": "file",
        "bytes": file.bytes,
        "created_at": int(file.created_at.timestamp()),
        "expires_at": None,
        "filename": file.filename,
        "purpose": file.purpose,
        "status": "processed",
        "status_details": None,
    }


def batch_body(batch: Batch) -> dict[str, Any]:
    """OpenAI's batch object."""
    stamps = {name: _seconds(getattr(batch, name)) for name in STAMPS.values()}
    errors = batch.errors
    return {
        "id": batch.id,
        "object": "batch",
        "endpoint": batch.endpoint,
        "errors": {"object": "list", "data": errors} if errors else None,
        "input_file_id": batch.input_file_id,
        "completion_window": batch.completion_window,
        "status": batch.status.value,
        "output_file_id": batch.output_file_id,
        "error_file_id": batch.error_file_id,
        "created_at": _seconds(batch.created_at),
        "expires_at": _seconds(batch.expires_at),
        **stamps,
        "request_counts": {"total": batch.total, "completed": batch.completed, "failed": batch.failed},
        "metadata": batch.metadata or None,
    }


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
