"""Entries as JSON and as rows of a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from huahua.audit.domain.entry import Entry, moment
from huahua.audit.service.verify import Verdict

COLUMNS = (
    "seq",
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_role",
    "actor_key_id",
    "ip",
    "user_agent",
    "subject_kind",
    "subject_id",
    "before",
    "after",
    "request_id",
    "id",
    "previous",
    "hash",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def entry_json(entry: Entry, labels: Mapping[str, str]) -> dict[str, Any]:
    said = entry.statement
    actor, subject = said.actor, said.subject
    return {
        "seq": entry.seq,
        "id": said.id,
        "at": moment(said.at),
        "actor": {
            "kind": actor.kind,
            "user_id": actor.user_id,
            "name": labels.get(actor.user_id or ""),
            "role": actor.role,
            "key_id": actor.key_id,
        },
        "ip": said.origin.address,
        "user_agent": said.origin.user_agent,
        "request_id": said.origin.request_id,
        "action": said.action,
        "subject": None
        if subject is None
        else {"kind": subject.kind, "id": subject.id, "name": labels.get(subject.id)},
        "before": _parsed(said.before),
        "after": _parsed(said.after),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    fault = verdict.fault
    return {
        "holds": verdict.holds,
        "entries": verdict.entries,
        "removed_through": verdict.removed_through,
        "last": {"seq": verdict.last.seq, "hash": verdict.last.hash},
        "anchor": verdict.anchor,
        "fault": None if fault is None else {"seq": fault.seq, "kind": fault.kind},
    }


def as_lines(entries: Iterable[Entry], labels: Mapping[str, str]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(entry_json(entry, labels), ensure_ascii=False) + "\n" for entry in entries)


def csv_head() -> str:
    """With the mark by which spreadsheets know UTF-8."""
    return "\ufeff" + _row(COLUMNS)


def as_rows(entries: Iterable[Entry], labels: Mapping[str, str]) -> str:
    return "".join(_row(_cells(entry, labels)) for entry in entries)


def _cells(entry: Entry, labels: Mapping[str, str]) -> list[object]:
    said = entry.statement
    actor, subject, origin = said.actor, said.subject, said.origin
    return [
        entry.seq,
        moment(said.at),
        said.action,
        actor.kind,
        actor.user_id,
        labels.get(actor.user_id or ""),
        actor.role,
        actor.key_id,
        origin.address,
        origin.user_agent,
        subject.kind if subject else None,
        subject.id if subject else None,
        said.before,
        said.after,
        origin.request_id,
        said.id,
        entry.previous,
        entry.hash,
    ]


def _row(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([_safe(cell) for cell in cells])
    return written.getvalue()


def _safe(cell: object) -> str:
    """A text that a spreadsheet takes for a text and not for a formula (OWASP: CSV injection)."""
    text = "" if cell is None else str(cell)
    return "'" + text if text.startswith(_FORMULA) else text


def _parsed(side: str | None) -> Any:
    """Whatever stands there: a log that somebody damaged is still shown."""
    if side is None:
        return None
    try:
        value = json.loads(side)
    except ValueError:
        return {"?": side}
    return value if isinstance(value, dict) else {"?": value}
