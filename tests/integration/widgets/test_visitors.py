"""Visitors of a widget through a real server: in by an allowed site, one conversation, limits, and nothing beyond."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from huahua.infra.links import SignedLinks
from huahua.infra.sealing import Sealer, load_or_make_secret
from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

SITE = "https://shop.example"
PRICE = {"currency": "CNY", "input": "2", "output": "8"}


@pytest.fixture(scope="module")
def simulator() -> Iterator[OpenAISimulator]:
    simulator, loop = OpenAISimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, simulator: OpenAISimulator) -> Iterator[RunningServer]:
    provider = {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }
    config = {
        "providers": [provider],
        "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o", "price": PRICE, "tools": True}],
        "defaults": {"dialogue": "builtin/assistant", "painting": "builtin/painter"},
    }
    with RunningServer(tmp_path_factory.mktemp("widgets"), config=config) as running:
        yield running


@pytest.fixture
def owner(server: RunningServer) -> Iterator[httpx.Client]:
    """A new person, signed in."""
    form = {"email": f"{secrets.token_hex(6)}@example.org", "password": "seven paper boats"}
    with server.client() as admin:
        admin.post("/api/users", json=form | {"name": "Mo Li", "role": "user"}).raise_for_status()
    with httpx.Client(
        base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False, timeout=60
    ) as client:
        client.post("/api/session", json=form).raise_for_status()
        yield client


@pytest.fixture
def anybody(server: RunningServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, verify=False, timeout=60) as client:
        yield client


@dataclass
class Guest:
    """One visitor's browser, in the frame on a site."""

    client: httpx.Client
    widget: str
    secret: str
    token: str = ""

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"}
        return self.client.request(method, f"/api/widget/{self.widget}{path}", headers=headers, **more)

    def say(self, text: str) -> httpx.Response:
        return self.call("POST", "/messages", json={"text": text, "client_key": secrets.token_urlsafe(16)})

    def events(self, run_id: str) -> list[dict[str, Any]]:
        text = self.call("GET", f"/runs/{run_id}/events").raise_for_status().text
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]

    def ask(self, text: str) -> list[dict[str, Any]]:
        return self.events(self.say(text).raise_for_status().json()["run_id"])

    def messages(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "/messages").raise_for_status().json()["messages"])


def make(owner: httpx.Client, **more: Any) -> str:
    form = {"name": "Ink bot", "origins": [SITE], "paints": True} | more
    reply = owner.post("/api/widgets", json=form)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


def config_of(page: httpx.Response) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="widget">(.*?)</script>', page.text)
    assert found is not None
    return dict(json.loads(found[1]))


def frame(client: httpx.Client, widget: str, origin: str = SITE, **headers: str) -> httpx.Response:
    return client.get(f"/widget/{widget}", params={"origin": origin}, headers=headers)


def enter(client: httpx.Client, widget: str, secret: str | None = None) -> Guest:
    guest = Guest(client, widget, secret or secrets.token_urlsafe(32))
    grant = config_of(frame(client, widget))["grant"]
    entered = client.post(f"/api/widget/{widget}/sessions", json={"grant": grant, "visitor": guest.secret})
    assert entered.status_code == 200, entered.text
    guest.token = entered.json()["token"]
    return guest


def test_a_visit_from_the_first_word_to_the_owners_desk(owner: httpx.Client, anybody: httpx.Client) -> None:
    widget = make(owner)
    own = owner.post("/api/conversations", json={}).json()["id"]
    page = frame(anybody, widget)
    policy = page.headers["content-security-policy"]
    assert f"frame-ancestors {SITE}" in policy and "script-src 'self'" in policy
    assert "x-frame-options" not in page.headers
    guest = enter(anybody, widget)
    kinds = [event["type"] for event in guest.ask("hello")]
    assert "text.delta" in kinds and kinds[-1] == "run.succeeded"
    assert not {"usage", "step", "title", "message.saved"} & set(kinds)
    question, answer = guest.messages()
    assert (question["text"], answer["role"], answer["status"]) == ("hello", "assistant", "done")
    assert set(answer) == {"id", "role", "text", "status", "run_id", "error", "pictures", "created_at"}

    # The same browser comes back and finds what was said.
    assert len(enter(anybody, widget, guest.secret).messages()) == 2

    # Apart from the owner's own, and there for the owner to read and delete.
    assert [row["id"] for row in owner.get("/api/conversations").json()["items"]] == [own]
    assert owner.get("/api/conversations", params={"q": "hello"}).json()["items"] == []
    listed = owner.get(f"/api/widgets/{widget}/conversations").json()["items"]
    assert len(listed) == 1
    theirs = listed[0]["id"]
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"title": "mine"}),
        ("DELETE", "", None),
        ("POST", "/turns", {"text": "I go on"}),
    ):
        assert owner.request(method, f"/api/conversations/{theirs}{path}", json=body).status_code == 404
    assert owner.get(f"/api/widgets/{widget}/conversations/{own}").status_code == 404
    opened = owner.get(f"/api/widgets/{widget}/conversations/{theirs}").json()
    assert opened["messages"][0]["text"] == "hello"
    shown = owner.get(f"/api/widgets/{widget}").json()
    assert (shown["visitors"], shown["conversations"], shown["today"]) == (1, 1, 1)
    held = {row["name"]: row["rows"] for row in owner.get("/api/me/data").json()["items"]}
    assert (held["widgets"], held["widget_visitors"], held["conversations"]) == (1, 1, 2)
    assert owner.delete(f"/api/widgets/{widget}/conversations/{theirs}").status_code == 204
    assert guest.messages() == []
    assert guest.ask("still here?")[-1]["type"] == "run.succeeded"

    assert owner.delete(f"/api/widgets/{widget}").status_code == 204
    assert guest.say("and now?").json()["code"] == "widget_off"
    assert config_of(frame(anybody, widget)) == {"gone": "widget_off"}
    assert [row["id"] for row in owner.get("/api/conversations").json()["items"]] == [own]


def test_pictures_are_painted_for_the_visitor_alone(owner: httpx.Client, anybody: httpx.Client) -> None:
    widget = make(owner)
    guest, other = enter(anybody, widget), enter(anybody, widget)
    other.ask("hello")
    events = guest.ask("paint a small red boat")
    pending = next(event["data"]["run_id"] for event in events if event["type"] == "picture.pending")
    painted = [event["data"] for event in guest.events(pending) if event["type"] == "picture"]
    assert len(painted) == 1 and set(painted[0]) == {"id", "width", "height"}
    file = guest.call("GET", f"/pictures/{painted[0]['id']}")
    assert file.status_code == 200 and file.headers["content-type"].startswith("image/")
    assert guest.messages()[-1]["pictures"][0]["pictures"][0]["id"] == painted[0]["id"]

    # Neither another visitor, nor this one among the owner's own things.
    mine = owner.post("/api/pictures", json={"prompt": "a boat", "width": 256, "height": 256}).json()[
        "run_id"
    ]
    owner.get(f"/api/runs/{mine}/events")
    (own,) = (row["id"] for row in owner.get("/api/pictures").json()["items"])
    asked = {"from_widgets": True}
    (theirs,) = (row["id"] for row in owner.get("/api/pictures", params=asked).json()["items"])
    assert own != theirs == painted[0]["id"]
    assert owner.get("/api/pictures/facets").json()["from_widgets"] == 1
    assert guest.call("GET", f"/pictures/{own}").status_code == 404
    assert guest.call("GET", f"/runs/{mine}/events").status_code == 404
    assert guest.call("POST", f"/runs/{mine}/cancel").status_code == 404
    assert other.call("GET", f"/pictures/{painted[0]['id']}").status_code == 404
    assert other.call("GET", f"/runs/{pending}/events").status_code == 404
    for path in ("/api/me", "/api/conversations", "/api/pictures", "/api/widgets", "/v1/models"):
        bearer = {"authorization": f"Bearer {guest.token}"}
        assert anybody.get(path, headers=bearer).status_code == 401

    # A widget that does not paint has no brush, whatever is asked.
    dry = enter(anybody, make(owner, paints=False))
    assert "picture.pending" not in [event["type"] for event in dry.ask("paint a small red boat")]


def test_only_from_allowed_sites_and_only_for_a_while(
    owner: httpx.Client, anybody: httpx.Client, server: RunningServer
) -> None:
    widget, another = make(owner), make(owner, name="Another")
    gone = frame(anybody, widget, "https://evil.example")
    assert config_of(gone) == {"gone": "widget_origin_not_allowed"}
    assert config_of(frame(anybody, widget, "nonsense")) == {"gone": "widget_origin_not_allowed"}
    assert "gone" in config_of(frame(anybody, widget, **{"sec-fetch-dest": "document"}))
    assert config_of(frame(anybody, "wg_nobody")) == {"gone": "widget_off"}
    preview = {"preview": "1"}
    assert "gone" in config_of(anybody.get(f"/widget/{widget}", params=preview))
    mine = owner.get(f"/widget/{widget}", params=preview)
    assert "grant" in config_of(mine) and "frame-ancestors 'self'" in mine.headers["content-security-policy"]

    guest = enter(anybody, widget)
    elsewhere = Guest(anybody, another, guest.secret, guest.token)
    assert elsewhere.call("GET", "/messages").status_code == 401
    foreign = {"authorization": f"Bearer {guest.token}", "origin": SITE}
    refused = anybody.get(f"/api/widget/{widget}/messages", headers=foreign)
    assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")
    sealer = Sealer(load_or_make_secret(server.data / "secret.key"))
    for lifetime, use, status in ((60, "widget-pass", 200), (-60, "widget-pass", 401), (60, "link", 401)):
        links = SignedLinks(sealer, lifetime=timedelta(seconds=lifetime), use=use)
        made = Guest(anybody, widget, "", links.token(widget, f"vis_{'0' * 32} {SITE}"))
        assert made.call("GET", "/messages").status_code == status
    for wrong in ("x", "nonsense", guest.token[:-4]):
        assert (
            Guest(anybody, widget, "", wrong).call("GET", "/messages").json()["code"] == "widget_visit_over"
        )
    body = {"grant": "nonsense", "visitor": guest.secret}
    assert anybody.post(f"/api/widget/{widget}/sessions", json=body).status_code == 401

    # What the owner changes holds at once, for those who are in already.
    form = {"name": "Ink bot", "origins": ["https://other.example"]}
    owner.put(f"/api/widgets/{widget}", json=form).raise_for_status()
    assert guest.call("GET", "/messages").json()["code"] == "widget_origin_not_allowed"
    owner.put(f"/api/widgets/{widget}", json=form | {"origins": [SITE], "enabled": False}).raise_for_status()
    assert guest.say("hello").json()["code"] == "widget_off"
    assert anybody.get(f"/widget/{widget}/face").status_code == 404
    assert owner.get(f"/api/widgets/{widget}/face").headers["content-type"].startswith("image/svg")


def test_limits_hold_and_say_so(owner: httpx.Client, anybody: httpx.Client) -> None:
    widget = make(owner, visitor_hourly=2, daily=3)
    guest = enter(anybody, widget)
    for text in ("one", "two"):
        guest.ask(text)
    full = guest.say("three")
    assert (full.status_code, full.json()["code"]) == (429, "widget_hourly_limit")
    assert 0 < int(full.headers["retry-after"]) <= 3600
    assert guest.say(" ").status_code == 422
    assert guest.say("x" * 4_001).status_code == 422
    other = enter(anybody, widget)
    other.ask("three")
    assert other.say("four").json()["code"] == "widget_daily_limit"
    assert owner.get(f"/api/widgets/{widget}").json()["today"] == 3


def test_the_owner_pays_up_to_the_cap(
    owner: httpx.Client, anybody: httpx.Client, simulator: OpenAISimulator
) -> None:
    widget = make(owner, model="talk", spend_micros=1_000_000, instructions="Sell only ink.")
    guest = enter(anybody, widget)
    assert guest.ask("hello")[-1]["type"] == "run.succeeded"
    system = simulator.requests[-1].json["messages"][0]["content"]
    assert "Sell only ink." in system and "Ink bot" in system
    lines = owner.get("/api/usage", params={"by": "key_id"}).json()
    spent = {total["key_id"]: total["cost"]["amount_micros"] for total in lines["totals"]}
    assert spent[widget] > 0
    form = {"name": "Ink bot", "origins": [SITE], "model": "talk", "spend_micros": 1}
    owner.put(f"/api/widgets/{widget}", json=form).raise_for_status()
    last = guest.ask("once more")[-1]
    assert (last["type"], last["data"]) == ("run.failed", {"error": "spent"})
    assert guest.messages()[-1]["error"] == "spent"
    assert owner.post("/api/widgets", json={"name": "a", "model": "nobody's"}).status_code == 404
    assert owner.post("/api/widgets", json={"name": "a", "face": {"picture_id": "img_x"}}).status_code == 422
