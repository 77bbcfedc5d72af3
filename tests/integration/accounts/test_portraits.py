"""Pictures of people: whose picture may be taken, who sees it, and that nothing is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from huahua.accounts.http import routes
from huahua.accounts.portrait.http import portrait_routes
from huahua.accounts.portrait.service import SIDE, Portraits
from huahua.accounts.teams.domain import TeamRole
from huahua.infra.blobs import open_blobs
from huahua.infra.db import Database
from huahua.kit.ids import new_id
from tests.integration.accounts.office import PASSWORD, Office
from tests.integration.painting.page import client


class Gallery:
    """Everybody has one picture, named after them."""

    async def square(self, user_id: str, picture_id: str, side: int) -> bytes | None:
        return f"{picture_id} {side}".encode() if picture_id.startswith(user_id) else None


@dataclass
class Place:
    office: Office
    portraits: Portraits
    web: httpx.AsyncClient
    ann: str
    folder: Path

    def sees(self, name: str) -> dict[str, str]:
        return {"authorization": f"Bearer {name}"}

    def kept(self) -> int:
        return sum(path.is_file() for path in self.folder.rglob("*"))


@pytest.fixture
async def place(db: Database, tmp_path: Path) -> AsyncIterator[Place]:
    office = Office(db)
    ann = await office.service.create_user("ann@example.org", PASSWORD)
    blobs = open_blobs(str(tmp_path / "blobs"))
    portraits = Portraits(office.service, office.teams, Gallery(), blobs, new_id)
    async with client(routes(office.service), portrait_routes(portraits), user_id=ann.id) as web:
        yield Place(office, portraits, web, ann.id, tmp_path / "blobs")


async def test_one_is_shown_by_a_picture_of_ones_own(place: Place) -> None:
    web, ann = place.web, place.ann
    assert (await web.get("/api/me")).json()["picture"] is None
    strange = await web.put("/api/me/picture", json={"picture_id": "usr_other"})
    assert (strange.status_code, strange.json()["code"]) == (404, "picture_not_found")

    first = (await web.put("/api/me/picture", json={"picture_id": f"{ann}-1"})).json()["picture"]
    shown = await web.get(first)
    assert (shown.content, shown.headers["content-type"]) == (f"{ann}-1 {SIDE}".encode(), "image/webp")
    assert "immutable" in shown.headers["cache-control"]
    second = (await web.put("/api/me/picture", json={"picture_id": f"{ann}-2"})).json()["picture"]
    assert second != first, "a browser that kept the old one asks again"
    assert (await web.get("/api/me")).json()["picture"] == second
    assert place.kept() == 1, "the one before is gone"

    assert (await web.delete("/api/me/picture")).json()["picture"] is None
    assert (await web.get(second)).status_code == 404
    assert (await web.delete("/api/me/picture")).status_code == 200
    assert place.kept() == 0


async def test_only_people_of_a_team_see_each_other(place: Place) -> None:
    office, ann = place.office, await place.office.service.user(place.ann)
    bob = await office.service.create_user("bob@example.org", PASSWORD)
    address = (await place.web.put("/api/me/picture", json={"picture_id": f"{ann.id}-1"})).json()["picture"]
    for name in (bob.id, "usr_nobody"):
        assert (await place.web.get(address, headers=place.sees(name))).status_code == 404
    team = (await office.teams.create(ann.id, "Kiln")).team
    invitation = await office.teams.invite(ann.id, team.id, bob.email, TeamRole.MEMBER)
    await office.teams.accept(bob, invitation.id)
    assert (await place.web.get(address, headers=place.sees(bob.id))).status_code == 200
    assert await place.portraits.open("usr_support", True, ann.id), "who looks after users sees everybody"


async def test_it_goes_with_the_account(place: Place) -> None:
    await place.web.put("/api/me/picture", json={"picture_id": f"{place.ann}-1"})
    assert await place.portraits.bytes_of(place.ann)
    await place.portraits.forget_person(place.ann)
    assert place.kept() == 0
    await place.portraits.forget_person("usr_nobody")
