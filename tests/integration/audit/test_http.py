"""The log over HTTP, on a real server, and what the product's own endpoints write into it."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running_server import ADMIN_EMAIL, RunningServer

AGENT = "a browser"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("audit")) as running:
        yield running


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def found(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """The newest first."""
    items: list[dict[str, Any]] = (
        client.get("/api/admin/audit", params=query).raise_for_status().json()["items"]
    )
    return items


def newest(client: httpx.Client, action: str) -> dict[str, Any]:
    return found(client, action=action)[0]


def test_administrators_leave_traces(server: RunningServer, admin: httpx.Client) -> None:
    made = admin.post(
        "/api/users",
        json={"email": "carla@example.org", "password": "carlas password", "name": "Carla"},
        headers={"user-agent": AGENT, "x-request-id": "req-made-up"},
    ).json()
    entry = newest(admin, "user.created")
    assert entry["subject"] == {"kind": "user", "id": made["id"], "name": "carla@example.org"}
    assert entry["after"] == {"email": "c…@example.org", "role": "user"}
    assert entry["actor"]["name"] == ADMIN_EMAIL
    assert entry["actor"]["role"] == "administrator"
    assert (entry["ip"], entry["user_agent"], entry["request_id"]) == ("127.0.0.1", AGENT, "req-made-up")
    admin.patch(f"/api/users/{made['id']}", json={"role": "finance", "name": "Carla"}).raise_for_status()
    entry = newest(admin, "user.changed")
    assert (entry["before"], entry["after"]) == ({"role": "user"}, {"role": "finance"})
    admin.patch(f"/api/users/{made['id']}", json={"name": "Carlotta"}).raise_for_status()
    assert newest(admin, "user.changed")["after"] == {"name": "[changed]"}
    everything = admin.get("/api/admin/audit/export").text
    assert "carlas password" not in everything and "Carlotta" not in everything


def test_signing_in_and_out_leaves_traces(server: RunningServer, admin: httpx.Client) -> None:
    form = {"email": "dora@example.org", "password": "doras password"}
    dora = admin.post("/api/users", json=form).json()["id"]
    with httpx.Client(
        base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False
    ) as person:
        assert person.post("/api/session", json=form | {"password": "a guess"}).status_code == 401
        entry = newest(admin, "session.refused")
        assert (entry["subject"]["id"], entry["actor"]["kind"]) == (dora, "anonymous")
        assert person.post("/api/session", json=form | {"email": "nobody@example.org"}).status_code == 401
        assert newest(admin, "session.refused")["subject"]["id"] == "n…@example.org"
        person.post("/api/session", json=form).raise_for_status()
        entry = newest(admin, "session.opened")
        assert (entry["actor"]["user_id"], entry["after"]["way"]) == (dora, "password")
        wrong = person.post("/api/me/password", json={"current": "a guess", "new": "another password"})
        assert wrong.is_error and newest(admin, "password.refused")["actor"]["user_id"] == dora
        change = {"current": form["password"], "new": "another password"}
        person.post("/api/me/password", json=change).raise_for_status()
        assert newest(admin, "password.changed")["subject"]["id"] == dora
        person.delete("/api/session").raise_for_status()
        assert newest(admin, "session.ended")["actor"]["user_id"] == dora
    everything = admin.get("/api/admin/audit/export").text
    assert "a guess" not in everything and "another password" not in everything


def test_what_was_refused_leaves_none(admin: httpx.Client) -> None:
    before = found(admin)[0]["seq"]
    assert admin.post("/api/users", json={"email": ADMIN_EMAIL, "password": "a long password"}).is_error
    assert admin.patch("/api/users/usr_nobody", json={"role": "finance"}).is_error
    me = admin.get("/api/me").json()["id"]
    assert admin.patch(f"/api/users/{me}", json={"role": "user"}).json()["code"] == "last_administrator"
    assert found(admin)[0]["seq"] == before


def test_models_and_routes_leave_traces_without_secrets(admin: httpx.Client) -> None:
    row = {
        "name": "here",
        "kind": "openai",
        "base_url": "http://127.0.0.1:9/v1",
        "allow_private": True,
        "api_key": "sk-secret-one-two-three",
        "headers": {"x-secret": "hunter2"},
        "models": [{"model": "m"}],
    }
    admin.post("/api/admin/providers", json=row).raise_for_status()
    assert newest(admin, "provider.created")["after"]["api_key"] == "[hidden]"
    model = newest(admin, "model.created")
    assert model["after"]["name"] == "m"
    admin.patch("/api/admin/providers/here", json={"api_key": "sk-secret-four-five"}).raise_for_status()
    entry = newest(admin, "provider.changed")
    assert (entry["before"], entry["after"]) == ({"api_key": "[hidden]"}, {"api_key": "[hidden]"})
    admin.patch(f"/api/admin/models/{model['subject']['id']}", json={"weight": 7}).raise_for_status()
    entry = newest(admin, "model.changed")
    assert (entry["before"], entry["after"]) == ({"weight": 1}, {"weight": 7})
    admin.post("/api/admin/routes", json={"name": "mine", "models": ["m"]}).raise_for_status()
    admin.put("/api/admin/routes/mine", json={"models": ["m"], "policy": "cheapest"})
    admin.delete("/api/admin/routes/mine").raise_for_status()
    admin.put("/api/admin/scores", json={"key": "here/m", "task": "code", "score": 0.5}).raise_for_status()
    assert newest(admin, "score.changed")["after"] == {"score": 0.5, "task": "code"}
    defaults = {"dialogue": "m", "painting": "builtin/painter"}
    admin.put("/api/admin/defaults", json=defaults).raise_for_status()
    assert newest(admin, "defaults.changed")["after"] == {"dialogue": "m"}
    admin.put("/api/admin/defaults", json=defaults | {"dialogue": "builtin/assistant"}).raise_for_status()
    admin.delete("/api/admin/cache").raise_for_status()
    admin.post("/api/admin/import/litellm", json={"text": "model_list: []"}).raise_for_status()
    admin.delete("/api/admin/providers/here").raise_for_status()
    actions = {entry["action"] for entry in found(admin, limit=200)}
    assert actions >= {
        "provider.deleted",
        "route.created",
        "route.deleted",
        "cache.purged",
        "config.imported",
    }
    everything = admin.get("/api/admin/audit/export").text
    assert "secret-one" not in everything and "hunter2" not in everything and "four-five" not in everything


def test_the_log_is_searched_page_by_page(admin: httpx.Client) -> None:
    everything = found(admin, limit=200)
    seqs, cursor = [], None
    while True:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = admin.get("/api/admin/audit", params=params).json()
        seqs += [entry["seq"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seqs == [entry["seq"] for entry in everything]
    assert {entry["action"] for entry in found(admin, action="user")} == {"user.created", "user.changed"}
    assert found(admin, actor="admin@") and not found(admin, actor="nobody@example.org")
    assert {entry["actor"]["kind"] for entry in found(admin, actor="system")} == {"system"}
    assert [entry["action"] for entry in found(admin, q="finance")] == ["user.changed"]
    carla = newest(admin, "user.created")["subject"]["id"]
    assert len(found(admin, subject_kind="user", subject=carla)) >= 2
    assert not found(admin, until="2020-01-01T00:00:00Z") and found(admin, since="2020-01-01")
    for wrong in ({"cursor": "x"}, {"limit": 0}, {"since": "yesterday"}, {"action": "a.b.c"}):
        assert admin.get("/api/admin/audit", params=wrong).status_code in {400, 422}


def test_an_export_is_a_file_and_an_entry(admin: httpx.Client) -> None:
    admin.post(
        "/api/users",
        json={"email": "eva@example.org", "password": "evas password"},
        headers={"user-agent": "@SUM(A1)"},
    ).raise_for_status()
    answer = admin.get("/api/admin/audit/export", params={"format": "csv", "action": "user"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[-1]["user_agent"] == "'@SUM(A1)"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert [int(row["seq"]) for row in rows] == sorted(int(row["seq"]) for row in rows)
    entry = newest(admin, "audit.exported")
    assert entry["after"] == {"format": "csv", "filters": {"action": "user"}}
    lines = admin.get("/api/admin/audit/export").text.splitlines()
    assert json.loads(lines[-1])["action"] == "audit.exported"
    previous = "0" * 64
    for line in map(json.loads, lines):
        assert line["previous"] == previous
        previous = line["hash"]


def test_a_key_from_a_new_address_leaves_a_trace_on_every_way(
    server: RunningServer, admin: httpx.Client
) -> None:
    """This machine is a proxy that the server trusts, so the address is what it says."""
    made = admin.post("/api/keys", json={"name": "script"}).json()
    key, secret = made["key"]["id"], {"authorization": f"Bearer {made['secret']}"}
    call = {"model": "builtin/assistant", "messages": [{"role": "user", "content": "hi"}]}
    with httpx.Client(
        base_url=server.url, headers=secret, trust_env=False, verify=False, timeout=60
    ) as script:
        script.get("/api/me", headers={"x-forwarded-for": "198.51.100.1"}).raise_for_status()
        for last in (2, 2, 2, 3, 3):
            headers = {"x-forwarded-for": f"198.51.100.{last}", "user-agent": AGENT}
            script.post("/v1/chat/completions", json=call, headers=headers).raise_for_status()
    entries: list[dict[str, Any]] = []
    for _ in range(600):  # it is written in the background
        entries = found(admin, action="key.new_address", subject=key)
        if len(entries) == 3:
            break
        time.sleep(0.05)
    assert [entry["after"]["address"] for entry in entries] == [
        "198.51.100.3",
        "198.51.100.2",
        "198.51.100.1",
    ]
    assert entries[0]["actor"] == {**entries[0]["actor"], "kind": "key", "key_id": key, "name": ADMIN_EMAIL}
    assert (entries[0]["ip"], entries[0]["user_agent"]) == ("198.51.100.3", AGENT)


def test_what_people_take_out_leaves_traces(admin: httpx.Client) -> None:
    conversation = admin.post("/api/conversations", json={}).json()["id"]
    path = f"/api/conversations/{conversation}/export"
    admin.get(path, params={"format": "json"}).raise_for_status()
    entry = newest(admin, "conversation.exported")
    assert (entry["subject"]["id"], entry["after"]) == (conversation, {"format": "json"})
    picture = admin.post("/api/avatars", json={"text": "a smile", "count": 1}).json()["run_id"]
    admin.get(f"/api/runs/{picture}/events")
    ids = [one["id"] for one in admin.get("/api/pictures").json()["items"]]
    assert ids
    admin.post("/api/pictures/zip", json={"ids": ids}).raise_for_status()
    assert newest(admin, "pictures.exported")["after"] == {"pictures": len(ids)}
    assert admin.get("/api/conversations/conv_x/export").status_code == 404
    assert len(found(admin, action="conversation.exported")) == 1


def test_commands_leave_traces(server: RunningServer, admin: httpx.Client) -> None:
    made = server.run("user", "create", "--email", "fred@example.org", "--password", "freds password")
    assert made.returncode == 0, made.stderr
    entry = newest(admin, "user.created")
    assert (entry["actor"]["kind"], entry["ip"], entry["subject"]["name"]) == (
        "command",
        None,
        "fred@example.org",
    )
    assert "run by" in entry["user_agent"]
    accepted = server.run("audit", "anchor")
    assert accepted.returncode == 0, accepted.stderr
    entry = newest(admin, "audit.anchored")
    assert (entry["actor"]["kind"], entry["after"]["seq"]) == ("command", entry["seq"] - 1)


def test_nothing_is_done_that_cannot_be_recorded(server: RunningServer, admin: httpx.Client) -> None:
    stop = "CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no room'); END"
    with sqlite3.connect(server.data / "huahua.db") as connection:
        connection.execute(stop)
    form = {"email": "gina@example.org", "password": "ginas password"}
    refused = admin.post("/api/users", json=form)
    assert (refused.status_code, refused.json()["code"]) == (503, "audit_unavailable")
    assert admin.delete("/api/admin/cache").status_code == 503
    with sqlite3.connect(server.data / "huahua.db") as connection:
        connection.execute("DROP TRIGGER full")
    assert "gina@example.org" not in admin.get("/api/users").text
    admin.post("/api/users", json=form).raise_for_status()
    assert admin.get("/api/admin/audit/verify").json()["holds"]
    counted = re.search(r"^huahua_audit_failures_total (\S+)", admin.get("/metrics").text, re.MULTILINE)
    assert counted is not None and float(counted[1]) >= 2


def test_roles(server: RunningServer, admin: httpx.Client) -> None:
    for role, reads, exports in (("auditor", 200, 200), ("support", 403, 403), ("finance", 403, 403)):
        form = {"email": f"{role}@example.org", "password": f"a long {role}"}
        admin.post("/api/users", json={**form, "role": role}).raise_for_status()
        with httpx.Client(
            base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False
        ) as person:
            person.post("/api/session", json=form).raise_for_status()
            assert person.get("/api/admin/audit").status_code == reads
            assert person.get("/api/admin/audit/verify").status_code == reads
            assert person.get("/api/admin/audit/export").status_code == exports
    assert newest(admin, "audit.exported")["actor"]["role"] == "auditor"


def test_the_log_is_verified_by_page_and_command(server: RunningServer, admin: httpx.Client) -> None:
    verdict = admin.get("/api/admin/audit/verify").json()
    assert verdict["holds"] and verdict["fault"] is None
    place = f"{verdict['last']['seq']}:{verdict['last']['hash']}"
    held = server.run("audit", "verify", "--through", place)
    assert held.returncode == 0, held.stderr
    assert "entries hold" in held.stdout
    assert server.run("audit", "verify", "--through", "1:x").returncode == 1
    other = server.run("audit", "verify", "--through", f"1:{'0' * 64}")
    assert other.returncode == 1
    assert "Broken at entry 1" in other.stdout
    with sqlite3.connect(server.data / "huahua.db") as connection:
        connection.execute("""UPDATE audit_entries SET after = '{"role":"user"}' WHERE seq = 2""")
    verdict = admin.get("/api/admin/audit/verify").json()
    assert verdict["fault"] == {"seq": 2, "kind": "changed"}
    broken = server.run("audit", "verify", "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["fault"] == {"seq": 2, "kind": "changed"}
    refused = server.run("audit", "anchor")
    assert refused.returncode == 1
    assert "entry 2" in refused.stderr


def test_an_export_is_verified_as_the_manual_shows(tmp_path: Path) -> None:
    """The program of `docs/reference/audit.md`, on the log of a server of its own."""
    manual = (Path(__file__).parents[3] / "docs/reference/audit.md").read_text()
    program = manual.split("```python\n")[1].split("```")[0]
    with RunningServer(tmp_path) as server, server.client() as admin:
        admin.post("/api/users", json={"email": "zoë@example.org", "password": "a long password"})
        admin.delete("/api/admin/cache").raise_for_status()
        lines = admin.get("/api/admin/audit/export").text
    whole = subprocess.run([sys.executable, "-c", program], input=lines, capture_output=True, text=True)
    assert whole.returncode == 0, whole.stderr
    changed = lines.replace('"cleared": 0', '"cleared": 1')
    assert changed != lines
    broken = subprocess.run([sys.executable, "-c", program], input=changed, capture_output=True, text=True)
    assert "was changed" in broken.stderr
