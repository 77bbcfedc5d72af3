"""The key-encryption key of a key server, against one that speaks the protocol of Vault's transit engine."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.fernet import Fernet

from huahua.infra.sealing import Sealer
from huahua.infra.vault import KeyRing
from huahua.infra.vault.kek import KeyEncryptionError, open_kek
from tests.vaults import RING, SECRET

TOKEN = "hvs.test"


class KeyServer(BaseHTTPRequestHandler):
    """`POST` or `PUT /v1/transit/{encrypt,decrypt}/huahua`; the key never leaves it."""

    key = Fernet(Fernet.generate_key())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers.get("x-vault-token") != TOKEN:
            return self._answer(403, {"errors": ["permission denied"]})
        if self.path == "/v1/transit/encrypt/huahua":
            sealed = self.key.encrypt(base64.b64decode(asked["plaintext"])).decode()
            return self._answer(200, {"data": {"ciphertext": f"vault:v1:{sealed}"}})
        if self.path == "/v1/transit/decrypt/huahua":
            opened = self.key.decrypt(asked["ciphertext"].removeprefix("vault:v1:").encode())
            return self._answer(200, {"data": {"plaintext": base64.b64encode(opened).decode()}})
        return self._answer(404, {"errors": []})

    do_PUT = do_POST

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Not into the test's output."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), KeyServer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_key_server_wraps_and_unwraps(address: str) -> None:
    given = {"VAULT_TOKEN": TOKEN, "VAULT_ADDR": f"http://{address}"}
    key = open_kek(f"hcvault://{address}/transit/keys/huahua", Sealer(SECRET), given.get)
    wrapped = RING.wrap(key)
    assert RING.keyset not in wrapped
    opened = KeyRing.unwrap(wrapped, key)
    assert opened.open(RING.seal("hello", b"x"), b"x") == "hello"


def test_what_it_refuses_is_said(address: str) -> None:
    given = {"VAULT_TOKEN": "wrong", "VAULT_ADDR": f"http://{address}"}
    key = open_kek(f"hcvault://{address}/transit/keys/huahua", Sealer(SECRET), given.get)
    with pytest.raises(KeyEncryptionError, match=r"does not wrap .*permission denied"):
        RING.wrap(key)
