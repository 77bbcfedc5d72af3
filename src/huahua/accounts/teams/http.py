"""Teams over HTTP. Who is no member of a team is told that there is none."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huahua.accounts.problems import account_problems
from huahua.accounts.service import AccountService
from huahua.accounts.teams import shapes
from huahua.accounts.teams.domain import (
    CapPeriod,
    Invitation,
    Member,
    MemberCap,
    Membership,
    Project,
    TeamRole,
)
from huahua.accounts.teams.service import TeamService
from huahua.infra.identity import User as SignedIn
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.kit.clock import iso
from huahua.kit.shapes import Page
from huahua.kit.text import storable

Name = Annotated[
    str, AfterValidator(storable), AfterValidator(str.strip), Field(min_length=1, max_length=200)
]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(_Body):
    name: Name


class RoleChange(_Body):
    role: TeamRole


class CapBody(_Body):
    """`spend_micros` null: no cap."""

    spend_micros: Annotated[int, Field(ge=1, le=10**15)] | None
    spend_period: CapPeriod = "month"

    def cap(self) -> MemberCap | None:
        return None if self.spend_micros is None else MemberCap(self.spend_micros, self.spend_period)


class Invite(_Body):
    email: Annotated[str, Field(max_length=300), AfterValidator(storable)]
    role: TeamRole = TeamRole.MEMBER


def team_routes(service: TeamService, accounts: AccountService) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["teams"])
    _team_routes(router, service)
    _member_routes(router, service)
    _project_routes(router, service)
    _invitation_routes(router, service, accounts)
    return router


def _team_routes(router: APIRouter, service: TeamService) -> None:
    @router.get("/teams", response_model=Page[shapes.Team])
    async def teams(user: SignedIn) -> dict[str, Any]:
        """One's own."""
        return _items([team_json(one) for one in await service.teams(user.user_id)])

    @router.post("/teams", status_code=201, response_model=shapes.Team)
    async def create_team(body: Named, user: SignedIn) -> dict[str, Any]:
        """Whoever makes it owns it."""
        with account_problems():
            return team_json(await service.create(user.user_id, body.name))

    @router.get("/teams/{team_id}", response_model=shapes.TeamDetail)
    async def team(team_id: str, user: SignedIn) -> dict[str, Any]:
        with account_problems():
            found = await service.membership(user.user_id, team_id)
            invitations = await service.invitations(user.user_id, team_id) if found.role.manages else []
            members, spent = (
                await service.members(user.user_id, team_id),
                await service.spent(user.user_id, team_id),
            )
            return {
                "team": team_json(found),
                "members": [member_json(one, spent.get(one.user_id)) for one in members],
                "projects": [project_json(one) for one in await service.projects(user.user_id, team_id)],
                "invitations": [invitation_json(one) for one in invitations],
            }

    @router.patch("/teams/{team_id}", status_code=204)
    async def rename_team(team_id: str, body: Named, user: SignedIn) -> None:
        with account_problems():
            await service.rename(user.user_id, team_id, body.name)

    @router.delete("/teams/{team_id}", status_code=204)
    async def delete_team(team_id: str, user: SignedIn) -> None:
        """For owners; its keys end with it."""
        with account_problems():
            await service.delete(user.user_id, team_id)

    @router.get(
        "/admin/teams",
        response_model=Page[shapes.TeamRow],
        dependencies=[Depends(require(Permission.READ_USERS))],
    )
    async def all_teams() -> dict[str, Any]:
        rows = [
            {"id": team.id, "name": team.name, "members": count, "created_at": iso(team.created_at)}
            for team, count in await service.all_teams()
        ]
        return _items(rows)


def _member_routes(router: APIRouter, service: TeamService) -> None:
    @router.patch("/teams/{team_id}/members/{user_id}", status_code=204)
    async def change_role(team_id: str, user_id: str, body: RoleChange, user: SignedIn) -> None:
        with account_problems():
            await service.change_role(user.user_id, team_id, user_id, body.role)

    @router.delete("/teams/{team_id}/members/{user_id}", status_code=204)
    async def remove_member(team_id: str, user_id: str, user: SignedIn) -> None:
        """Anybody may remove themselves; their keys of the team end."""
        with account_problems():
            await service.remove(user.user_id, team_id, user_id)

    @router.put("/teams/{team_id}/members/{user_id}/cap", status_code=204)
    async def cap_member(team_id: str, user_id: str, body: CapBody, user: SignedIn) -> None:
        """What the member may spend of the team's wallet in each day or month."""
        with account_problems():
            await service.cap(user.user_id, team_id, user_id, body.cap())


def _project_routes(router: APIRouter, service: TeamService) -> None:
    @router.post("/teams/{team_id}/projects", status_code=201, response_model=shapes.Project)
    async def add_project(team_id: str, body: Named, user: SignedIn) -> dict[str, Any]:
        with account_problems():
            return project_json(await service.add_project(user.user_id, team_id, body.name))

    @router.patch("/teams/{team_id}/projects/{project_id}", status_code=204)
    async def rename_project(team_id: str, project_id: str, body: Named, user: SignedIn) -> None:
        with account_problems():
            await service.rename_project(user.user_id, team_id, project_id, body.name)

    @router.delete("/teams/{team_id}/projects/{project_id}", status_code=204)
    async def delete_project(team_id: str, project_id: str, user: SignedIn) -> None:
        """Its keys end with it."""
        with account_problems():
            await service.delete_project(user.user_id, team_id, project_id)


def _invitation_routes(router: APIRouter, service: TeamService, accounts: AccountService) -> None:
    @router.post("/teams/{team_id}/invitations", status_code=201, response_model=shapes.TeamInvitation)
    async def invite(team_id: str, body: Invite, user: SignedIn) -> dict[str, Any]:
        """Who has this e-mail address finds the invitation on their page."""
        with account_problems():
            return invitation_json(await service.invite(user.user_id, team_id, body.email, body.role))

    @router.delete("/teams/{team_id}/invitations/{invitation_id}", status_code=204)
    async def withdraw(team_id: str, invitation_id: str, user: SignedIn) -> None:
        with account_problems():
            await service.withdraw(user.user_id, team_id, invitation_id)

    @router.get("/invitations", response_model=Page[shapes.TeamInvitation])
    async def invitations(user: SignedIn) -> dict[str, Any]:
        """That wait for oneself."""
        me = await accounts.user(user.user_id)
        return _items([invitation_json(one) for one in await service.invitations_for(me)])

    @router.post("/invitations/{invitation_id}/accept", status_code=204)
    async def accept(invitation_id: str, user: SignedIn) -> None:
        me = await accounts.user(user.user_id)
        with account_problems():
            await service.accept(me, invitation_id)

    @router.delete("/invitations/{invitation_id}", status_code=204)
    async def decline(invitation_id: str, user: SignedIn) -> None:
        me = await accounts.user(user.user_id)
        with account_problems():
            await service.decline(me, invitation_id)


def team_json(membership: Membership) -> dict[str, Any]:
    team = membership.team
    return {
        "id": team.id,
        "name": team.name,
        "role": membership.role,
        "created_at": iso(team.created_at),
    }


def member_json(member: Member, spent_micros: int | None) -> dict[str, Any]:
    cap = member.cap
    return {
        "cap": None if cap is None else {"spend_micros": cap.spend_micros, "spend_period": cap.period},
        "spent_micros": spent_micros,
        "user_id": member.user_id,
        "email": member.email,
        "name": member.name,
        "role": member.role,
        "joined_at": iso(member.joined_at),
    }


def project_json(project: Project) -> dict[str, Any]:
    return {"id": project.id, "name": project.name, "created_at": iso(project.created_at)}


def invitation_json(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "team_id": invitation.team_id,
        "team_name": invitation.team_name,
        "email": invitation.email,
        "role": invitation.role,
        "created_at": iso(invitation.created_at),
        "expires_at": iso(invitation.expires_at),
    }


def _items(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "next_cursor": None}
