"""Errors of a person's data.

PersonalError
├── ExportRunning      a copy is being written already
├── ExportNotFound     there is no such copy, or it is not written yet
├── ExportExpired      its time is over
├── NotConfirmed       what was typed is not the e-mail address
└── OwnAccount         an administrator asked for their own deletion where others' are asked for
"""

from __future__ import annotations


class PersonalError(Exception):
    pass


class ExportRunning(PersonalError):
    pass


class ExportNotFound(PersonalError):
    pass


class ExportExpired(PersonalError):
    pass


class NotConfirmed(PersonalError):
    pass


class OwnAccount(PersonalError):
    pass
