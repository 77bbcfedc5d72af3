"""Where teams are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from huahua.accounts.teams.domain import Invitation, Member, MemberCap, Membership, Project, Team, TeamRole
from huahua.audit.api import InTransaction


class TeamRepository(Protocol):
    """`then` is done at the end of the same transaction."""

    async def add_team(self, team: Team, owner_id: str, then: InTransaction) -> None: ...

    async def teams_of(self, user_id: str) -> list[Membership]: ...

    async def all_teams(self, limit: int) -> list[tuple[Team, int]]:
        """The newest first, each with the number of its members."""
        ...

    async def there_is(self, team_id: str) -> bool: ...

    async def membership(self, user_id: str, team_id: str) -> Membership | None: ...

    async def rename(self, team_id: str, name: str, then: InTransaction) -> None: ...

    async def delete_team(self, team_id: str, now: datetime, then: InTransaction) -> None:
        """With members, projects and invitations; its keys are revoked."""
        ...

    async def members(self, team_id: str) -> list[Member]: ...

    async def change_member(
        self, team_id: str, user_id: str, role: TeamRole | None, now: datetime, then: InTransaction
    ) -> bool:
        """Another role, or none: the member leaves, and their keys of this team are revoked. False, and nothing
        changed, where that would leave no owner. One transaction."""
        ...

    async def cap_member(
        self, team_id: str, user_id: str, cap: MemberCap | None, then: InTransaction
    ) -> bool:
        """False where there is no such member."""
        ...

    async def projects(self, team_id: str) -> list[Project]: ...

    async def add_project(self, project: Project, then: InTransaction) -> None: ...

    async def rename_project(self, team_id: str, project_id: str, name: str, then: InTransaction) -> bool: ...

    async def delete_project(self, team_id: str, project_id: str, now: datetime, then: InTransaction) -> bool:
        """Its keys are revoked."""
        ...

    async def invitations(
        self, now: datetime, *, team_id: str | None = None, email: str | None = None
    ) -> list[Invitation]:
        """That have not expired."""
        ...

    async def add_invitation(self, invitation: Invitation, then: InTransaction) -> None:
        """Instead of an earlier one of this team to this address."""
        ...

    async def delete_invitation(self, invitation_id: str, then: InTransaction) -> None: ...

    async def accept(self, invitation: Invitation, user_id: str, now: datetime, then: InTransaction) -> bool:
        """Takes the invitation away and adds the member, in one transaction; False where it is gone."""
        ...


class MemberSpending(Protocol):
    async def __call__(self, team_id: str, since: datetime) -> Mapping[str, int]:
        """What each member's calls took out of the team's wallet since then, in micros, by the member's id."""
        ...
