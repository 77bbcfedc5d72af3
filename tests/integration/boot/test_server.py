"""The whole server as a process: first start, sign-in, what bad input gets, who may see what."""

from __future__ import annotations

import asyncio
import concurrent.futures
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from huahua.boot.app import assemble
from huahua.boot.outer import Outer
from huahua.boot.settings import load_settings
from tests.running_server import ADMIN_EMAIL, RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("server"), executed=True) as running:
        yield running


@pytest.fixture(scope="module")
def admin(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="module")
def anybody(server: RunningServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, verify=False, timeout=60) as client:
        yield client


def test_first_start_then_never_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    with RunningServer(tmp_path_factory.mktemp("fresh"), with_admin=False, executed=True) as fresh:
        client = httpx.Client(
            base_url=fresh.url, trust_env=False, verify=False, headers={"origin": fresh.url}, timeout=60
        )
        assert client.get("/api/bootstrap").json()["setup_needed"] is True
        form = {"email": "me@example.org", "password": "a long password", "code": "WRONG-123"}
        assert client.post("/api/setup", json=form).status_code == 403
        made = client.post("/api/setup", json=form | {"code": fresh.setup_code().lower()})
        assert made.status_code == 201
        assert client.get("/api/bootstrap").json()["user"]["role"] == "administrator"
        assert client.post("/api/setup", json=form).json()["code"] == "already_set_up"
        fresh.stop()
        fresh.output.clear()
        fresh.start()
        assert not any("First start" in line for line in fresh.output)
        assert client.get("/api/me").json()["email"] == "me@example.org"


def test_health(anybody: httpx.Client) -> None:
    assert anybody.get("/healthz").text == "ok"
    assert anybody.get("/readyz").text == "ready"


def test_every_response_has_a_request_id_and_security_headers(anybody: httpx.Client) -> None:
    for path in ("/", "/api/me", "/v1/models", "/healthz", "/nowhere.js"):
        headers = anybody.get(path).headers
        assert headers["x-request-id"]
        assert headers["x-content-type-options"] == "nosniff"
    given = anybody.get("/healthz", headers={"x-request-id": "mine-1"})
    assert given.headers["x-request-id"] == "mine-1"
    forged = anybody.get("/healthz", headers={"x-request-id": "a b<script>"})
    assert "script" not in forged.headers["x-request-id"]


def test_the_page_is_served_for_its_own_routes_with_a_policy(anybody: httpx.Client) -> None:
    for path in ("/", "/gallery", "/settings/models"):
        answer = anybody.get(path)
        assert answer.status_code == 200
        assert "<!doctype html>" in answer.text.lower()
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-cache"
    assert anybody.get("/assets/none.js").status_code == 404
    assert anybody.get("/../../etc/passwd").status_code in {200, 404}
    assert "root:" not in anybody.get("/..%2f..%2fetc/passwd").text


def test_assets_are_compressed_and_immutable(anybody: httpx.Client) -> None:
    page = anybody.get("/").text
    script = page.split('href="/assets/react-')[1].split('"')[0]
    answer = anybody.get(f"/assets/react-{script}", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    again = anybody.get(f"/assets/react-{script}", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


PRIVATE = [
    ("GET", "/api/me"),
    ("GET", "/api/keys"),
    ("POST", "/api/keys"),
    ("GET", "/api/users"),
    ("GET", "/api/sessions"),
    ("GET", "/api/runs/run_x"),
    ("GET", "/api/runs/run_x/events"),
    ("GET", "/api/doctor"),
    ("GET", "/api/models"),
    ("GET", "/api/admin/providers"),
    ("GET", "/api/conversations"),
    ("GET", "/api/pictures"),
    ("POST", "/api/uploads"),
    ("POST", "/api/invoke"),
    ("POST", "/chat"),
]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_nothing_private_without_signing_in(anybody: httpx.Client, method: str, path: str) -> None:
    answer = anybody.request(method, path, json={} if method == "POST" else None)
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize("path", ["/api/users", "/api/doctor", "/api/admin/providers", "/api/admin/models"])
def test_administration_is_for_administrators(server: RunningServer, admin: httpx.Client, path: str) -> None:
    email = f"user{abs(hash(path))}@example.org"
    form = {"email": email, "password": "a long password"}
    admin.post("/api/users", json=form).raise_for_status()
    with httpx.Client(
        base_url=server.url, headers={"origin": server.url}, trust_env=False, verify=False, timeout=60
    ) as user:
        user.post("/api/session", json=form).raise_for_status()
        assert user.get("/api/me").json()["email"] == email
        assert user.get(path).status_code == 403
    assert admin.get(path).status_code == 200


def test_a_cookie_from_another_site_is_refused(admin: httpx.Client) -> None:
    before = admin.get("/api/keys").json()["items"]
    answer = admin.post("/api/keys", json={"name": "x"}, headers={"origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert admin.get("/api/keys").json()["items"] == before


def test_the_session_cookie_is_not_for_scripts(server: RunningServer) -> None:
    with httpx.Client(base_url=server.url, trust_env=False, verify=False, timeout=60) as client:
        form = {"email": ADMIN_EMAIL, "password": "a long password"}
        cookie = client.post("/api/session", json=form).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b'{"email": "\xff"}', 400, "malformed_json"),
        (b"[" * 20_000 + b"]" * 20_000, 400, "malformed_json"),
        (b"[]", 422, "invalid_field"),
        (b'{"name": 5}', 422, "invalid_field"),
        (b'{"nmae": "x"}', 422, "invalid_field"),
        (b'{"name": "' + b"x" * 300 + b'"}', 422, "invalid_field"),
    ],
)
def test_bad_bodies_get_a_clear_problem(admin: httpx.Client, body: bytes, status: int, code: str) -> None:
    answer = admin.post("/api/keys", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_huge_body_is_refused_by_its_declared_length(server: RunningServer, anybody: httpx.Client) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(
            b"POST /api/uploads HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 104857600\r\n\r\n"
        )
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert b'"code": "too_large"' in answer


def test_a_huge_body_of_unknown_length_is_cut(admin: httpx.Client) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += 1
            yield b" " * (1 << 20)

    try:
        answer = admin.post("/api/keys", content=endless(), headers={"content-type": "application/json"})
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        assert sent < 200  # the server closed while we were still sending
    else:
        assert answer.status_code == 413
    assert admin.get("/healthz").status_code == 200


def test_unknown_paths_and_methods(admin: httpx.Client) -> None:
    assert admin.get("/api/nothing").json()["code"] == "not_found"
    assert admin.put("/api/keys", json={}).json()["code"] == "method_not_allowed"


def test_metrics_are_for_this_machine(anybody: httpx.Client) -> None:
    assert "huahua_http_responses_total" in anybody.get("/metrics").text
    assert anybody.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403


def test_the_doctor_finds_all_well(admin: httpx.Client) -> None:
    checks = admin.get("/api/doctor").json()["checks"]
    assert {check["id"] for check in checks} >= {"database", "disk", "pictures", "engine:builtin/painter"}
    assert [check for check in checks if check["status"] == "failed"] == []


def test_openapi_describes_the_api(anybody: httpx.Client) -> None:
    paths = anybody.get("/api/openapi.json").json()["paths"]
    assert {"/api/keys", "/api/conversations", "/api/pictures", "/api/invoke"} <= set(paths)
    assert anybody.get("/docs").status_code == 200


def test_garbage_on_the_wire_leaves_the_server_up(server: RunningServer, anybody: httpx.Client) -> None:
    for raw in (
        b"\x00\xff" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /chat HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(raw)
            connection.settimeout(60)
            connection.recv(1024)
    assert anybody.get("/healthz").text == "ok"


def test_fifty_at_once(server: RunningServer) -> None:
    key = server.make_key()

    def ask(number: int) -> str:
        with server.client(key) as client:
            body = {
                "model": "builtin/assistant",
                "messages": [{"role": "user", "content": f"what is {number} + 1"}],
            }
            reply = client.post("/v1/chat/completions", json=body).raise_for_status().json()
            return str(reply["choices"][0]["message"]["content"])

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, range(100, 150)))
    assert [str(number + 1) in answer for number, answer in zip(range(100, 150), answers, strict=True)] == [
        True
    ] * 50


def test_bodies_that_blow_up_in_memory_are_refused_before_they_are_parsed(
    server: RunningServer, admin: httpx.Client, anybody: httpx.Client
) -> None:
    lists = b"[" + b"[]," * 1_000_000 + b"[]]"
    as_json = {"content-type": "application/json"}
    refused = admin.post("/api/keys", content=lists, headers=as_json)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    long_name = b'{"name": "' + b"x" * 100_000 + b'"}'
    assert admin.post("/api/keys", content=long_name, headers=as_json).status_code == 422
    stranger = anybody.post("/api/keys", content=long_name, headers=as_json)
    assert (stranger.status_code, stranger.json()["code"]) == (401, "unauthenticated")


def test_a_bug_is_a_problem_too_and_the_connection_lives(tmp_path: Path) -> None:
    """Over HTTP, errors of ours that nobody foresaw look like all others."""
    outer = assemble(load_settings({"HUAHUA_DATA_DIR": str(tmp_path)}))
    assert isinstance(outer, Outer) and isinstance(outer._api, FastAPI)

    @outer._api.get("/api/broken")
    async def broken() -> None:
        raise ZeroDivisionError("a detail for the log only")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=outer)  # raises what the application raises
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/api/broken")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "detail for the log" not in answer.text and answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "head", [b"GET / HTTP/1.1\r\nx: ", b"GET /"], ids=["one endless line", "endless address"]
)
def test_an_endless_head_is_cut(server: RunningServer, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as stream:
        assert _until_cut(stream, head, b"a" * 16_384)


def test_endless_headers_are_cut(server: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as stream:
        assert _until_cut(stream, b"GET / HTTP/1.1\r\n", b"x: " + b"a" * 1_000 + b"\r\n")


def _until_cut(stream: socket.socket, head: bytes, piece: bytes) -> bool:
    try:
        stream.sendall(head)
        for _ in range(16 * 1024 * 1024 // len(piece)):
            stream.sendall(piece)
        return stream.recv(12) == b"HTTP/1.1 400"
    except (ConnectionResetError, BrokenPipeError):
        return True
