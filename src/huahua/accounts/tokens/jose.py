"""Signing and reading JWTs, by joserfc. Imported with the first token: the library takes a while to load."""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

ALGORITHM = "RS256"
"""What every library and proxy that reads JWTs can verify (RFC 7518, section 3.3)."""
RSA_BITS = 2048


def new_key(key_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """The public and the private half, as JWKs. Takes a tenth of a second."""
    key = RSAKey.generate_key(RSA_BITS, {"kid": key_id, "use": "sig", "alg": ALGORITHM}, private=True)
    public, private = key.as_dict(private=False), key.as_dict(private=True)
    return cast(dict[str, str], public), cast(dict[str, str], private)


def key_set(public: Sequence[Mapping[str, str]]) -> KeySet:
    return KeySet([RSAKey.import_key(dict(key)) for key in public])


def sign(claims: dict[str, Any], private: Mapping[str, str], *, kind: str) -> str:
    header = {"alg": ALGORITHM, "kid": private["kid"], "typ": kind}
    return jwt.encode(header, claims, RSAKey.import_key(dict(private)), algorithms=[ALGORITHM])


def read(token: str, keys: KeySet) -> dict[str, Any] | None:
    """The claims, if one of the keys has signed them. The key decides on the algorithm, never the token (RFC 8725,
    section 3.1)."""
    try:
        return dict(jwt.decode(token, keys, algorithms=[ALGORITHM]).claims)
    except (JoseError, ValueError, binascii.Error):
        return None
