"""Two users of one server: neither sees, nor can tell from answers, what the other has or asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.integration.sdk.conftest import Simulators, config
from tests.running_server import ADMIN_EMAIL, ADMIN_PASSWORD, RunningServer

PASSWORD = "a long password"


@dataclass
class Users:
    server: RunningServer
    sims: Simulators
    alice: httpx.Client
    bob: httpx.Client
    root: httpx.Client

    def asked(self) -> int:
        return len(self.sims.by_vendor["openai"].requests)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Users]:
    sims = Simulators()
    sims.start()
    try:
        folder = tmp_path_factory.mktemp("isolation")
        with (
            RunningServer(folder, config={**config(sims), "cache": {"mode": "on"}}) as server,
            ExitStack() as exits,
        ):
            page = exits.enter_context(server.client())
            for name in ("alice", "bob"):
                form = {
                    "email": f"{name}@example.org",
                    "password": PASSWORD,
                    "name": name,
                    "role": "user",
                }
                assert page.post("/api/users", json=form).is_success
            emails = ("alice@example.org", "bob@example.org", ADMIN_EMAIL)
            clients = [exits.enter_context(_by_key(server, email)) for email in emails]
            yield Users(server, sims, *clients)
    finally:
        sims.stop()


def _by_key(server: RunningServer, email: str) -> httpx.Client:
    with httpx.Client(
        base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False
    ) as page:
        password = ADMIN_PASSWORD if email == ADMIN_EMAIL else PASSWORD
        assert page.post("/api/session", json={"email": email, "password": password}).is_success
        return server.client(page.post("/api/keys", json={"name": "k"}).json()["secret"])


def ask(word: str, **more: Any) -> dict[str, Any]:
    return {"model": "talk-openai", "messages": [{"role": "user", "content": word}], **more}


@pytest.mark.parametrize("stream", [False, True])
def test_a_kept_reply_serves_its_own_user_only(users: Users, stream: bool) -> None:
    body = ask(f"a secret of Alice, {stream}", stream=stream, temperature=0)
    seen, asked = [], []
    for who in (users.alice, users.alice, users.bob, users.bob, users.alice):
        before = users.asked()
        reply = who.post("/v1/chat/completions", json=body)
        assert reply.status_code == 200
        seen.append(reply.headers["x-huahua-cache"])
        asked.append(users.asked() - before)
    assert seen == ["miss", "hit", "miss", "hit", "hit"]
    assert asked == [1, 0, 1, 0, 0]


def test_files_and_batches_of_others_are_not_there(users: Users) -> None:
    row = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": ask("in a batch")}
    upload = {"file": ("rows.jsonl", json.dumps(row).encode())}
    made = users.alice.post("/v1/files", files=upload, data={"purpose": "batch"}).json()["id"]
    order = {"endpoint": "/v1/chat/completions", "completion_window": "24h"}
    batch = users.alice.post("/v1/batches", json={**order, "input_file_id": made}).json()["id"]
    for stranger in (users.bob, users.root):
        for method, path in [
            ("GET", "/v1/files/{}"),
            ("GET", "/v1/files/{}/content"),
            ("DELETE", "/v1/files/{}"),
        ]:
            _same_as_nothing(stranger, method, path, made, "file_0000")
        for method, path in [("GET", "/v1/batches/{}"), ("POST", "/v1/batches/{}/cancel")]:
            _same_as_nothing(stranger, method, path, batch, "batch_0000")
        theirs = stranger.post("/v1/batches", json={**order, "input_file_id": made})
        nobodys = stranger.post("/v1/batches", json={**order, "input_file_id": "file_0000"})
        assert theirs.status_code == nobodys.status_code >= 400
        assert theirs.text.replace(made, "…") == nobodys.text.replace("file_0000", "…")
        for path in ("/v1/files", "/v1/batches"):
            assert stranger.get(path).json()["data"] == []
            after = stranger.get(path, params={"after": made if "files" in path else batch})
            assert made not in after.text and batch not in after.text
    assert users.alice.get(f"/v1/files/{made}").status_code == 200


def test_usage_and_cases_tell_of_no_other(users: Users) -> None:
    users.alice.post("/v1/chat/completions", json=ask("counted"))
    users.alice.post("/v1/chat/completions", json=ask("failed", model="openai-500"))
    owner = users.alice.get("/api/me").json()["id"]
    mine = users.alice.get("/api/usage", params={"limit": 1}).json()
    assert mine["lines"]["items"][0]["user_id"] == owner
    me = users.bob.get("/api/me").json()["id"]
    for params in ({}, {"user_id": owner}, {"cursor": mine["lines"]["next_cursor"]}, {"user_id": "*"}):
        report = users.bob.get("/api/usage", params=params).json()
        assert {line["user_id"] for line in report["lines"]["items"]} <= {me}
        assert owner not in json.dumps(report)
    for path in ("/api/admin/cases", "/api/admin/health", "/api/admin/cache", "/api/users"):
        reply = users.bob.get(path, params={"user": owner})
        assert reply.status_code == 403
        assert owner not in reply.text
    assert users.bob.delete("/api/admin/cache", params={"user": owner}).status_code == 403


def test_a_vendors_words_hold_no_key_of_the_operator(users: Users) -> None:
    for model, stream in [("openai-400", False), ("openai-400", True), ("openai-error-event", True)]:
        reply = users.bob.post("/v1/chat/completions", json=ask("x", model=model, stream=stream))
        assert "error" in reply.text
        assert "sk-upstream" not in reply.text
    assert "sk-upstream" not in "".join(users.server.output)


def test_keys_of_others_cannot_be_taken_back(users: Users) -> None:
    key = users.alice.get("/api/keys").json()["items"][0]["id"]
    _same_as_nothing(users.bob, "DELETE", "/api/keys/{}", key, "key_0000")
    assert key not in users.bob.get("/api/keys").text
    assert users.alice.get("/api/me").status_code == 200


def _same_as_nothing(who: httpx.Client, method: str, path: str, there: str, nowhere: str) -> None:
    """What belongs to another is answered as what is not there at all."""
    found, missing = (who.request(method, path.format(name)) for name in (there, nowhere))
    assert found.status_code == missing.status_code == 404
    assert found.text.replace(there, "…") == missing.text.replace(nowhere, "…")
