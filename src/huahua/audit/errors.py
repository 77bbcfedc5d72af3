"""Errors of the audit log.

AuditError
├── AuditUnavailable   an entry could not be written; whoever acted must hear of it
└── AuditBroken        the chain does not hold where the operation needs it to
"""

from __future__ import annotations


class AuditError(Exception): ...


class AuditUnavailable(AuditError): ...


class AuditBroken(AuditError):
    """`seq` is the first entry that does not hold."""

    def __init__(self, seq: int, kind: str) -> None:
        super().__init__(f"the audit log does not hold at entry {seq} ({kind})")
        self.seq = seq
        self.kind = kind
