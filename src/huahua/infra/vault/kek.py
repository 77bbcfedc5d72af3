"""Key-encryption keys: what wraps the data keys. The database holds these only wrapped.

An address says where the key is: `secret` (made from the server's secret), `file:PATH`, `env:NAME` (32 bytes in
base64), or `hcvault://HOST[:PORT]/transit/keys/NAME` (the transit engine of HashiCorp Vault and OpenBao, with extra
`kms`): there the key itself never leaves the key server.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tink import TinkError, aead

from huahua.infra.sealing import Envelope, SealBroken, Sealer

SECRET = "secret"  # noqa: S105 - an address, no secret
KEY_BYTES = 32


class KeyEncryptionError(Exception):
    """The key-encryption key cannot be used; the message says why and what to do."""


class _EnvelopeAead(aead.Aead):  # type: ignore[misc]  # tink is untyped
    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        return self._envelope.seal(plaintext, associated_data)

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        try:
            return self._envelope.open(ciphertext, associated_data)
        except SealBroken as fault:
            raise TinkError(str(fault)) from fault


def open_kek(address: str, sealer: Sealer, variable: Callable[[str], str | None]) -> aead.Aead:
    """`variable` looks an environment variable up. Raises KeyEncryptionError."""
    if address == SECRET:
        return _EnvelopeAead(sealer.envelope("data keys"))
    scheme, _, rest = address.partition(":")
    if scheme == "env":
        given = variable(rest)
        if given is None:
            raise KeyEncryptionError(f"the environment variable {rest} is not set")
        return _of_key(given, address)
    if scheme == "file":
        return _of_key(_read(Path(rest).expanduser()), address)
    if scheme == "hcvault":
        return _transit(address, variable)
    raise KeyEncryptionError(f"'{scheme}' is no kind of key: give secret, file:PATH, env:NAME or hcvault://…")


def new_key() -> str:
    """32 random bytes in base64, for `file:` and `env:`."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as fault:
        raise KeyEncryptionError(f"cannot read {path}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise KeyEncryptionError(f"{path} holds no key in base64") from fault


def _of_key(written: str, address: str) -> aead.Aead:
    try:
        key = base64.b64decode(written.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyEncryptionError(
            f"{address} holds no {KEY_BYTES} bytes in base64; make a key with: huahua keys generate"
        )
    return _EnvelopeAead(Envelope(key))


def _transit(address: str, variable: Callable[[str], str | None]) -> aead.Aead:
    """Its token comes from VAULT_TOKEN, as the tools of Vault have it; VAULT_ADDR may name a server without TLS."""
    try:
        import hvac
        from tink.integration import hcvault
    except ImportError as fault:
        raise KeyEncryptionError("a key server needs the extra 'kms': pip install 'huahua[kms]'") from fault
    parts = urlsplit(address)
    token = variable("VAULT_TOKEN")
    if not parts.netloc or not parts.path.strip("/"):
        raise KeyEncryptionError("give hcvault://HOST[:PORT]/transit/keys/NAME")
    if token is None:
        raise KeyEncryptionError("the environment variable VAULT_TOKEN is not set")
    url = variable("VAULT_ADDR") or f"https://{parts.netloc}"
    client = hvac.Client(url=url, token=token, timeout=10)
    return _Translated(hcvault.new_aead(parts.path, client), address)


class _Translated(aead.Aead):  # type: ignore[misc]  # tink is untyped
    """A key server's own exceptions are said once, here. Its client passes no associated data on
    (https://github.com/hvac/hvac/issues/1107); what is wrapped is a keyset, which is bound to its place by its use."""

    def __init__(self, inner: aead.Aead, address: str) -> None:
        self._inner = inner
        self._address = address

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        try:
            return bytes(self._inner.encrypt(plaintext, b""))
        except Exception as fault:
            raise KeyEncryptionError(
                f"the key server does not wrap ({self._address}): {_reason(fault)}"
            ) from fault

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        try:
            return bytes(self._inner.decrypt(ciphertext, b""))
        except Exception as fault:
            raise KeyEncryptionError(
                f"the key server does not unwrap ({self._address}): {_reason(fault)}"
            ) from fault


def _reason(fault: Exception) -> str:
    return str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
