"""Errors of privacy.

PrivacyError
├── BadRule           a word, a pattern or a policy that cannot be used
├── NotThere          no such policy, list or finding
├── AlreadyThere      another has this name
├── FromSettings      it stands in the settings, where the page cannot change it
└── ContentBlocked    a rule for content stopped a text
"""

from __future__ import annotations


class PrivacyError(Exception):
    code = "invalid_rule"
    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRule(PrivacyError):
    pass


class NotThere(PrivacyError):
    code = "not_found"
    status = 404


class AlreadyThere(PrivacyError):
    code = "already_there"
    status = 409


class FromSettings(PrivacyError):
    code = "set_in_file"
    status = 409


class ContentBlocked(PrivacyError):
    code = "content_blocked"
    status = 400
