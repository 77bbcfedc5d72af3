"""Policies, rules and findings over HTTP, on every kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from huahua.audit.api import Action, AuditLog, AuditStore
from huahua.audit.ports import Query
from huahua.infra.db import Database
from huahua.infra.identity import Identity
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from huahua.kit.clock import utc_now
from huahua.privacy.findings import Finding
from huahua.privacy.http import routes
from huahua.privacy.policy import Destination, MaskingPolicy, Person
from huahua.privacy.rules.lists import Direction, RuleList, Tier
from huahua.privacy.service.admin import PrivacyAdmin
from huahua.privacy.service.shield import Shield
from huahua.privacy.store import SqlPrivacyStore

PERSON = Person("usr_1", "user")
POLICY: dict[str, Any] = {"kinds": ["phone", "email"], "tasks": ["dialogue"]}
RULES: dict[str, Any] = {
    "tier": "block",
    "words": [" 违禁词 ", "", "违禁词"],
    "allow": ["违禁词典"],
    "patterns": [r"\d{5}x"],
}


class People:
    """Port `Authenticator`: the bearer's word is the role."""

    async def by_headers(self, headers: Any) -> Identity | None:
        role = headers.get("authorization", "").removeprefix("Bearer ")
        return Identity(f"usr_{role}", role, key_id="key_1") if role else None

    async def by_session(self, _token: str) -> Identity | None:
        return None


class Setting:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.audit = AuditStore(db)
        self.log = AuditLog(self.audit, lambda text: text[::-1][:64])
        self.store = SqlPrivacyStore(db, lambda text: f"{hash(text):x}")
        self.shield = self.another()
        self.app = FastAPI()
        self.app.state.authenticator = People()
        install_problem_handlers(self.app)
        add_routes(self.app, routes(PrivacyAdmin(self.shield, self.log)))

    def another(self) -> Shield:
        """As another process has it."""
        return Shield(
            self.store,
            policies=[MaskingPolicy("set in file", roles=frozenset({"finance"}))],
            lists=[RuleList("file rules", Tier.LOG, words=("filed",))],
        )

    async def actions(self) -> list[str]:
        return [
            str(entry.statement.action)
            for entry in await self.audit.search(Query(), before_seq=None, limit=50)
        ]


@pytest.fixture
async def setting(db: Database) -> Setting:
    made = Setting(db)
    await made.shield.load()
    return made


@pytest.fixture
async def client(setting: Setting) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(setting.app)
    headers = {"authorization": "Bearer administrator"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://x/api/admin/privacy", headers=headers, follow_redirects=True
    ) as made:
        yield made


@pytest.mark.parametrize("role", ["developer", "user", "finance", "support", "auditor"])
async def test_only_those_who_may(client: httpx.AsyncClient, role: str) -> None:
    for method, path in (
        ("GET", ""), ("POST", "/policies"), ("PUT", "/policies/x"), ("DELETE", "/policies/x"), ("POST", "/rules"),
        ("PUT", "/rules/x"), ("DELETE", "/rules/x"), ("POST", "/try"), ("GET", "/findings"),
        ("POST", "/findings/x/decision"), ("POST", "/findings/x/reveal"),
    ):  # fmt: skip
        answer = await client.request(method, path, headers={"authorization": f"Bearer {role}"})
        assert answer.status_code == 403, (method, path)


async def test_policies(client: httpx.AsyncClient, setting: Setting) -> None:
    other = setting.another()
    await other.load()
    assert (await client.post("/policies", json={"name": "people", **POLICY})).status_code == 204
    assert (await client.post("/policies", json={"name": "people", **POLICY})).json()[
        "code"
    ] == "already_there"
    assert (await client.post("/policies", json={"name": "set in file", **POLICY})).json()[
        "code"
    ] == "set_in_file"
    assert (await client.put("/policies/nobody", json=POLICY)).status_code == 404
    rows = (await client.get("")).json()["policies"]
    assert [(row["name"], row["source"]) for row in rows] == [("set in file", "config"), ("people", "page")]
    assert rows[1]["kinds"] == ["email", "phone"] and rows[1]["exempt"] == ["builtin", "near"]
    assert setting.shield.keeps_sound(PERSON, "m", "dialogue", [Destination()])
    assert not other.keeps_sound(PERSON, "m", "dialogue", [Destination()])
    assert await other.store.stamp() != other.stamp
    await other.load()
    assert other.keeps_sound(PERSON, "m", "dialogue", [Destination()])
    assert not other.keeps_sound(PERSON, "m", "dialogue", [Destination(near=True)])
    assert (await client.put("/policies/people", json={**POLICY, "enabled": False})).status_code == 204
    assert not setting.shield.keeps_sound(PERSON, "m", "dialogue", [Destination()])
    assert (await client.delete("/policies/people")).status_code == 204
    assert (await client.delete("/policies/people")).status_code == 404
    assert (await client.delete("/policies/set in file")).status_code == 409
    assert await setting.actions() == [
        Action.MASKING_POLICY_DELETED,
        Action.MASKING_POLICY_SAVED,
        Action.MASKING_POLICY_SAVED,
    ]


async def test_policies_that_are_none(client: httpx.AsyncClient) -> None:
    for changed in (
        {"kinds": []},
        {"kinds": ["shoe size"]},
        {"tasks": []},
        {"exempt": ["far"]},
        {"surprise": 1},
    ):
        assert (await client.post("/policies", json={"name": "x", **POLICY, **changed})).status_code == 422
    assert (await client.post("/policies", json={"name": "a/b", **POLICY})).status_code == 422


async def test_rules(client: httpx.AsyncClient, setting: Setting) -> None:
    assert (await client.post("/rules", json={"name": "bad", **RULES})).status_code == 204
    state = (await client.get("")).json()
    assert [(row["name"], row["source"]) for row in state["rules"]] == [
        ("file rules", "config"),
        ("bad", "page"),
    ]
    assert state["rules"][1]["words"] == ["违禁词"]
    tried = (await client.post("/try", json={"text": "filed 違禁詞, 违禁词典, 12345x"})).json()
    assert [(hit["rule"], hit["tier"]) for hit in tried["hits"]] == [
        ("file rules", "log"),
        ("bad", "block"),
        ("bad", "block"),
    ]
    assert (await client.put("/rules/bad", json={**RULES, "tier": "log"})).status_code == 204
    assert (await client.delete("/rules/bad")).status_code == 204
    assert [rules.name for rules in setting.shield.lists] == ["file rules"]
    assert (await setting.actions())[0] == Action.CONTENT_RULES_DELETED


async def test_rules_that_are_none(client: httpx.AsyncClient) -> None:
    for changed in (
        {"patterns": ["("]}, {"patterns": ["x*"]}, {"words": [], "patterns": []}, {"directions": []},
        {"words": ["x" * 65]}, {"judge": {"model": "m", "kind": "chat"}}, {"tier": "shout"},
    ):  # fmt: skip
        answer = await client.post("/rules", json={"name": "x", **RULES, **changed})
        assert answer.status_code == 422, changed


async def test_starters_can_be_taken_over(client: httpx.AsyncClient) -> None:
    starters = (await client.get("")).json()["starters"]
    taken = {name: value for name, value in starters[0].items() if name != "source"}
    assert (await client.post("/rules", json=taken)).status_code == 204
    left = (await client.get("")).json()["starters"]
    assert len(left) == len(starters) - 1


async def test_trying_out(client: httpx.AsyncClient) -> None:
    text = "𝐀 手机13800138000，a@example.com"
    tried = (await client.post("/try", json={"text": text})).json()
    assert tried["masked"] == "𝐀 手机[PHONE_1]，[EMAIL_1]"
    assert [(text[span["start"] : span["end"]], span["kind"]) for span in tried["spans"]] == [
        ("13800138000", "phone"),
        ("a@example.com", "email"),
    ]
    only = (await client.post("/try", json={"text": text, "kinds": ["email"]})).json()
    assert only["masked"] == "𝐀 手机13800138000，[EMAIL_1]"


def finding(number: int, **changed: Any) -> Finding:
    fields: dict[str, Any] = {
        "id": f"fnd_{number}", "at": utc_now(), "last_at": utc_now(), "count": 1, "user_id": "usr_1", "key_id": None,
        "request_id": "req_1", "model": "m", "direction": Direction.INPUT, "tier": Tier.REVIEW, "rule": "bad",
        "excerpt": "ring [PHONE_1]", "original": f"ring 1380013800{number}", "stopped": False,
    }  # fmt: skip
    return Finding(**fields | changed)


async def test_findings(client: httpx.AsyncClient, setting: Setting) -> None:
    await setting.store.add_findings([finding(1), finding(2, tier=Tier.BLOCK), finding(3, user_id="usr_2")])
    page = (await client.get("/findings", params={"limit": 2})).json()
    assert [row["id"] for row in page["items"]] == ["fnd_3", "fnd_2"]
    assert "original" not in page["items"][0]
    rest = (await client.get("/findings", params={"cursor": page["next_cursor"]})).json()
    assert [row["id"] for row in rest["items"]] == ["fnd_1"] and rest["next_cursor"] is None
    assert (await client.get("/findings", params={"cursor": "A"})).json()["code"] == "bad_cursor"
    tier = (await client.get("/findings", params={"tier": "block"})).json()["items"]
    assert [row["id"] for row in tier] == ["fnd_2"]
    body = {"decision": "fine", "note": "a name"}
    assert (await client.post("/findings/fnd_1/decision", json=body)).status_code == 204
    assert (await client.post("/findings/nothing/decision", json=body)).status_code == 404
    left = (await client.get("/findings", params={"open": True})).json()["items"]
    assert [row["id"] for row in left] == ["fnd_3", "fnd_2"]
    (decided,) = (await client.get("/findings", params={"open": False})).json()["items"]
    assert (decided["decision"], decided["decided_by"], decided["note"]) == (
        "fine",
        "usr_administrator",
        "a name",
    )
    revealed = await client.post("/findings/fnd_2/reveal")
    assert revealed.json() == {"text": "ring 13800138002"}
    assert (await setting.actions())[:2] == [Action.CONTENT_UNMASKED, Action.FINDING_DECIDED]
    assert await setting.store.sweep(utc_now()) == 3
