"""What a team sees of its members' pictures, and what nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from huahua.accounts.teams.tables import teams
from huahua.audit.api import Unrecorded
from huahua.painting.http import routes
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER, Studio
from tests.integration.painting.test_same_again import WISH, painted

TEAM, STRANGER = "team_1", "usr_stranger"


class Members(dict[str, bool]):
    """Who is in the one team, and whether they manage it."""

    async def of(self, user_id: str) -> Mapping[str, bool]:
        return {TEAM: self[user_id]} if user_id in self else {}

    async def members(self, user_id: str, team_id: str) -> list[str]:
        assert user_id in self and team_id == TEAM
        return list(self)


@pytest.fixture
async def team(studio: Studio) -> Members:
    members = Members({ME: True, OTHER: False})
    object.__setattr__(studio.painting.sharing, "memberships", members)
    async with studio.db.write() as connection:
        row = {"id": TEAM, "name": "Kiln", "created_at": datetime.now(UTC)}
        await connection.execute(teams.insert().values(row))
    return members


@pytest.fixture
async def people(studio: Studio) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    made = {who: client(routes(studio.painting, Unrecorded()), user_id=who) for who in (ME, OTHER, STRANGER)}
    yield made
    for each in made.values():
        await each.aclose()


async def shared(studio: Studio, me: httpx.AsyncClient) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A collection that the team sees, the picture in it, and one that is not."""
    inside = await painted(studio, WISH)
    outside = await painted(studio, WISH.__class__("a blue hill", seed=3, width=64, height=64))
    made = (await me.post("/api/collections", json={"name": "Boats", "ids": [inside["id"]]})).json()
    answer = await me.put(f"/api/collections/{made['id']}/teams/{TEAM}")
    assert answer.json()["teams"] == [TEAM]
    return made["id"], inside, outside


async def test_members_see_a_shared_collection_and_cannot_change_it(
    studio: Studio, team: Members, people: dict[str, httpx.AsyncClient]
) -> None:
    id, inside, outside = await shared(studio, people[ME])
    member = people[OTHER]
    (listed,) = (await member.get("/api/collections")).json()["items"]
    assert (listed["id"], listed["own"], listed["teams"], listed["count"]) == (id, False, [TEAM], 1)
    assert (await member.get(f"/api/collections/{id}")).json() == listed
    (seen,) = (await member.get("/api/pictures", params={"collection_id": id, "q": "boat"})).json()["items"]
    assert (seen["id"], seen["conversation_id"], seen["starred"]) == (inside["id"], None, False)
    assert (await member.get(f"/api/pictures/{inside['id']}")).json() == seen
    assert (await member.get(inside["urls"]["thumb"])).status_code == 200
    assert (await member.get("/api/pictures")).json()["items"] == []
    for path in (f"/api/pictures/{outside['id']}", outside["urls"]["original"]):
        assert (await member.get(path)).status_code == 404

    for method, path, body in (
        ("PATCH", f"/api/collections/{id}", {"name": "Mine"}),
        ("DELETE", f"/api/collections/{id}", None),
        ("POST", f"/api/collections/{id}/add", {"ids": [inside["id"]]}),
        ("POST", f"/api/collections/{id}/remove", {"ids": [inside["id"]]}),
        ("DELETE", f"/api/collections/{id}/teams/{TEAM}", None),
        ("PATCH", f"/api/pictures/{inside['id']}", {"starred": True}),
        ("DELETE", f"/api/pictures/{inside['id']}", None),
        ("POST", f"/api/pictures/{inside['id']}/finish", {"steps": []}),
    ):
        assert (await member.request(method, path, json=body)).status_code == 404, path
    assert (await member.post("/api/pictures/delete", json={"ids": [inside["id"]]})).json() == {"deleted": 0}
    assert (await people[ME].get(f"/api/pictures/{inside['id']}")).status_code == 200


async def test_a_share_ends_with_the_owner_the_team_or_the_member(
    studio: Studio, team: Members, people: dict[str, httpx.AsyncClient]
) -> None:
    id, inside, _ = await shared(studio, people[ME])

    async def sees(who: str) -> list[int]:
        paths = (f"/api/collections/{id}", f"/api/pictures/{inside['id']}", inside["urls"]["view"])
        return [(await people[who].get(path)).status_code for path in paths]

    assert await sees(OTHER) == [200] * 3
    assert await sees(STRANGER) == [404] * 3
    assert (await people[STRANGER].get("/api/pictures", params={"collection_id": id})).json()["items"] == []
    del team[OTHER]
    assert await sees(OTHER) == [404] * 3, "who left the team"
    team[OTHER] = False
    del team[ME]
    assert await sees(OTHER) == [404] * 3, "whose owner left the team"
    team[ME] = True
    assert await sees(OTHER) == [200] * 3
    answer = await people[ME].delete(f"/api/collections/{id}/teams/{TEAM}")
    assert (answer.status_code, answer.json()["teams"]) == (200, [])
    assert await sees(OTHER) == [404] * 3
    await people[ME].put(f"/api/collections/{id}/teams/{TEAM}")
    async with studio.db.write() as connection:
        await connection.execute(delete(teams))
    assert (await people[ME].get(f"/api/collections/{id}")).json()["teams"] == []


async def test_one_shares_ones_own_with_ones_own_teams(
    studio: Studio, team: Members, people: dict[str, httpx.AsyncClient]
) -> None:
    id, *_ = await shared(studio, people[ME])
    for who in (OTHER, STRANGER):
        assert (await people[who].put(f"/api/collections/{id}/teams/{TEAM}")).status_code == 404
    del team[ME]
    answer = await people[ME].put(f"/api/collections/{id}/teams/{TEAM}")
    assert (answer.status_code, answer.json()["code"]) == (404, "team_not_found")


async def test_a_team_shows_the_same_again_only_where_it_chose_so(
    studio: Studio, team: Members, people: dict[str, httpx.AsyncClient]
) -> None:
    address = f"/api/teams/{TEAM}/pictures"
    first = await painted(studio, WISH)
    assert (await people[OTHER].get(address)).json() == {"share_same": False}
    assert not (await painted(studio, WISH, OTHER))["cached"]
    await studio.painting.gallery.delete(
        OTHER, [(await people[OTHER].get("/api/pictures")).json()["items"][0]["id"]]
    )

    assert (await people[OTHER].put(address, json={"share_same": True})).status_code == 403
    assert (await people[STRANGER].put(address, json={"share_same": True})).status_code == 404
    assert (await people[STRANGER].get(address)).status_code == 404
    assert (await people[ME].put(address, json={"share_same": True})).json() == {"share_same": True}
    asked = len(studio.models.calls)
    again = await painted(studio, WISH, OTHER)
    assert again["cached"] and again["id"] != first["id"] and len(studio.models.calls) == asked
    assert (await people[OTHER].get(f"/api/pictures/{again['id']}")).status_code == 200
    assert (await people[ME].get(f"/api/pictures/{again['id']}")).status_code == 404
    assert not (await painted(studio, WISH, STRANGER))["cached"]

    await people[ME].put(address, json={"share_same": False})
    await studio.painting.gallery.delete(OTHER, [again["id"]])
    assert not (await painted(studio, WISH, OTHER))["cached"]
