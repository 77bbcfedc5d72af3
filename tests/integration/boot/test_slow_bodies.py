"""A client that stops in the middle of a request's body gets 408 in its own dialect, and the connection ends."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.running_server import RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"HUAHUA_LIMITS__BODY_IDLE_S": "0.2"}
    with RunningServer(tmp_path_factory.mktemp("server"), environ=settings) as running:
        yield running


def half_a_request(server: RunningServer, path: str, kind: str, begin: bytes) -> tuple[bytes, Any]:
    """Head and body of the answer to a request that stops after `begin`, read to the connection's end."""
    key = server.make_key()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nAuthorization: Bearer {key}\r\n"
        "Content-Length: 100\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(head.encode() + begin)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    top, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in top
    return top, json.loads(body)


def test_the_products_own_paths_answer_with_a_problem(server: RunningServer) -> None:
    for path, kind, begin in (
        ("/api/keys", "application/json", b"{"),
        ("/api/uploads", "multipart/form-data; boundary=b", b"--b\r\n"),
    ):
        top, body = half_a_request(server, path, kind, begin)
        assert top.startswith(b"HTTP/1.1 408"), (top, body)
        assert body["code"] == "request_timeout"


def test_openai_and_anthropic_callers_get_their_own_errors(server: RunningServer) -> None:
    top, body = half_a_request(server, "/v1/chat/completions", "application/json", b"{")
    assert top.startswith(b"HTTP/1.1 408")
    assert (body["error"]["type"], body["error"]["code"]) == ("invalid_request_error", "request_timeout")
    top, body = half_a_request(server, "/v1/messages", "application/json", b"{")
    assert top.startswith(b"HTTP/1.1 408")
    assert (body["type"], body["error"]["type"]) == ("error", "invalid_request_error")
