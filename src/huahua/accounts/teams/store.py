"""Teams on the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.accounts.keys.store import api_keys
from huahua.accounts.store import users
from huahua.accounts.teams.domain import Invitation, Member, MemberCap, Membership, Project, Team, TeamRole
from huahua.accounts.teams.tables import projects, team_invitations, team_members, teams
from huahua.audit.api import InTransaction
from huahua.infra.db import Database
from huahua.infra.vault import PLAIN, RowVault

_INVITATION = [column for column in team_invitations.c if column.name != "email_hash"]


class TeamStore:
    """Port `TeamRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def add_team(self, team: Team, owner_id: str, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                teams.insert().values(id=team.id, name=team.name, created_at=team.created_at)
            )
            await connection.execute(
                team_members.insert().values(
                    team_id=team.id, user_id=owner_id, role=TeamRole.OWNER, joined_at=team.created_at
                )
            )
            await then(connection)

    async def teams_of(self, user_id: str) -> list[Membership]:
        statement = (
            select(*teams.c, team_members.c.role)
            .join(team_members, team_members.c.team_id == teams.c.id)
            .where(team_members.c.user_id == user_id)
            .order_by(teams.c.id)
        )
        async with self._db.read() as connection:
            return [_membership(row) for row in await connection.execute(statement)]

    async def all_teams(self, limit: int) -> list[tuple[Team, int]]:
        statement = (
            select(*teams.c, func.count(team_members.c.user_id).label("members"))
            .outerjoin(team_members, team_members.c.team_id == teams.c.id)
            .group_by(*teams.c)
            .order_by(teams.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(statement)).all()
        return [(Team(row.id, row.name, row.created_at), row.members) for row in rows]

    async def there_is(self, team_id: str) -> bool:
        async with self._db.read() as connection:
            found = await connection.execute(select(teams.c.id).where(teams.c.id == team_id))
            return found.one_or_none() is not None

    async def membership(self, user_id: str, team_id: str) -> Membership | None:
        statement = (
            select(*teams.c, team_members.c.role)
            .join(team_members, team_members.c.team_id == teams.c.id)
            .where(team_members.c.user_id == user_id, teams.c.id == team_id)
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return _membership(row) if row is not None else None

    async def rename(self, team_id: str, name: str, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await connection.execute(update(teams).where(teams.c.id == team_id).values(name=name))
            await then(connection)

    async def delete_team(self, team_id: str, now: datetime, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await _revoke(connection, api_keys.c.team_id == team_id, now)
            for table in (team_invitations, projects, team_members):
                await connection.execute(delete(table).where(table.c.team_id == team_id))
            await connection.execute(delete(teams).where(teams.c.id == team_id))
            await then(connection)

    async def members(self, team_id: str) -> list[Member]:
        statement = (
            select(
                users.c.id,
                users.c.email,
                users.c.name,
                team_members.c.role,
                team_members.c.joined_at,
                team_members.c.spend_micros,
                team_members.c.spend_period,
            )
            .join(team_members, team_members.c.user_id == users.c.id)
            .where(team_members.c.team_id == team_id)
            .order_by(team_members.c.joined_at, users.c.id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(statement)).all()
        return [self._member(row) for row in rows]

    async def change_member(
        self, team_id: str, user_id: str, role: TeamRole | None, now: datetime, then: InTransaction
    ) -> bool:
        columns = team_members.c
        owners = (
            select(func.count())
            .select_from(team_members)
            .where(columns.team_id == team_id, columns.role == TeamRole.OWNER)
        )
        one = and_(columns.team_id == team_id, columns.user_id == user_id)
        async with self._db.write() as connection:
            # Two owners who leave at once would each see the other: the team's row makes them take turns.
            await connection.execute(select(teams.c.id).where(teams.c.id == team_id).with_for_update())
            if role is None:
                await connection.execute(delete(team_members).where(one))
                keys = and_(api_keys.c.team_id == team_id, api_keys.c.user_id == user_id)
                await _revoke(connection, keys, now)
            else:
                await connection.execute(update(team_members).where(one).values(role=role))
            if not (await connection.execute(owners)).scalar_one():
                await connection.rollback()
                return False
            await then(connection)
        return True

    async def cap_member(
        self, team_id: str, user_id: str, cap: MemberCap | None, then: InTransaction
    ) -> bool:
        columns = team_members.c
        change = update(team_members).where(columns.team_id == team_id, columns.user_id == user_id)
        values = {"spend_micros": cap and cap.spend_micros, "spend_period": cap and cap.period}
        async with self._db.write() as connection:
            if not (await connection.execute(change.values(**values))).rowcount:
                return False
            await then(connection)
        return True

    async def projects(self, team_id: str) -> list[Project]:
        statement = select(*projects.c).where(projects.c.team_id == team_id).order_by(projects.c.id)
        async with self._db.read() as connection:
            return [Project(**row._mapping) for row in await connection.execute(statement)]

    async def add_project(self, project: Project, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                projects.insert().values(
                    id=project.id, team_id=project.team_id, name=project.name, created_at=project.created_at
                )
            )
            await then(connection)

    async def rename_project(self, team_id: str, project_id: str, name: str, then: InTransaction) -> bool:
        statement = update(projects).where(projects.c.id == project_id, projects.c.team_id == team_id)
        async with self._db.write() as connection:
            if not (await connection.execute(statement.values(name=name))).rowcount:
                return False
            await then(connection)
        return True

    async def delete_project(self, team_id: str, project_id: str, now: datetime, then: InTransaction) -> bool:
        statement = delete(projects).where(projects.c.id == project_id, projects.c.team_id == team_id)
        async with self._db.write() as connection:
            if not (await connection.execute(statement)).rowcount:
                return False
            await _revoke(connection, api_keys.c.project_id == project_id, now)
            await then(connection)
        return True

    async def invitations(
        self, now: datetime, *, team_id: str | None = None, email: str | None = None
    ) -> list[Invitation]:
        columns = team_invitations.c
        statement = (
            select(*_INVITATION, teams.c.name.label("team_name"))
            .join(teams, teams.c.id == columns.team_id)
            .where(columns.expires_at > now)
            .order_by(columns.id)
        )
        if team_id is not None:
            statement = statement.where(columns.team_id == team_id)
        if email is not None:
            statement = statement.where(columns.email_hash == self._email_hash(email))
        async with self._db.read() as connection:
            rows = (await connection.execute(statement)).all()
        return [self._invitation(row) for row in rows]

    async def add_invitation(self, invitation: Invitation, then: InTransaction) -> None:
        columns = team_invitations.c
        earlier = and_(
            columns.team_id == invitation.team_id, columns.email_hash == self._email_hash(invitation.email)
        )
        values = {
            "id": invitation.id,
            "team_id": invitation.team_id,
            "email": invitation.email,
            "role": invitation.role,
            "invited_by": invitation.invited_by,
            "created_at": invitation.created_at,
            "expires_at": invitation.expires_at,
        }
        async with self._db.write() as connection:
            await connection.execute(delete(team_invitations).where(earlier))
            await connection.execute(
                self._db.insert(team_invitations)
                .values(**self._vault.seal(team_invitations, values))
                .on_conflict_do_nothing()  # another admin invites the same person at this moment
            )
            await then(connection)

    async def delete_invitation(self, invitation_id: str, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(team_invitations).where(team_invitations.c.id == invitation_id))
            await then(connection)

    async def accept(self, invitation: Invitation, user_id: str, now: datetime, then: InTransaction) -> bool:
        columns = team_invitations.c
        taken = delete(team_invitations).where(columns.id == invitation.id, columns.expires_at > now)
        async with self._db.write() as connection:
            if not (await connection.execute(taken)).rowcount:
                return False
            await connection.execute(
                self._db.insert(team_members)
                .values(team_id=invitation.team_id, user_id=user_id, role=invitation.role, joined_at=now)
                .on_conflict_do_nothing()
            )
            await then(connection)
        return True

    def _email_hash(self, email: str) -> str:
        return self._vault.find(team_invitations, "email", email)

    def _member(self, row: Any) -> Member:
        who = self._vault.open(users, {"id": row.id, "email": row.email, "name": row.name})
        cap = None if row.spend_micros is None else MemberCap(row.spend_micros, row.spend_period)
        return Member(row.id, who["email"], who["name"], TeamRole(row.role), row.joined_at, cap)

    def _invitation(self, row: Any) -> Invitation:
        stored = dict(row._mapping)
        team_name = stored.pop("team_name")
        values = self._vault.open(team_invitations, stored)
        return Invitation(**(values | {"role": TeamRole(row.role), "team_name": team_name}))


async def _revoke(connection: AsyncConnection, which: Any, now: datetime) -> None:
    await connection.execute(
        update(api_keys).where(which, api_keys.c.revoked_at.is_(None)).values(revoked_at=now)
    )


def _membership(row: Any) -> Membership:
    return Membership(Team(row.id, row.name, row.created_at), TeamRole(row.role))
