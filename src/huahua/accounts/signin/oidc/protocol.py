"""The protocol's own arithmetic, by Authlib and joserfc: the address to leave for, and the word to believe.

Imported when somebody first signs in with a provider; both libraries take a while to load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from huahua.accounts.signin.oidc.discovery import Metadata
from huahua.accounts.signin.oidc.errors import WordRejected
from huahua.kit.jwt import peek_header

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
"""Signatures by a private key. Never `none`, and never a secret that the provider shares with us."""
LEEWAY_S = 60
MAX_WORD_CHARACTERS = 32_000


def address_to_leave_for(
    metadata: Metadata,
    client_id: str,
    redirect_uri: str,
    scopes: Sequence[str],
    *,
    state: str,
    nonce: str,
    verifier: str,
) -> str:
    """Authorization code with PKCE (RFC 7636), state and nonce."""
    url: str = prepare_grant_uri(
        metadata.authorization_endpoint,
        client_id=client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=" ".join(scopes),
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return url


def key_id_of(word: str) -> str | None:
    """Which key the ID token says it was signed with. Raises WordRejected for what is no ID token that we take."""
    header = peek_header(word) if len(word) <= MAX_WORD_CHARACTERS else None
    if header is None or header.get("alg") not in ALGORITHMS:
        raise WordRejected("the ID token is not signed by a key")
    key_id = header.get("kid")
    return key_id if isinstance(key_id, str) else None


def believe(
    word: str,
    keys: Sequence[Mapping[str, Any]],
    metadata: Metadata,
    client_id: str,
    *,
    nonce: str,
    access_token: str,
    now_s: int,
) -> dict[str, Any]:
    """The claims of an ID token after everything that OpenID Connect Core, section 3.1.3.7, asks for. Raises
    WordRejected."""
    key_id = key_id_of(word)
    allowed = sorted(ALGORITHMS & metadata.algorithms) or ["RS256"]
    for key in keys:
        if key_id is not None and key.get("kid") != key_id:
            continue
        try:
            token = jwt.decode(word, import_key(dict(key)), algorithms=allowed)
        except (JoseError, ValueError, TypeError):
            continue
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": metadata.issuer},
                "aud": {"essential": True, "value": client_id},
                "sub": {"essential": True, "validate": _is_subject},
                "exp": {"essential": True},
                "iat": {"essential": True},
            },
            params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        try:
            claims.validate(now=now_s, leeway=LEEWAY_S)
        except (AuthlibBaseError, JoseError, ValueError, TypeError) as fault:
            raise WordRejected("the ID token is not for this sign-in") from fault
        return dict(claims)
    raise WordRejected("no key of the provider has signed the ID token")


def _is_subject(_claims: object, subject: object) -> bool:
    """Section 2: at most 255 characters of ASCII."""
    return isinstance(subject, str) and 0 < len(subject) <= 255
