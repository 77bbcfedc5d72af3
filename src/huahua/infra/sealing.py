"""Secrets at rest: AES-256-GCM with a key derived from the server's secret.

The root secret is 32 random bytes, made in the data folder (mode 600) when no `HUAHUA_SECRET_KEY` is
given. Keys for separate uses are derived with HKDF-SHA256 (RFC 5869), so that no two uses share one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PREFIX = "v1."
_NONCE_BYTES = 12


MIN_SECRET_BYTES = 16


class SealBroken(Exception):
    """A sealed text was made with another secret, or was changed."""


class BadSecret(ValueError):
    """The server's secret cannot be used; the message says why."""


class Envelope:
    """Seals bytes for one use, and names things for it without telling what they are."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._name_key = _derive(key, b"names")

    def seal(self, data: bytes, context: bytes) -> bytes:
        """`context` must be given again to open."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Raises SealBroken."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as fault:
            raise SealBroken("sealed with another secret key, or for something else") from fault

    def name(self, data: bytes) -> str:
        """32 letters (BLAKE2b with a key): the same for the same data and secret."""
        return hashlib.blake2b(data, digest_size=16, key=self._name_key).hexdigest()


class Sealer:
    """Seals short texts (provider keys) and makes keyed hashes (API keys)."""

    def __init__(self, root: bytes) -> None:
        """Raises BadSecret."""
        if len(root) < MIN_SECRET_BYTES:
            raise BadSecret(f"the secret key must have at least {MIN_SECRET_BYTES} bytes")
        self._root = root
        self._cipher = AESGCM(_derive(root, b"huahua seal v1"))
        self._hash_key = _derive(root, b"huahua keyed hash v1")

    def seal(self, text: str, *, context: str) -> str:
        """`context` (a table and column, say) must be given again to open."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())
        return _PREFIX + base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, *, context: str) -> str:
        """Raises SealBroken."""
        if not sealed.startswith(_PREFIX):
            raise SealBroken("not a sealed text")
        raw = base64.urlsafe_b64decode(sealed.removeprefix(_PREFIX))
        try:
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode()).decode()
        except InvalidTag as fault:
            raise SealBroken("sealed with another secret key") from fault

    def envelope(self, use: str) -> Envelope:
        """Seals bytes with a key that nothing else uses."""
        return Envelope(_derive(self._root, f"huahua envelope v1 {use}".encode()))

    def key(self, use: str) -> bytes:
        """32 bytes that nothing else uses."""
        return _derive(self._root, f"huahua key v1 {use}".encode())

    def keyed_hash(self, text: str) -> str:
        """HMAC-SHA256 in hex: the same for the same text and secret."""
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()


def load_or_make_secret(path: Path) -> bytes:
    """The root secret in the file, made with mode 600 when there is none. Raises BadSecret or OSError."""
    try:
        return _read_secret(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and then linked into place: whoever else starts now finds a whole secret or none.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)) + b"\n")
        with suppress(FileExistsError):  # another process made it first
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    return _read_secret(path)


def _read_secret(path: Path) -> bytes:
    written = path.read_bytes().strip()
    try:
        root = base64.urlsafe_b64decode(written)
    except ValueError:
        root = b""
    if len(root) < MIN_SECRET_BYTES:
        raise BadSecret(
            f"{path} holds no secret key: put the right one back, or delete the file and make the API keys "
            "and enter the provider keys anew"
        )
    return root


def _derive(root: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(root)
