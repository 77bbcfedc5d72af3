"""Signature Version 4, recomputed from what arrived: an independent reading of AWS's description.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote

from tests.simulators.server import Received

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
MUST_BE_SIGNED = {"host", "x-amz-date", "content-type"}


def complaint(request: Received, *, access_key: str, secret: str, service: str, region: str) -> str | None:
    """What is wrong with the signature; None when it is right."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        return "the authorization header is malformed"
    key, day, to_region, to_service, names, signature = found.groups()
    if (key, to_region, to_service) != (access_key, region, service):
        return f"the credential's scope is {key}/{to_region}/{to_service}"
    signed = names.split(";")
    if not set(signed) >= MUST_BE_SIGNED or signed != sorted(signed):
        return f"only {names} are signed"
    stamp = request.headers.get("x-amz-date", "")
    if not re.fullmatch(day + r"T\d{6}Z", stamp):
        return "the date does not fit the scope"
    text = "\n".join(
        [
            "AWS4-HMAC-SHA256",
            stamp,
            f"{day}/{region}/{service}/aws4_request",
            _hash(_canonical(request, signed)),
        ]
    )
    step = ("AWS4" + secret).encode()
    for part in (day, region, service, "aws4_request"):
        step = hmac.new(step, part.encode(), hashlib.sha256).digest()
    right = hmac.new(step, text.encode(), hashlib.sha256).hexdigest()
    return None if right == signature else "the signature does not match"


def _canonical(request: Received, signed: list[str]) -> str:
    path, _, query = request.raw_path.partition("?")
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed)
    return "\n".join(
        [
            request.method,
            quote(path, safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            headers,
            ";".join(signed),
            hashlib.sha256(request.body).hexdigest(),
        ]
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
