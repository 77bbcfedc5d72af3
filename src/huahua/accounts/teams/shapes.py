"""What teams look like over HTTP."""

from __future__ import annotations

from typing_extensions import TypedDict

from huahua.accounts.teams.domain import CapPeriod, TeamRole


class Team(TypedDict):
    """`role` is the asker's own."""

    id: str
    name: str
    role: TeamRole
    created_at: str


class TeamRow(TypedDict):
    """As operators see it."""

    id: str
    name: str
    members: int
    created_at: str


class MemberCap(TypedDict):
    """What a member may spend of the team's wallet, in millionths of the ledger's currency, for each period (UTC)."""

    spend_micros: int
    spend_period: CapPeriod


class TeamMember(TypedDict):
    """`spent_micros`: of the team's wallet, in the cap's period or this month; null where that is not told."""

    user_id: str
    email: str
    name: str
    role: TeamRole
    joined_at: str
    cap: MemberCap | None
    spent_micros: int | None


class Project(TypedDict):
    id: str
    name: str
    created_at: str


class TeamInvitation(TypedDict):
    id: str
    team_id: str
    team_name: str
    email: str
    role: TeamRole
    created_at: str
    expires_at: str


class TeamDetail(TypedDict):
    """`invitations` are for owners and admins."""

    team: Team
    members: list[TeamMember]
    projects: list[Project]
    invitations: list[TeamInvitation]
