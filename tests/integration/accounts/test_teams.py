"""Teams: who may do what, and what becomes of keys."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from huahua.accounts.api import User
from huahua.accounts.teams.domain import INVITATION_LIFETIME, MemberCap, TeamRole
from huahua.accounts.teams.errors import (
    AlreadyMember,
    InvitationNotFound,
    LastOwner,
    NotInCharge,
    ProjectNotFound,
    TeamNotFound,
)
from huahua.infra.db import Database
from huahua.kit.limits import Limits
from tests.integration.accounts.office import PASSWORD, Office


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


async def _person(office: Office, name: str) -> User:
    return await office.service.create_user(f"{name}@example.org", PASSWORD)


async def _team(office: Office, **members: TeamRole) -> tuple[str, dict[str, User]]:
    """The team of Ann, and everybody."""
    people = {"ann": await _person(office, "ann")}
    team = (await office.teams.create(people["ann"].id, "Kiln")).team
    for name, role in members.items():
        people[name] = await _person(office, name)
        invitation = await office.teams.invite(people["ann"].id, team.id, people[name].email, role)
        await office.teams.accept(people[name], invitation.id)
    return team.id, people


async def test_who_makes_a_team_owns_it_and_others_do_not_see_it(office: Office) -> None:
    team, people = await _team(office)
    stranger = await _person(office, "bob")
    assert [one.role for one in await office.teams.teams(people["ann"].id)] == [TeamRole.OWNER]
    assert await office.teams.teams(stranger.id) == []
    with pytest.raises(TeamNotFound):
        await office.teams.members(stranger.id, team)


async def test_an_invitation_waits_for_its_address_and_for_nobody_else(office: Office) -> None:
    team, people = await _team(office)
    invitation = await office.teams.invite(people["ann"].id, team, " Late@Example.org", TeamRole.MEMBER)
    bob, late = await _person(office, "bob"), await _person(office, "late")
    assert await office.teams.invitations_for(bob) == []
    with pytest.raises(InvitationNotFound):
        await office.teams.accept(bob, invitation.id)
    assert [one.team_name for one in await office.teams.invitations_for(late)] == ["Kiln"]
    await office.teams.accept(late, invitation.id)
    assert {one.email for one in await office.teams.members(late.id, team)} == {
        "ann@example.org",
        "late@example.org",
    }
    with pytest.raises(InvitationNotFound):
        await office.teams.accept(late, invitation.id)
    with pytest.raises(AlreadyMember):
        await office.teams.invite(people["ann"].id, team, late.email, TeamRole.MEMBER)


async def test_an_invitation_expires_and_a_newer_one_takes_its_place(office: Office) -> None:
    team, people = await _team(office)
    ann, bob = people["ann"], await _person(office, "bob")
    first = await office.teams.invite(ann.id, team, bob.email, TeamRole.MEMBER)
    second = await office.teams.invite(ann.id, team, bob.email, TeamRole.ADMIN)
    assert [one.id for one in await office.teams.invitations(ann.id, team)] == [second.id]
    with pytest.raises(InvitationNotFound):
        await office.teams.accept(bob, first.id)
    office.clock.now += INVITATION_LIFETIME
    with pytest.raises(InvitationNotFound):
        await office.teams.accept(bob, second.id)


async def test_admins_manage_members_and_nobody_above_them(office: Office) -> None:
    team, people = await _team(office, ada=TeamRole.ADMIN, tom=TeamRole.MEMBER)
    ann, ada, tom = (people[name].id for name in ("ann", "ada", "tom"))
    for role in (TeamRole.ADMIN, TeamRole.OWNER):
        with pytest.raises(NotInCharge):
            await office.teams.change_role(ada, team, tom, role)
        with pytest.raises(NotInCharge):
            await office.teams.invite(ada, team, "new@example.org", role)
    with pytest.raises(NotInCharge):
        await office.teams.remove(ada, team, ann)
    with pytest.raises(NotInCharge):
        await office.teams.change_role(ada, team, ada, TeamRole.OWNER)
    with pytest.raises(NotInCharge):
        await office.teams.remove(tom, team, ada)
    with pytest.raises(NotInCharge):
        await office.teams.delete(ada, team)
    await office.teams.remove(ada, team, tom)
    assert [one.user_id for one in await office.teams.members(ann, team)] == [ann, ada]


async def test_the_last_owner_stays(office: Office) -> None:
    team, people = await _team(office, bea=TeamRole.OWNER)
    ann, bea = people["ann"].id, people["bea"].id
    results = await asyncio.gather(
        office.teams.remove(ann, team, ann), office.teams.remove(bea, team, bea), return_exceptions=True
    )
    assert sorted(isinstance(result, LastOwner) for result in results) == [False, True]
    left = bea if isinstance(results[1], LastOwner) else ann
    with pytest.raises(LastOwner):
        await office.teams.change_role(left, team, left, TeamRole.MEMBER)
    assert [one.role for one in await office.teams.members(left, team)] == [TeamRole.OWNER]


async def test_a_teams_key_says_whose_calls_they_are_and_ends_with_the_membership(office: Office) -> None:
    team, people = await _team(office, tom=TeamRole.MEMBER)
    ann, tom = people["ann"], people["tom"]
    project = await office.teams.add_project(ann.id, team, "glaze")
    _key, secret = await office.keys.create(tom.id, "", team_id=team, project_id=project.id)
    _own, own_secret = await office.keys.create(tom.id, "")
    identity = await office.authenticator.by_key(secret)
    assert identity is not None
    assert (identity.user_id, identity.team_id, identity.project_id) == (tom.id, team, project.id)
    assert [one.user.email for one in await office.keys.team_keys(ann.id, team)] == [tom.email]
    with pytest.raises(NotInCharge):
        await office.keys.team_keys(tom.id, team)
    await office.teams.remove(tom.id, team, tom.id)
    assert await office.authenticator.by_key(secret) is None
    assert await office.authenticator.by_key(own_secret) is not None


async def test_keys_end_with_their_project_and_their_team(office: Office) -> None:
    team, people = await _team(office)
    ann = people["ann"].id
    project = await office.teams.add_project(ann, team, "glaze")
    _key, of_project = await office.keys.create(ann, "", team_id=team, project_id=project.id)
    _key, of_team = await office.keys.create(ann, "", team_id=team)
    await office.teams.delete_project(ann, team, project.id)
    assert await office.authenticator.by_key(of_project) is None
    assert await office.authenticator.by_key(of_team) is not None
    await office.teams.delete(ann, team)
    assert await office.authenticator.by_key(of_team) is None
    assert await office.teams.teams(ann) == []


async def test_a_key_is_made_in_no_team_and_no_project_of_others(office: Office) -> None:
    team, people = await _team(office)
    stranger = await _person(office, "bob")
    other = (await office.teams.create(stranger.id, "Loom")).team
    theirs = await office.teams.add_project(stranger.id, other.id, "warp")
    with pytest.raises(TeamNotFound):
        await office.keys.create(stranger.id, "", team_id=team)
    with pytest.raises(ProjectNotFound):
        await office.keys.create(people["ann"].id, "", team_id=team, project_id=theirs.id)
    with pytest.raises(ProjectNotFound):
        await office.teams.rename_project(people["ann"].id, team, theirs.id, "mine")


async def test_addresses_of_invitations_are_sealed_at_rest(office: Office, db: Database) -> None:
    team, people = await _team(office)
    await office.teams.invite(people["ann"].id, team, "eve@example.org", TeamRole.MEMBER)
    async with db.read() as connection:
        rows = (await connection.exec_driver_sql("SELECT email, email_hash FROM team_invitations")).all()
    assert len(rows) == 1 and "eve" not in "".join(rows[0])
    office.clock.now += timedelta(days=1)
    assert [one.email for one in await office.teams.invitations(people["ann"].id, team)] == [
        "eve@example.org"
    ]


async def test_what_a_member_may_spend_is_set_by_who_is_in_charge_and_known_of_their_keys(
    office: Office,
) -> None:
    team, people = await _team(office, ada=TeamRole.ADMIN, tom=TeamRole.MEMBER)
    ann, ada, tom = (people[name].id for name in ("ann", "ada", "tom"))
    cap = MemberCap(2_000_000, "day")
    _, of_team = await office.keys.create(tom, "", team_id=team)
    _, own = await office.keys.create(tom, "")
    _, of_ada = await office.keys.create(ada, "", team_id=team)
    for asker, whose in ((tom, tom), (ada, ann), (ada, ada)):
        with pytest.raises(NotInCharge):
            await office.teams.cap(asker, team, whose, cap)
    assert (known := await office.authenticator.by_key(of_team)) and known.restrictions is None
    await office.teams.cap(ada, team, tom, cap)
    assert (known := await office.authenticator.by_key(of_team)) and known.restrictions is not None
    assert known.restrictions.member == Limits(spend_micros=2_000_000, spend_period="day")
    for secret in (own, of_ada):
        assert (other := await office.authenticator.by_key(secret)) and other.restrictions is None
    assert [one.cap for one in await office.teams.members(tom, team) if one.cap] == [cap]
    await office.teams.cap(ann, team, tom, None)
    assert (known := await office.authenticator.by_key(of_team)) and known.restrictions is None
