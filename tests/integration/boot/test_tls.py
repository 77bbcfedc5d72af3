"""TLS that the server speaks itself, with real clients: what is refused, what browsers are told, renewal."""

from __future__ import annotations

import shutil
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import grpc
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from websockets.sync.client import connect

from huahua.boot.settings import ServerSettings, SettingsError
from huahua.boot.tls import Certificate, certificate_of
from tests.running_server import ADMIN_EMAIL, ADMIN_PASSWORD, RunningServer

RENEWED_S = 30


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Self-signed, for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(certificate.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return chain, secret


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Secured:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = make_certificate(folder, "first")
        self.chain, self.key = folder / "server.pem", folder / "server.key"
        shutil.copy(made[0], self.chain)
        shutil.copy(made[1], self.key)
        self.grpc_port = free_port()
        tls = {"tls_cert": str(self.chain), "tls_key": str(self.key), "grpc_port": self.grpc_port}
        self.running = RunningServer(folder, config={"server": tls})

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.running.port}"

    def client(self) -> httpx.Client:
        context = ssl.create_default_context(cafile=self.chain)
        return httpx.Client(
            base_url=self.url, verify=context, trust_env=False, timeout=60, headers={"origin": self.url}
        )

    def handshake(self, version: ssl.TLSVersion | None = None) -> tuple[str, str]:
        """The version that was agreed on, and the name in the certificate. Raises OSError."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if version is not None:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        plain = socket.create_connection(("127.0.0.1", self.running.port), 30)
        with plain, context.wrap_socket(plain) as wrapped:
            der = wrapped.getpeercert(binary_form=True)
            assert der is not None
            subject = x509.load_der_x509_certificate(der).subject
            [name] = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(wrapped.version()), str(name.value)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    made = Secured(tmp_path_factory.mktemp("tls"))
    with made.running:
        yield made


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(secured: Secured, version: ssl.TLSVersion) -> None:
    with pytest.raises(OSError, match=r"(?i)protocol|version|alert|closed"):
        secured.handshake(version)


@pytest.mark.parametrize(
    ("version", "said"), [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]
)
def test_new_versions_are_spoken(secured: Secured, version: ssl.TLSVersion, said: str) -> None:
    assert secured.handshake(version)[0] == said


def test_who_speaks_no_tls_gets_nothing(secured: Secured) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(secured.url.replace("https", "http"), trust_env=False, timeout=30)


def test_browsers_are_told(secured: Secured) -> None:
    with secured.client() as client:
        for path in ("/", "/api/bootstrap", "/v1/models"):
            assert "max-age=" in client.get(path).headers["strict-transport-security"]
        signed_in = client.post("/api/session", json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
        cookie = signed_in.headers["set-cookie"].lower()
        assert "; secure" in cookie and "; httponly" in cookie
        assert client.get("/api/me").json()["email"] == ADMIN_EMAIL


def test_the_announced_address_is_https(secured: Secured) -> None:
    assert any("https://localhost" in line for line in secured.running.output)


def test_calls_streams_and_sockets_pass(secured: Secured) -> None:
    """The plain ones through the fast lane's protocol class."""
    with secured.client() as client:
        client.post("/api/session", json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
        secret = client.post("/api/keys", json={"name": "t"}).json()["secret"]
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    with secured.client() as client:
        client.headers["authorization"] = f"Bearer {secret}"
        ask = {"model": "builtin/assistant", "messages": [{"role": "user", "content": "2 + 3?"}]}
        for _ in range(3):  # the same connection
            assert (
                "5"
                in client.post("/v1/chat/completions", json=ask).json()["choices"][0]["message"]["content"]
            )
        with client.stream("POST", "/v1/chat/completions", json=ask | {"stream": True}) as stream:
            assert stream.read().decode().rstrip().endswith("data: [DONE]")
    context = ssl.create_default_context(cafile=secured.chain)
    address = secured.url.replace("https", "wss") + "/api/ws"
    with connect(address, ssl=context, origin=secured.url, additional_headers={"cookie": cookie}) as sock:  # type: ignore[arg-type]
        sock.send('{"type": "ping"}')
        assert "pong" in str(sock.recv(30))


def test_grpc_speaks_it_too(secured: Secured) -> None:
    credentials = grpc.ssl_channel_credentials(secured.chain.read_bytes())
    with grpc.secure_channel(f"localhost:{secured.grpc_port}", credentials) as channel:
        grpc.channel_ready_future(channel).result(60)


def test_a_renewed_certificate_is_taken_over(secured: Secured) -> None:
    with secured.client() as open_before:
        assert open_before.get("/healthz").text == "ok"
        chain, key = make_certificate(secured.folder, "second")
        secured.chain.write_text("half of a file")
        secured.running.signal(signal.SIGHUP)  # it must not take a broken one, nor end
        assert open_before.get("/healthz").text == "ok"
        assert secured.handshake()[1] == "first"
        shutil.copy(chain, secured.chain)
        shutil.copy(key, secured.key)
        secured.running.signal(signal.SIGHUP)
        end = time.monotonic() + RENEWED_S
        while secured.handshake()[1] != "second":
            assert time.monotonic() < end
        assert open_before.get("/healthz").text == "ok"


def test_changed_files_are_noticed(tmp_path: Path) -> None:
    first, second = make_certificate(tmp_path, "a"), make_certificate(tmp_path, "b")
    chain = tmp_path / "both.pem"
    chain.write_bytes(first[0].read_bytes() + first[1].read_bytes())
    certificate = Certificate(chain, None)
    assert certificate.reload() is False
    chain.write_bytes(second[0].read_bytes() + first[1].read_bytes())
    assert certificate.reload() is False  # the key is another's
    fresh = tmp_path / "fresh.pem"
    fresh.write_bytes(second[0].read_bytes() + second[1].read_bytes())
    fresh.replace(chain)
    assert certificate.reload() is True and certificate.reload() is False
    chain.unlink()
    assert certificate.reload() is False


def test_wrong_files_stop_the_start(tmp_path: Path) -> None:
    chain, key = make_certificate(tmp_path, "a")
    other = make_certificate(tmp_path, "b")[1]
    for given, said in (
        (ServerSettings(tls_cert=chain, tls_key=other), "no certificate and its key"),
        (ServerSettings(tls_cert=tmp_path / "none.pem"), "cannot read"),
        (ServerSettings(tls_key=key), "give server.tls_cert too"),
    ):
        with pytest.raises(SettingsError, match=said):
            certificate_of(given)
    assert certificate_of(ServerSettings()) is None
