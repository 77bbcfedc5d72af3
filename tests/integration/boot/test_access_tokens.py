"""Access tokens on a running server: on both ways of the gateway and under `/api`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.running_server import RunningServer

CALL = {"model": "builtin/assistant", "messages": [{"role": "user", "content": "hello"}]}
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder: Path = tmp_path_factory.mktemp("tokens")
    with RunningServer(folder) as running:
        yield running


class Program:
    """A client of the administrator's, and what it does."""

    def __init__(self, server: RunningServer, *scopes: str) -> None:
        self._server = server
        with server.client() as admin:
            made = admin.post("/api/clients", json={"scopes": list(scopes)}).raise_for_status().json()
        self.id, self.secret = made["client"]["id"], made["secret"]
        self.http = httpx.Client(base_url=server.url, trust_env=False, verify=False, timeout=60)

    def token(self, **form: str) -> httpx.Response:
        return self.http.post("/oauth/token", data=GRANT | form, auth=(self.id, self.secret))

    def call(self, token: str, path: str = "/v1/chat/completions", **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}", **more.pop("headers", {})}
        return self.http.post(path, json=CALL, headers=headers)


def test_a_token_calls_models_on_both_ways_and_counts_as_its_client(server: RunningServer) -> None:
    program = Program(server, "models")
    reply = program.token()
    assert reply.headers["cache-control"] == "no-store"
    token = reply.json()["access_token"]
    for _ in range(3):
        assert program.call(token).status_code == 200
    slow = program.call(token, headers={"anthropic-version": "2023-06-01"})  # nothing for the fast lane
    assert slow.status_code == 200
    for path in ("/api/conversations", "/api/users", "/api/keys"):
        assert program.http.get(path, headers={"authorization": f"Bearer {token}"}).status_code == 403


def test_a_token_without_the_scope_calls_no_models(server: RunningServer) -> None:
    program = Program(server, "account", "users.read")
    token = program.token().json()["access_token"]
    for _ in range(2):
        refused = program.call(token)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "insufficient_scope")
    headers = {"authorization": f"Bearer {token}"}
    assert program.http.get("/api/users", headers=headers).status_code == 200
    assert program.http.post("/api/users", headers=headers, json={}).status_code == 403
    for path in ("/api/clients", "/api/sessions", "/api/me/security", "/api/keys"):
        assert program.http.get(path, headers=headers).json()["code"] == "insufficient_scope"


@pytest.mark.parametrize(("path", "scope"), [("/api/ws", "account"), ("/ws", "models")])
def test_sockets_ask_for_the_scope_too(server: RunningServer, path: str, scope: str) -> None:
    url = server.url.replace("http", "ws") + path
    for given in ("account", "models"):
        token = Program(server, given).token().json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with connect(url, additional_headers=headers, proxy=None) as socket:
            if given == scope:
                socket.send('{"type": "ping"}' if path == "/api/ws" else '{"user_input": "hello"}')
                assert socket.recv(timeout=60)
            else:
                with pytest.raises(ConnectionClosed):
                    socket.recv(timeout=60)
                assert socket.close_code == 4401


def test_the_page_tells_nothing_of_the_owner_to_a_token_for_models(server: RunningServer) -> None:
    for scope in ("account", "models"):
        program = Program(server, scope)
        headers = {"authorization": f"Bearer {program.token().json()['access_token']}"}
        told = program.http.get("/api/bootstrap", headers=headers).json()["user"]
        assert (told is None) == (scope == "models")


def test_a_revoked_token_is_nobodys(server: RunningServer) -> None:
    program = Program(server, "models")
    token = program.token().json()["access_token"]
    form, auth = {"token": token}, (program.id, program.secret)
    assert program.http.post("/oauth/revoke", data=form, auth=auth).status_code == 200
    assert program.http.post("/oauth/revoke", data={"token": "no token"}, auth=auth).status_code == 200
    assert program.call(token).status_code == 401


def test_errors_are_those_of_the_rfc(server: RunningServer) -> None:
    program = Program(server, "models")
    post = program.http.post
    auth = (program.id, program.secret)
    odd = [
        (post("/oauth/token", json=GRANT, auth=auth), "invalid_request"),
        (post("/oauth/token", data=GRANT), "invalid_request"),
        (post("/oauth/token", content="grant_type=a&grant_type=b", auth=auth), "invalid_request"),
        (post("/oauth/token", data=GRANT | {"client_secret": "x"}, auth=auth), "invalid_request"),
        (post("/oauth/token", data={"grant_type": "password"}, auth=auth), "unsupported_grant_type"),
        (program.token(scope="users.manage"), "invalid_scope"),
        (post("/oauth/token", data={**GRANT, "x": "y" * 20_000}, auth=auth), "invalid_request"),
    ]
    for reply, error in odd:
        assert (reply.status_code, reply.json()["error"]) == (400, error)
    wrong = post("/oauth/token", data=GRANT, auth=(program.id, "cs-wrong"))
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert wrong.headers["www-authenticate"].startswith("Basic")
    in_form = GRANT | {"client_id": program.id, "client_secret": program.secret}
    assert post("/oauth/token", data=in_form).status_code == 200


def test_anybody_can_verify_a_token_by_what_is_published(server: RunningServer) -> None:
    program = Program(server, "models")
    token = program.token().json()["access_token"]
    said = program.http.get("/.well-known/oauth-authorization-server").json()
    keys = KeySet.import_key_set(program.http.get("/.well-known/jwks.json").json())
    claims = jwt.decode(token, keys, ["RS256"]).claims
    assert claims["iss"] == said["issuer"] and claims["client_id"] == program.id
