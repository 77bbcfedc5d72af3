"""Errors of runs.

RunError
├── RunNotFound    no such run for this user
└── RunFailure     raised by a handler: the run fails with this code and message, which users see
"""

from __future__ import annotations


class RunError(Exception): ...


class RunNotFound(RunError): ...


class RunFailure(RunError):
    """`message` is shown to the user: one sentence, what happened and what to do, no secrets."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
