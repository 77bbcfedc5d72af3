"""Teams: values, and who may do what in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

INVITATION_LIFETIME = timedelta(days=14)
MAX_TEAMS = 50
"""Of one person."""
MAX_MEMBERS = 1000
"""With those who are invited."""
MAX_PROJECTS = 200
CapPeriod = Literal["day", "month"]


class TeamRole(StrEnum):
    OWNER = "owner"
    """Everything, roles and the end of the team included."""
    ADMIN = "admin"
    """Its members, projects and everybody's keys; owners and admins only owners change."""
    MEMBER = "member"
    """Sees it and makes keys of it."""

    @property
    def manages(self) -> bool:
        return self is not TeamRole.MEMBER


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A team as one of its members sees it."""

    team: Team
    role: TeamRole


@dataclass(frozen=True, slots=True)
class MemberCap:
    """What a member may spend of the team's wallet, in the ledger's currency, for each period (UTC)."""

    spend_micros: int
    period: CapPeriod


@dataclass(frozen=True, slots=True)
class Member:
    user_id: str
    email: str
    name: str
    role: TeamRole
    joined_at: datetime
    cap: MemberCap | None = None
    """None: as much as the wallet has."""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    team_id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """Meant for whoever has this e-mail address, now or later, until it expires."""

    id: str
    team_id: str
    team_name: str
    email: str
    role: TeamRole
    invited_by: str
    created_at: datetime
    expires_at: datetime


def may_give(asker: TeamRole, role: TeamRole) -> bool:
    """Whether somebody of a role may make somebody else this, or change or remove who is it."""
    return asker is TeamRole.OWNER or (asker is TeamRole.ADMIN and role is TeamRole.MEMBER)


def heir(members: Sequence[Member]) -> Member:
    """To whom a team without an owner goes: among those who manage it, or else all, who has been in it the longest."""
    return min(members, key=lambda one: (not one.role.manages, one.joined_at, one.user_id))
