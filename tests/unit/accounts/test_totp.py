"""Codes of authenticator apps against RFC 6238's own table, and the window in which they are good."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.accounts.signin import recovery
from huahua.accounts.signin.qr import qr_code
from huahua.accounts.signin.totp import (
    DRIFT_STEPS,
    STEP_S,
    base32,
    code_at,
    key_uri,
    matching_step,
    plain_code,
    step_at,
)

SECRET = b"12345678901234567890"
secrets = st.binary(min_size=20, max_size=20)
moments = st.integers(0, 2**33)


@pytest.mark.parametrize(
    ("unix_s", "code"),
    [  # RFC 6238, appendix B: the last six of eight digits
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(unix_s: int, code: str) -> None:
    assert code_at(SECRET, step_at(unix_s)) == code


@given(secret=secrets, now=moments, drift=st.integers(-5, 5))
def test_a_code_is_good_around_its_time_and_no_longer(secret: bytes, now: int, drift: int) -> None:
    step = step_at(now) + drift
    if step < 0:
        return
    found = matching_step(secret, code_at(secret, step), now, after=-1)
    if abs(drift) <= DRIFT_STEPS:
        assert found is not None and found >= step_at(now) - DRIFT_STEPS
    elif found is not None:  # another step within the window may have the same digits
        assert code_at(secret, found) == code_at(secret, step) and abs(found - step_at(now)) <= DRIFT_STEPS


@given(secret=secrets, now=moments)
def test_a_code_is_good_once(secret: bytes, now: int) -> None:
    code = code_at(secret, step_at(now))
    used = matching_step(secret, code, now, after=-1)
    assert used is not None
    for later in range(now, now + 3 * STEP_S, 7):
        again = matching_step(secret, code, later, after=used)
        assert again is None or (again > used and code_at(secret, again) == code)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_only_wrong(code: str) -> None:
    found = matching_step(SECRET, code, 59, after=-1)
    assert found is None or plain_code(code) in {code_at(SECRET, step) for step in range(3)}


def test_codes_may_be_typed_as_keyboards_have_them() -> None:
    assert matching_step(SECRET, " 287 082", 59, after=0) == 1
    assert matching_step(SECRET, "２８７０８２", 59, after=0) == 1
    assert matching_step(SECRET, "287-082", 59, after=1) is None


def test_the_qr_code_says_what_apps_read() -> None:
    uri = key_uri(SECRET, "anna@example.org", "HuaHua")
    parts = urlsplit(uri)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == (
        "otpauth",
        "totp",
        "/HuaHua:anna@example.org",
    )
    assert base64.b32decode(asked.pop("secret")) == SECRET == base64.b32decode(base32(SECRET))
    assert asked == {"issuer": "HuaHua", "algorithm": "SHA1", "digits": "6", "period": "30"}
    assert qr_code(uri).startswith("data:image/svg+xml")


def test_recovery_codes_differ_and_are_read_however_they_are_typed() -> None:
    codes = recovery.new_codes()
    assert len(set(codes)) == recovery.CODES
    for code in codes:
        assert recovery.looks_like_one(code)
        assert recovery.plain_code(f" {code.upper()} ") == recovery.plain_code(code.replace("-", ""))
    assert not recovery.looks_like_one("123456")
