"""Keys with rules and teams, on a real server: what is refused says why in the caller's dialect, and calls are counted
for whom they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.running_server import RunningServer

CONFIG = {"limits": {"models": {"dear": {"requests_per_minute": 1000}}}}
DEAR = {
    "name": "dear",
    "provider": "builtin",
    "model": "assistant",
    "price": {"currency": "USD", "input": "1", "output": "1"},
}
HELLO = {"model": "builtin/assistant", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 100}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("limited"), config=CONFIG) as running:
        yield running


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        client.post("/api/admin/models", json=DEAR).raise_for_status()
        yield client


def _key(server: RunningServer, admin: httpx.Client, **wish: Any) -> httpx.Client:
    made = admin.post("/api/keys", json={"name": "limited", **wish}).raise_for_status().json()
    return server.client(made["secret"])


def _chat(key: httpx.Client, **changes: Any) -> httpx.Response:
    return key.post("/v1/chat/completions", json=HELLO | changes)


def test_models_and_endpoints_in_each_dialect(server: RunningServer, admin: httpx.Client) -> None:
    with _key(server, admin, rules={"models": ["builtin/assistant"], "endpoints": ["chat"]}) as key:
        assert _chat(key).status_code == 200
        refused = _chat(key, model="dear")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "key_not_for_model")
        claude = key.post("/v1/messages", json=HELLO | {"model": "dear"})
        assert (claude.status_code, claude.json()["error"]["type"]) == (403, "permission_error")
        assert "'dear'" in claude.json()["error"]["message"]
        google = key.post(
            "/v1beta/models/dear:generateContent", json={"contents": [{"parts": [{"text": "hi"}]}]}
        )
        assert (google.status_code, google.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
        painted = key.post("/v1/images/generations", json={"model": "builtin/painter", "prompt": "a boat"})
        assert (painted.status_code, painted.json()["error"]["code"]) == (403, "key_not_for_endpoint")
        files = key.get("/v1/files")
        assert (files.status_code, files.json()["error"]["code"]) == (403, "key_not_for_endpoint")
        assert [row["id"] for row in key.get("/v1/models").json()["data"]] == ["builtin/assistant"]
        assert [row["id"] for row in key.get("/api/models").json()["items"]] == ["builtin/assistant"]


def test_addresses(server: RunningServer, admin: httpx.Client) -> None:
    with _key(server, admin, rules={"networks": ["192.0.2.0/24"]}) as elsewhere:
        for answer in (_chat(elsewhere), elsewhere.get("/v1/models"), elsewhere.get("/api/models")):
            assert answer.status_code == 403
            assert "key_not_for_address" in answer.text
        forged = elsewhere.get("/v1/models", headers={"forwarded": "for=192.0.2.1", "x-real-ip": "192.0.2.1"})
        assert forged.status_code == 403
    with _key(server, admin, rules={"networks": ["127.0.0.0/8"]}) as here:
        assert _chat(here).status_code == 200


def test_calls_per_minute_with_headers_on_every_answer(server: RunningServer, admin: httpx.Client) -> None:
    with _key(server, admin, rules={"limits": {"requests_per_minute": 2}}) as key:
        answers = [_chat(key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-limit-requests"] for answer in answers] == ["2"] * 3
    assert [answer.headers["x-ratelimit-remaining-requests"] for answer in answers] == ["1", "0", "0"]
    assert float(answers[2].headers["retry-after"]) > 0


def test_a_spending_cap(server: RunningServer, admin: httpx.Client) -> None:
    cap = {"spend_micros": 150, "spend_period": "total"}
    with _key(server, admin, rules={"limits": cap}) as key:
        spent = 0
        while (answer := _chat(key, model="dear")).status_code == 200:
            spent += int(answer.headers["x-huahua-cost-micros"])
        assert answer.status_code == 402
        assert "this API key" in answer.json()["error"]["message"]
        assert 0 < spent <= 150
        assert _chat(key).status_code == 200  # what costs nothing still may


def test_limits_of_a_person_are_in_force_at_once_and_go_again(
    server: RunningServer, admin: httpx.Client
) -> None:
    me = admin.get("/api/me").json()["id"]
    with _key(server, admin) as key:
        limits = {"requests_per_minute": 1}
        assert admin.put(f"/api/admin/limits/{me}", json=limits).json()["requests_per_minute"] == 1
        assert [_chat(key).status_code for _ in range(2)] == [200, 429]
        admin.put(f"/api/admin/limits/{me}", json={}).raise_for_status()
        assert _chat(key).status_code == 200
    assert admin.put("/api/admin/limits/nobody", json=limits).status_code == 422


def test_calls_of_a_teams_key_are_the_teams(server: RunningServer, admin: httpx.Client) -> None:
    team = admin.post("/api/teams", json={"name": "Kiln"}).json()["id"]
    project = admin.post(f"/api/teams/{team}/projects", json={"name": "glaze"}).json()["id"]
    with _key(server, admin, team_id=team, project_id=project) as key:
        assert _chat(key).status_code == 200
        admin.put(f"/api/admin/limits/{team}", json={"requests_per_minute": 1}).raise_for_status()
        assert [_chat(key).status_code for _ in range(2)] == [200, 429]
        admin.delete(f"/api/teams/{team}").raise_for_status()
        assert _chat(key).status_code == 401
    lines = admin.get("/api/usage").json()["lines"]["items"]
    mine = [line for line in lines if line["team_id"] == team]
    assert [line["project_id"] for line in mine] == [project, project]


def test_what_a_member_may_spend_of_a_team_is_refused_in_each_dialect_and_shown(
    server: RunningServer, admin: httpx.Client
) -> None:
    team = admin.post("/api/teams", json={"name": "Kiln"}).json()["id"]
    me = admin.get("/api/me").json()["id"]
    path = f"/api/teams/{team}/members/{me}/cap"
    with _key(server, admin, team_id=team) as key:
        admin.put(path, json={"spend_micros": 150, "spend_period": "month"}).raise_for_status()
        spent = 0
        while (answer := _chat(key, model="dear")).status_code == 200:
            spent += int(answer.headers["x-huahua-cost-micros"])
        assert answer.status_code == 402
        assert "set for you in this team" in answer.json()["error"]["message"]
        claude = key.post("/v1/messages", json=HELLO | {"model": "dear"})
        assert (claude.status_code, claude.json()["error"]["type"]) == (402, "billing_error")
        member = admin.get(f"/api/teams/{team}").json()["members"][0]
        assert member["cap"] == {"spend_micros": 150, "spend_period": "month"}
        assert member["spent_micros"] == spent and 0 < spent <= 150
        with _key(server, admin) as own:  # another wallet, another matter
            assert _chat(own, model="dear").status_code == 200
        admin.put(path, json={"spend_micros": None}).raise_for_status()
        assert _chat(key, model="dear").status_code == 200
    told = admin.get("/api/admin/audit", params={"action": "team.member_capped"}).json()["items"]
    assert [one["after"]["spend_micros"] for one in told] == [None, 150]


def test_a_rotated_key_works_with_both_secrets(server: RunningServer, admin: httpx.Client) -> None:
    made = admin.post("/api/keys", json={"name": "old"}).json()
    rotated = admin.post(f"/api/keys/{made['key']['id']}/rotate", json={"overlap_hours": 1}).json()
    assert rotated["key"]["old_prefix"] == made["key"]["prefix"]
    for secret in (made["secret"], rotated["secret"]):
        with server.client(secret) as key:
            assert _chat(key).status_code == 200
    admin.post(f"/api/keys/{made['key']['id']}/rotate", json={"overlap_hours": 0}).raise_for_status()
    with server.client(rotated["secret"]) as key:
        assert _chat(key).status_code == 401
