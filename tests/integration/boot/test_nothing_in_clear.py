"""What people write does not stand in the database: a server is used, then its file is searched for the words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from huahua.infra.vault.keyring import is_sealed
from tests.running_server import RunningServer

WORDS = (
    "zebrafinch",
    "marzipanschwein",
    "quokkaland",
    "otterpost@example.org",
    "sk-hemlock-9000",
    "wombatkey",
    "capybarakey",
    "numbatsecret",
    "pangolinclient",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    with RunningServer(folder) as running, running.client() as client:
        conversation = client.post("/api/conversations", json={}).json()
        path = f"/api/conversations/{conversation['id']}"
        client.patch(path, json={"title": "About the zebrafinch"})
        turn = client.post(f"{path}/turns", json={"text": "My hero is called Marzipanschwein."}).json()
        with client.stream("GET", f"/api/runs/{turn['run_id']}/events") as events:
            assert "run.succeeded" in events.read().decode()
        run = client.post(
            "/api/pictures", json={"prompt": "a tree in quokkaland", "width": 256, "height": 256}
        )
        with client.stream("GET", f"/api/runs/{run.json()['run_id']}/events") as events:
            assert "run.succeeded" in events.read().decode()
        person = {"email": WORDS[3], "password": "a long password", "name": "Otter Post"}
        assert client.post("/api/users", json=person).status_code == 201
        provider = {
            "name": "up",
            "kind": "openai",
            "base_url": "https://up.example.com/v1",
            "api_key": WORDS[4],
        }
        assert client.post("/api/admin/providers", json=provider).status_code == 201
        key = client.post("/api/keys", json={"name": WORDS[5]}).json()["key"]
        client.patch(f"/api/keys/{key['id']}", json={"name": WORDS[6]}).raise_for_status()
        way = {"name": "company", "issuer": "https://login.example.com", "client_id": "huahua"}
        way |= {"client_secret": WORDS[7]}
        assert client.post("/api/admin/sign-in/providers", json=way).status_code == 201
        client.post("/api/clients", json={"name": WORDS[8], "scopes": ["models"]}).raise_for_status()
        assert client.get("/api/clients").json()["items"][0]["name"] == WORDS[8]
        found = client.get("/api/conversations", params={"q": "marzipan FINCH"}).json()["items"]
        assert [each["title"] for each in found] == ["About the zebrafinch"]
        pictures = client.get("/api/pictures", params={"q": "Quokkaland"}).json()["items"]
        assert len(pictures) == 1 and "quokkaland" in pictures[0]["prompt"]
        assert WORDS[3] in [each["email"] for each in client.get("/api/users").json()["items"]]
    return folder


@pytest.mark.parametrize("word", WORDS)
def test_the_database_does_not_show(folder: Path, word: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "huahua.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = [
            name
            for name in names
            if any(word in str(row).lower() for row in database.execute(f'SELECT * FROM "{name}"'))
        ]
    assert len(names) > 10 and found == []


def test_nor_where_somebody_is_signed_in(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "data" / "huahua.db")) as database:
        rows = database.execute("SELECT user_agent, address FROM sessions").fetchall()
    assert rows and all(is_sealed(value) for row in rows for value in row)


def test_what_is_stored_is_read_after_a_new_start(folder: Path) -> None:
    with RunningServer(folder) as running, running.client() as client:
        [conversation] = client.get("/api/conversations").json()["items"]
        opened = client.get(f"/api/conversations/{conversation['id']}").json()
        assert opened["messages"][0]["text"] == "My hero is called Marzipanschwein."
        assert [each["name"] for each in client.get("/api/keys").json()["items"]] == [WORDS[6]]
        sessions = client.get("/api/sessions").json()["items"]
        assert len(sessions) == 2
        assert {each["address"] for each in sessions} == {"127.0.0.1"}
        assert all(each["user_agent"].startswith("python-httpx/") for each in sessions)
