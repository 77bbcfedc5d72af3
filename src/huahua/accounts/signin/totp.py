"""Time-based one-time passwords (RFC 6238 over HOTP, RFC 4226): pure.

SHA-1, six digits, thirty seconds: what every authenticator app understands. One step to either side is accepted, for
clocks that differ.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
DRIFT_STEPS = 1
SECRET_BYTES = 20
"""As long as SHA-1's output (RFC 4226, section 4, R6)."""


def code_at(secret: bytes, step: int) -> str:
    """The code of one step, by dynamic truncation (RFC 4226, section 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_at(unix_s: float) -> int:
    return int(unix_s // STEP_S)


def matching_step(secret: bytes, code: str, unix_s: float, *, after: int) -> int | None:
    """The step whose code this is, among those around now and later than `after`, the last one that was used: a code
    is good once (RFC 6238, section 5.2). All are compared, so that time tells nothing."""
    code = plain_code(code)
    now, found = step_at(unix_s), None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if step < 0:
            continue
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def plain_code(code: str) -> str:
    """As typed, without spaces and hyphens; full-width digits of Chinese keyboards count as digits."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code))


def base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")


def key_uri(secret: bytes, account: str, issuer: str) -> str:
    """What the QR code says (github.com/google/google-authenticator/wiki/Key-Uri-Format)."""
    label = quote(f"{issuer}:{account}", safe="@")
    asked = {
        "secret": base32(secret),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_S,
    }
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"
