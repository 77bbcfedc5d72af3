"""RSA with SHA-256 (PKCS #1 v1.5), as Alipay calls RSA2 and WeChat Pay WECHATPAY2-SHA256-RSA2048."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

MIN_BITS = 2048
_PEM = "-----BEGIN"


class BadKey(ValueError):
    """That is no RSA key of at least 2,048 bits. The message never quotes it."""


def private_key(text: str) -> RSAPrivateKey:
    """Of PEM, or of the bare base64 that vendors' tools hand out; PKCS #1 and PKCS #8. Raises BadKey."""
    try:
        if _PEM in text:
            key = load_pem_private_key(text.encode(), password=None)
        else:
            key = load_der_private_key(base64.b64decode("".join(text.split()), validate=True), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise BadKey("that is no private key") from fault
    if not isinstance(key, RSAPrivateKey) or key.key_size < MIN_BITS:
        raise BadKey(f"that is no RSA key of at least {MIN_BITS} bits")
    return key


def public_key(text: str) -> RSAPublicKey:
    """Raises BadKey."""
    try:
        if _PEM in text:
            key = load_pem_public_key(text.encode())
        else:
            key = load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise BadKey("that is no public key") from fault
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_BITS:
        raise BadKey(f"that is no RSA key of at least {MIN_BITS} bits")
    return key


def sign(key: RSAPrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
