"""Keys as vendors hand them out, and nothing weaker."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from huahua.billing.payments import signing
from huahua.billing.payments.service.throttle import PER_MINUTE, Throttle
from huahua.kit.clock import utc_now
from tests.simulators.payments.shop import bare, rsa_keys

KEYS = rsa_keys("unit")


@pytest.mark.parametrize(
    "text", [KEYS.private_pkcs1, KEYS.private_pem, bare(KEYS.private_pkcs1), bare(KEYS.private_pem)]
)
def test_private_keys_of_every_form_sign_alike(text: str) -> None:
    signature = signing.sign(signing.private_key(text), b"money")
    for public in (KEYS.public_pem, bare(KEYS.public_pem)):
        key = signing.public_key(public)
        assert signing.is_signed(key, b"money", signature)
        assert not signing.is_signed(key, b"Money", signature)
        for wrong in ("", "x", signature[:-4], "é", signature + "AAAA"):
            assert not signing.is_signed(key, b"money", wrong)


def test_what_is_no_key() -> None:
    small = generate_private_key(65537, 1024).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    curve = ec.generate_private_key(ec.SECP256R1())
    other = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for text in ("", "x", "-----BEGIN NOTHING", bare(KEYS.public_pem), small.decode(), other.decode()):
        with pytest.raises(signing.BadKey):
            signing.private_key(text)
    public = curve.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for text in ("", "x", "-----BEGIN NOTHING", KEYS.private_pem, public):
        with pytest.raises(signing.BadKey):
            signing.public_key(text)


def test_a_throttle_says_how_much_it_left_out() -> None:
    now = [utc_now()]
    throttle = Throttle(lambda: now[0])
    assert [throttle.passes("a") for _ in range(PER_MINUTE)] == [0] * PER_MINUTE
    assert [throttle.passes("a") for _ in range(3)] == [None] * 3
    assert throttle.passes("b") == 0
    now[0] = now[0].replace(year=now[0].year + 1)
    assert [throttle.passes("a"), throttle.passes("a")] == [3, 0]
