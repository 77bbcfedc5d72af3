"""Avatar projects over HTTP, on both databases: steps of two tabs, undo, candidates and picks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from huahua.avatars.api import AvatarWish
from huahua.avatars.domain.history import MAX_STEPS
from huahua.avatars.projects.http import project_routes
from huahua.avatars.projects.judging import UnmetJudge
from huahua.avatars.projects.service import AvatarProjects
from huahua.avatars.projects.store import ProjectStore
from huahua.infra.db import Database
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER
from tests.vaults import new_vault

GIRL = {"gender": "female", "glasses": "round"}


@dataclass
class Maker:
    wishes: list[AvatarWish] = field(default_factory=list)

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        self.wishes.append(wish)
        return f"run_{len(self.wishes)}"


@dataclass
class Pictures:
    """Of ME: each run has made two drawings, the first of which could not show the glasses, and one painting."""

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        if user_id != ME:
            return {}
        return {
            run_id: {"status": "done", "error": None, "pictures": _pictures(run_id)} for run_id in run_ids
        }

    async def owned(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        known = {picture["id"]: picture for picture in _pictures("run_1")} if user_id == ME else {}
        return {each: known[each] for each in picture_ids if each in known}


def _pictures(run_id: str) -> list[dict[str, Any]]:
    def picture(number: int, origin: str, unmet: list[str]) -> dict[str, Any]:
        texts = dict.fromkeys(("media_type", "prompt", "negative", "created_at"), "")
        nothing = dict.fromkeys(
            ("enriched_prompt", "model", "style", "seed", "source_id", "conversation_id"), None
        )
        urls = dict.fromkeys(("original", "view", "medium", "thumb"), "/x")
        return {
            "id": f"img_{run_id}_{number}",
            "origin": origin,
            "unmet": unmet,
            "width": 512,
            "height": 512,
            "bytes": 9,
            "locked": [],
            "starred": False,
            "cached": False,
            "ai_generated": True,
            "urls": urls,
            "recipe": {},
            **texts,
            **nothing,
        }

    return [picture(0, "avatar", ["圆框眼镜"]), picture(1, "avatar", []), picture(2, "painted", [])]


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def service(db: Database, maker: Maker) -> AvatarProjects:
    return AvatarProjects(ProjectStore(db, new_vault()), maker, Pictures(), UnmetJudge(), utc_now, new_id)


@pytest.fixture
async def web(service: AvatarProjects) -> AsyncIterator[httpx.AsyncClient]:
    async with client(project_routes(service)) as web:
        yield web


async def _new(web: httpx.AsyncClient, **look: Any) -> str:
    reply = await web.post("/api/avatars/projects", json=look)
    assert reply.status_code == 201, reply.text
    return f"/api/avatars/projects/{reply.json()['id']}"


async def _append(web: httpx.AsyncClient, path: str, parent: int | None, **look: Any) -> dict[str, Any]:
    reply = await web.post(f"{path}/steps", json={"parent": parent, **look})
    assert reply.status_code == 201, reply.text
    appended: dict[str, Any] = reply.json()
    return appended


async def test_two_tabs_make_two_branches_and_lose_nothing(web: httpx.AsyncClient) -> None:
    path = await _new(web, name="Xiao Mei", words="女孩", spec=GIRL, seed=7, locked=["glasses"])
    tabs = [_append(web, path, 1, spec={**GIRL, "background": color}) for color in ("blue", "red", "green")]
    made = await asyncio.gather(*tabs)
    assert sorted(each["step"]["number"] for each in made) == [2, 3, 4]
    opened = (await web.get(path)).json()
    assert {step["parent"] for step in opened["steps"][1:]} == {1}
    assert {step["spec"]["background"] for step in opened["steps"][1:]} == {"blue", "red", "green"}
    assert opened["head"] == 4
    first = opened["steps"][0]
    assert (first["words"], first["spec"], first["seed"], first["locked"]) == ("女孩", GIRL, 7, ["glasses"])


async def test_undo_is_kept_and_a_later_step_makes_a_branch(web: httpx.AsyncClient) -> None:
    path = await _new(web)
    await _append(web, path, 1, words="a man")
    assert (await web.patch(path, json={"head": 1})).json()["head"] == 1
    assert (await web.get(path)).json()["head"] == 1
    appended = await _append(web, path, 1, words="a woman")
    assert (appended["step"]["number"], appended["step"]["parent"]) == (3, 1)
    assert (await web.patch(path, json={"head": 99})).status_code == 404
    assert (await web.patch(path, json={"name": "  Ann "})).json()["name"] == "Ann"


async def test_the_oldest_steps_go_where_there_are_too_many(service: AvatarProjects) -> None:
    from huahua.avatars.domain.project import Look
    from huahua.avatars.domain.spec import AvatarSpec

    look = Look(AvatarSpec())
    project = (await service.create(ME, "", look)).project
    dropped = []
    for number in range(1, MAX_STEPS + 1):
        dropped = (await service.append(ME, project.id, number, look))[1]
    assert dropped == [1]
    steps = (await service.open(ME, project.id)).steps
    assert len(steps) == MAX_STEPS and steps[0].number == 2


async def test_candidates_are_made_of_a_step_and_ranked(web: httpx.AsyncClient, maker: Maker) -> None:
    path = await _new(web, words="戴眼镜的女孩", spec=GIRL, seed=5, engine="some/brush", drawing="lorelei")
    made = await web.post(f"{path}/candidates", json={"step": 1, "count": 3})
    assert (made.status_code, made.json()["run_id"]) == (202, "run_1")
    [wish] = maker.wishes
    assert (wish.engine, wish.count, wish.seed, wish.style) == ("some/brush", 3, 5, None)
    assert wish.spec is not None and wish.spec.said() == GIRL
    ranking = (await web.get(f"{path}/candidates/run_1")).json()
    assert [item["picture"]["id"][-1] for item in ranking["items"]] == ["1", "0", "2"]
    assert [item["place"] for item in ranking["items"]] == [1, 2, None]
    assert ranking["items"][1]["checks"] == {"gender": "seen", "glasses": "missed"}
    assert set(ranking["items"][2]["checks"].values()) == {"unsure"}
    assert (await web.get(path)).json()["candidates"][0]["run_id"] == "run_1"
    assert (await web.post(f"{path}/candidates", json={"step": 1, "count": 9})).status_code == 422
    assert (await web.get(f"{path}/candidates/run_of_somebody")).status_code == 404


async def test_a_pick_is_stored_with_what_was_shown(web: httpx.AsyncClient, db: Database) -> None:
    path = await _new(web, spec=GIRL)
    await web.post(f"{path}/candidates", json={"step": 1})
    await _append(web, path, 1, spec={})
    ids = [picture["id"] for picture in _pictures("run_1")]
    picked = await web.post(
        f"{path}/picks", json={"picture_id": ids[1], "run_id": "run_1", "shown": [*ids, "img_of_other"]}
    )
    assert picked.status_code == 201, picked.text
    assert picked.json()["shown"] == ids
    [card] = (await web.get("/api/avatars/projects")).json()["items"]
    assert (card["chosen_id"], card["chosen"]["id"], card["step"]["number"]) == (ids[1], ids[1], 2)
    assert (await web.post(f"{path}/picks", json={"picture_id": "img_of_other"})).status_code == 404


async def test_projects_are_their_owners_alone(web: httpx.AsyncClient, service: AvatarProjects) -> None:
    path = await _new(web, name="mine")
    async with client(project_routes(service), user_id=OTHER) as other:
        assert (await other.get("/api/avatars/projects")).json()["items"] == []
        for method, where, body in (
            ("GET", "", None),
            ("PATCH", "", {"name": "theirs"}),
            ("DELETE", "", None),
            ("POST", "/steps", {}),
            ("POST", "/candidates", {"step": 1}),
            ("POST", "/picks", {"picture_id": "img_run_1_1"}),
        ):
            reply = await other.request(method, path + where, json=body)
            assert (reply.status_code, reply.json()["code"]) == (404, "avatar_project_not_found")
    assert (await web.get(path)).json()["name"] == "mine"
    assert (await web.delete(path)).status_code == 204
    assert (await web.get(path)).status_code == 404


async def test_the_list_goes_on_where_it_ended(web: httpx.AsyncClient) -> None:
    names = ["a", "b", "c"]
    for name in names:
        await _new(web, name=name)
    found: list[str] = []
    cursor = None
    while True:
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await web.get("/api/avatars/projects", params=query)).json()
        found += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == ["c", "b", "a"]
    assert (await web.get("/api/avatars/projects", params={"cursor": "x"})).status_code == 422


@pytest.mark.parametrize(
    "look",
    [
        {"words": "x" * 10_001},
        {"words": "a", "seed": -1},
        {"words": "a", "spec": {"gender": "<script>alert(1)</script>"}},
        {"words": "a", "locked": ["__proto__"]},
        {"words": "a", "name": "n" * 100},
        {"words": "a", "unknown": 1},
    ],
    ids=lambda look: next(reversed(look)),
)
async def test_what_is_hostile_is_refused(web: httpx.AsyncClient, look: dict[str, Any]) -> None:
    assert (await web.post("/api/avatars/projects", json=look)).status_code == 422
    assert (await web.get("/api/avatars/projects")).json()["items"] == []


async def test_scripts_in_words_are_kept_as_words(web: httpx.AsyncClient) -> None:
    words = "<script>alert(1)</script>\0\U0001f600 '; DROP TABLE avatar_steps; --"
    path = await _new(web, words=words)
    assert (await web.get(path)).json()["steps"][0]["words"] == words
