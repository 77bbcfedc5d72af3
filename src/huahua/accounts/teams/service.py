"""Use cases of teams. Every one begins with the asker's role in the team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huahua.accounts.domain import User, normal_email
from huahua.accounts.teams.domain import (
    INVITATION_LIFETIME,
    MAX_MEMBERS,
    MAX_PROJECTS,
    MAX_TEAMS,
    Invitation,
    Member,
    MemberCap,
    Membership,
    Project,
    Team,
    TeamRole,
    heir,
    may_give,
)
from huahua.accounts.teams.errors import (
    AlreadyMember,
    InvitationNotFound,
    LastOwner,
    MemberNotFound,
    NotInCharge,
    ProjectNotFound,
    TeamNotFound,
    TooMany,
)
from huahua.accounts.teams.ports import MemberSpending, TeamRepository
from huahua.audit.api import Action, InTransaction, Recorder, Subject
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

MAX_LISTED = 1000


class TeamService:
    """Implements the port `Places` of keys."""

    def __init__(
        self,
        store: TeamRepository,
        forget: Callable[[], None],
        audit: Recorder,
        *,
        spending: MemberSpending | None = None,
        clock: Clock = utc_now,
    ) -> None:
        """`forget`: trust no key that was looked up before. `spending`: None where nobody counts it."""
        self._store = store
        self._forget = forget
        self._audit = audit
        self._spending = spending
        self._clock = clock

    # --- teams ------------------------------------------------------------------------------------

    async def create(self, user_id: str, name: str) -> Membership:
        """Raises TooMany."""
        if len(await self._store.teams_of(user_id)) >= MAX_TEAMS:
            raise TooMany(f"you are in {MAX_TEAMS} teams already")
        team = Team(new_id("team"), name.strip()[:200], self._clock())
        done = self._done(Action.TEAM_CREATED, team.id, after={"name": team.name})
        await self._store.add_team(team, user_id, done)
        return Membership(team, TeamRole.OWNER)

    async def teams(self, user_id: str) -> list[Membership]:
        return await self._store.teams_of(user_id)

    async def all_teams(self) -> list[tuple[Team, int]]:
        """For operators."""
        return await self._store.all_teams(MAX_LISTED)

    async def there_is(self, team_id: str) -> bool:
        """Whether there is such a team, for the server itself."""
        return await self._store.there_is(team_id)

    async def membership(self, user_id: str, team_id: str) -> Membership:
        """Raises TeamNotFound, for strangers too."""
        found = await self._store.membership(user_id, team_id)
        if found is None:
            raise TeamNotFound(team_id)
        return found

    async def rename(self, user_id: str, team_id: str, name: str) -> Membership:
        """Raises TeamNotFound, NotInCharge."""
        before = await self._manages(user_id, team_id)
        name = name.strip()[:200]
        names = {"before": {"name": before.team.name}, "after": {"name": name}}
        await self._store.rename(team_id, name, self._done(Action.TEAM_CHANGED, team_id, **names))
        return before

    async def delete(self, user_id: str, team_id: str) -> Membership:
        """Its keys end with it. Raises TeamNotFound, NotInCharge."""
        found = await self.membership(user_id, team_id)
        if found.role is not TeamRole.OWNER:
            raise NotInCharge
        done = self._done(Action.TEAM_DELETED, team_id, before={"name": found.team.name})
        await self._store.delete_team(team_id, self._clock(), done)
        self._forget()
        return found

    # --- members ----------------------------------------------------------------------------------

    async def members(self, user_id: str, team_id: str) -> list[Member]:
        await self.membership(user_id, team_id)
        return await self._store.members(team_id)

    async def managers(self, team_id: str) -> list[str]:
        """Ids of its owners and admins, for the server itself; none of a team that is gone."""
        return [one.user_id for one in await self._store.members(team_id) if one.role.manages]

    async def change_role(self, user_id: str, team_id: str, member_id: str, role: TeamRole) -> Member:
        """The member as they were. Raises TeamNotFound, MemberNotFound, NotInCharge, LastOwner."""
        asker = await self.membership(user_id, team_id)
        member = await self._member(team_id, member_id)
        if not (may_give(asker.role, member.role) and may_give(asker.role, role)):
            raise NotInCharge
        roles = {"before": _as(member), "after": {"user": member_id, "role": role}}
        done = self._done(Action.TEAM_MEMBER_CHANGED, team_id, **roles)
        if not await self._store.change_member(team_id, member_id, role, self._clock(), done):
            raise LastOwner
        return member

    async def remove(self, user_id: str, team_id: str, member_id: str) -> Member:
        """Anybody may leave. Raises TeamNotFound, MemberNotFound, NotInCharge, LastOwner."""
        asker = await self.membership(user_id, team_id)
        member = await self._member(team_id, member_id)
        if member_id != user_id and not may_give(asker.role, member.role):
            raise NotInCharge
        done = self._done(Action.TEAM_MEMBER_REMOVED, team_id, before=_as(member))
        if not await self._store.change_member(team_id, member_id, None, self._clock(), done):
            raise LastOwner
        self._forget()
        return member

    async def forget_person(self, user_id: str) -> None:
        """Before an account goes: a team that would be left without an owner is handed on to whoever manages it, or
        has been in it, the longest; one in which nobody else is goes too. Idempotent."""
        for found in await self._store.teams_of(user_id):
            if found.role is not TeamRole.OWNER:
                continue
            others = [one for one in await self._store.members(found.team.id) if one.user_id != user_id]
            if not others:
                done = self._done(Action.TEAM_DELETED, found.team.id, before={"name": found.team.name})
                await self._store.delete_team(found.team.id, self._clock(), done)
                self._forget()
            elif all(one.role is not TeamRole.OWNER for one in others):
                await self._hand_on(found.team.id, heir(others))

    async def _hand_on(self, team_id: str, member: Member) -> None:
        roles = {"before": _as(member), "after": {"user": member.user_id, "role": TeamRole.OWNER}}
        done = self._done(Action.TEAM_MEMBER_CHANGED, team_id, **roles)
        await self._store.change_member(team_id, member.user_id, TeamRole.OWNER, self._clock(), done)

    async def cap(self, user_id: str, team_id: str, member_id: str, cap: MemberCap | None) -> None:
        """What a member may spend of the team's wallet; None: as much as it has. Holds for calls at once in this
        process, in others within `authentication.TRUST_FOR`. Raises TeamNotFound, MemberNotFound, NotInCharge."""
        asker = await self._manages(user_id, team_id)
        member = await self._member(team_id, member_id)
        if not may_give(asker.role, member.role):
            raise NotInCharge
        caps = {"before": _capped(member_id, member.cap), "after": _capped(member_id, cap)}
        done = self._done(Action.TEAM_MEMBER_CAPPED, team_id, **caps)
        if not await self._store.cap_member(team_id, member_id, cap, done):
            raise MemberNotFound(member_id)
        self._forget()

    async def spent(self, user_id: str, team_id: str) -> dict[str, int]:
        """Of the team's wallet, by member: today for whose cap is by the day, this month for the others. Of oneself
        only, where one does not manage the team. Raises TeamNotFound."""
        asker = await self.membership(user_id, team_id)
        if self._spending is None:
            return {}
        today = self._clock().replace(hour=0, minute=0, second=0, microsecond=0)
        by_month, by_day = await self._spending(team_id, today.replace(day=1)), None
        found = {}
        for member in await self._store.members(team_id):
            if not asker.role.manages and member.user_id != user_id:
                continue
            counted = by_month
            if member.cap is not None and member.cap.period == "day":
                by_day = counted = await self._spending(team_id, today) if by_day is None else by_day
            found[member.user_id] = counted.get(member.user_id, 0)
        return found

    async def _member(self, team_id: str, member_id: str) -> Member:
        for member in await self._store.members(team_id):
            if member.user_id == member_id:
                return member
        raise MemberNotFound(member_id)

    # --- projects ---------------------------------------------------------------------------------

    async def projects(self, user_id: str, team_id: str) -> list[Project]:
        await self.membership(user_id, team_id)
        return await self._store.projects(team_id)

    async def add_project(self, user_id: str, team_id: str, name: str) -> Project:
        """Raises TeamNotFound, NotInCharge, TooMany."""
        await self._manages(user_id, team_id)
        if len(await self._store.projects(team_id)) >= MAX_PROJECTS:
            raise TooMany(f"the team has {MAX_PROJECTS} projects already")
        project = Project(new_id("proj"), team_id, name.strip()[:200], self._clock())
        told = {"project": project.id, "name": project.name}
        done = self._done(Action.TEAM_PROJECT_CREATED, team_id, after=told)
        await self._store.add_project(project, done)
        return project

    async def rename_project(self, user_id: str, team_id: str, project_id: str, name: str) -> None:
        """Raises TeamNotFound, NotInCharge, ProjectNotFound."""
        await self._manages(user_id, team_id)
        name = name.strip()[:200]
        told = {"project": project_id, "name": name}
        done = self._done(Action.TEAM_PROJECT_CHANGED, team_id, after=told)
        if not await self._store.rename_project(team_id, project_id, name, done):
            raise ProjectNotFound(project_id)

    async def delete_project(self, user_id: str, team_id: str, project_id: str) -> None:
        """Its keys end with it. Raises TeamNotFound, NotInCharge, ProjectNotFound."""
        await self._manages(user_id, team_id)
        done = self._done(Action.TEAM_PROJECT_DELETED, team_id, before={"project": project_id})
        if not await self._store.delete_project(team_id, project_id, self._clock(), done):
            raise ProjectNotFound(project_id)
        self._forget()

    # --- invitations ------------------------------------------------------------------------------

    async def invite(self, user_id: str, team_id: str, email: str, role: TeamRole) -> Invitation:
        """Whether anybody has this address is not told: the invitation waits until somebody has.

        Raises TeamNotFound, NotInCharge, BadEmail, AlreadyMember, TooMany.
        """
        asker = await self._manages(user_id, team_id)
        if not may_give(asker.role, role):
            raise NotInCharge
        email, now = normal_email(email), self._clock()
        members = await self._store.members(team_id)
        if any(member.email == email for member in members):
            raise AlreadyMember(email)
        if len(members) + len(await self._store.invitations(now, team_id=team_id)) >= MAX_MEMBERS:
            raise TooMany(f"the team has {MAX_MEMBERS} members and invitations already")
        invitation = Invitation(
            new_id("inv"), team_id, asker.team.name, email, role, user_id, now, now + INVITATION_LIFETIME
        )
        told = {"invitation": invitation.id, "email": email, "role": role}
        done = self._done(Action.TEAM_MEMBER_INVITED, team_id, after=told)
        await self._store.add_invitation(invitation, done)
        return invitation

    async def invitations(self, user_id: str, team_id: str) -> list[Invitation]:
        """Raises TeamNotFound, NotInCharge."""
        await self._manages(user_id, team_id)
        return await self._store.invitations(self._clock(), team_id=team_id)

    async def withdraw(self, user_id: str, team_id: str, invitation_id: str) -> None:
        """Raises TeamNotFound, NotInCharge, InvitationNotFound."""
        for invitation in await self.invitations(user_id, team_id):
            if invitation.id == invitation_id:
                gone = {"invitation": invitation_id}
                done = self._done(Action.TEAM_INVITATION_WITHDRAWN, team_id, before=gone)
                await self._store.delete_invitation(invitation_id, done)
                return
        raise InvitationNotFound(invitation_id)

    async def invitations_for(self, user: User) -> list[Invitation]:
        return await self._store.invitations(self._clock(), email=user.email)

    async def accept(self, user: User, invitation_id: str) -> Invitation:
        """Raises InvitationNotFound, TooMany."""
        invitation = await self._invitation(user, invitation_id)
        if len(await self._store.teams_of(user.id)) >= MAX_TEAMS:
            raise TooMany(f"you are in {MAX_TEAMS} teams already")
        joined = {"user": user.id, "role": invitation.role}
        done = self._done(Action.TEAM_MEMBER_JOINED, invitation.team_id, after=joined)
        if not await self._store.accept(invitation, user.id, self._clock(), done):
            raise InvitationNotFound(invitation_id)
        return invitation

    async def decline(self, user: User, invitation_id: str) -> None:
        """Raises InvitationNotFound."""
        invitation = await self._invitation(user, invitation_id)
        gone = {"invitation": invitation.id}
        done = self._done(Action.TEAM_INVITATION_DECLINED, invitation.team_id, before=gone)
        await self._store.delete_invitation(invitation.id, done)

    async def _invitation(self, user: User, invitation_id: str) -> Invitation:
        for invitation in await self.invitations_for(user):
            if invitation.id == invitation_id:
                return invitation
        raise InvitationNotFound(invitation_id)

    # --- what keys ask ----------------------------------------------------------------------------

    async def check_key_place(self, user_id: str, team_id: str, project_id: str | None) -> None:
        """Raises TeamNotFound, ProjectNotFound."""
        await self.membership(user_id, team_id)
        if project_id is not None:
            found = await self._store.projects(team_id)
            if all(project.id != project_id for project in found):
                raise ProjectNotFound(project_id)

    async def check_manages(self, user_id: str, team_id: str) -> None:
        """Raises TeamNotFound, NotInCharge."""
        await self._manages(user_id, team_id)

    async def _manages(self, user_id: str, team_id: str) -> Membership:
        found = await self.membership(user_id, team_id)
        if not found.role.manages:
            raise NotInCharge
        return found

    def _done(self, action: Action, team_id: str, **sides: dict[str, Any]) -> InTransaction:
        return self._audit.within(
            action, Subject("team", team_id), before=sides.get("before"), after=sides.get("after")
        )


def _capped(member_id: str, cap: MemberCap | None) -> dict[str, Any]:
    return {
        "user": member_id,
        "spend_micros": cap and cap.spend_micros,
        "spend_period": cap and cap.period,
    }


def _as(member: Member) -> dict[str, Any]:
    return {"user": member.user_id, "role": member.role}
