"""Errors of teams.

AccountError
├── TeamNotFound        there is none, or the asker is no member: strangers cannot tell which
├── ProjectNotFound
├── MemberNotFound
├── InvitationNotFound
├── NotInCharge         the asker's role in the team does not allow it
├── LastOwner           the change would leave a team without an owner
├── AlreadyMember
└── TooMany             teams, members, projects or invitations
"""

from __future__ import annotations

from huahua.accounts.errors import AccountError


class TeamNotFound(AccountError): ...


class ProjectNotFound(AccountError): ...


class MemberNotFound(AccountError): ...


class InvitationNotFound(AccountError): ...


class NotInCharge(AccountError): ...


class LastOwner(AccountError): ...


class AlreadyMember(AccountError): ...


class TooMany(AccountError): ...
