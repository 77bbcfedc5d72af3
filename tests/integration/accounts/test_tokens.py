"""Clients and access tokens on real databases: made, read, limited, revoked in every process."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import select

from huahua.accounts.api import AccountAuthenticator, User
from huahua.accounts.errors import AccountNotFound
from huahua.accounts.tokens.access import AccessTokens
from huahua.accounts.tokens.domain import KEY_LIFETIME, MAX_CLIENTS
from huahua.accounts.tokens.errors import InvalidClient, InvalidScope, TooManyClients
from huahua.accounts.tokens.keys import SigningKeys
from huahua.accounts.tokens.service import TokenService
from huahua.accounts.tokens.store import ClientStore, KeyStore, oauth_clients, signing_keys
from huahua.infra.db import Database
from huahua.infra.identity import Identity
from huahua.infra.permissions import Permission
from tests.integration.accounts.office import PASSWORD, Office
from tests.vaults import new_vault

ISSUER = "https://huahua.example"


class Bureau(Office):
    """An office that gives out access tokens."""

    def __init__(self, db: Database, other: Office | None = None) -> None:
        super().__init__(db, other.clock if other else None)
        self.keys = SigningKeys(KeyStore(db, new_vault()), clock=self.clock)
        self.access = AccessTokens(self.keys, ISSUER, clock=self.clock)
        self.tokens = TokenService(
            ClientStore(db), self.access, self.sealer, journal=self.journal, clock=self.clock
        )
        self.authenticator = AccountAuthenticator(
            self.store, self.key_store, self.sealer, tokens=self.tokens, clock=self.clock
        )

    async def identity(self, token: str) -> Identity | None:
        return await self.authenticator.by_headers({"authorization": f"Bearer {token}"})

    async def made(self, *scopes: str) -> tuple[User, str, str]:
        """The administrator, and a client's id and secret."""
        boss = await self.administrator()
        client, secret = await self.tokens.create_client(boss, "job", scopes or ("models", "users.read"))
        return boss, client.id, secret


@pytest.fixture
def bureau(db: Database) -> Bureau:
    return Bureau(db)


async def test_a_token_is_its_owner_within_its_scopes(bureau: Bureau) -> None:
    boss, client_id, secret = await bureau.made()
    token, scopes = await bureau.tokens.exchange(client_id, secret, "users.read")
    assert scopes == ["users.read"]
    identity = await bureau.identity(token)
    assert identity == Identity(boss.id, "administrator", key_id=client_id, scopes=frozenset(scopes))
    assert identity.may(Permission.READ_USERS) and not identity.may(Permission.MANAGE_USERS)
    assert not identity.has_scope("models")
    assert bureau.authenticator.peek(token) == identity


async def test_the_key_set_verifies_a_token(bureau: Bureau) -> None:
    boss, client_id, secret = await bureau.made()
    token, _scopes = await bureau.tokens.exchange(client_id, secret, None)
    published = await bureau.keys.published()
    assert all("d" not in key and key["use"] == "sig" for key in published)
    read = jwt.decode(token, KeySet.import_key_set({"keys": [dict(key) for key in published]}), ["RS256"])
    assert read.header["typ"] == "at+jwt"
    assert read.claims["iss"] == read.claims["aud"] == ISSUER
    assert (read.claims["sub"], read.claims["client_id"]) == (boss.id, client_id)
    assert read.claims["exp"] - read.claims["iat"] == 600


async def test_wrong_secrets_and_scopes_get_nothing(bureau: Bureau) -> None:
    _boss, client_id, secret = await bureau.made()
    for wrong in ((client_id, secret + "x"), ("cli_other", secret), ("", "")):
        with pytest.raises(InvalidClient):
            await bureau.tokens.exchange(*wrong, None)
    for scope in ("users.manage", "models users.manage", "made-up"):
        with pytest.raises(InvalidScope):
            await bureau.tokens.exchange(client_id, secret, scope)


async def test_a_client_has_no_scope_that_its_owner_lacks(bureau: Bureau) -> None:
    await bureau.administrator()
    anna = await bureau.service.create_user("anna@example.org", PASSWORD)
    for scopes in ([], ["users.read"], ["models", "made-up"]):
        with pytest.raises(InvalidScope):
            await bureau.tokens.create_client(anna, "", scopes)


async def test_an_owner_who_may_less_takes_it_from_tokens_too(bureau: Bureau) -> None:
    boss, client_id, secret = await bureau.made()
    await bureau.service.create_user("other@example.org", PASSWORD, role=boss.role)
    token, _ = await bureau.tokens.exchange(client_id, secret, None)
    await bureau.service.change_user(boss.id, {"role": "user"})
    identity = await bureau.identity(token)
    assert identity is not None and not identity.may(Permission.READ_USERS)
    assert (await bureau.tokens.exchange(client_id, secret, None))[1] == ["models"]


async def test_a_token_ends_by_itself(bureau: Bureau) -> None:
    _boss, client_id, secret = await bureau.made()
    token, _ = await bureau.tokens.exchange(client_id, secret, None)
    bureau.clock.now += timedelta(minutes=9, seconds=59)
    assert await bureau.identity(token) is not None
    bureau.clock.now += timedelta(seconds=2)
    assert await bureau.identity(token) is None


async def test_a_revocation_holds_in_every_process_within_two_seconds(bureau: Bureau, db: Database) -> None:
    _boss, client_id, secret = await bureau.made()
    elsewhere = Bureau(db, bureau)
    one, _ = await bureau.tokens.exchange(client_id, secret, None)
    two, _ = await elsewhere.tokens.exchange(client_id, secret, None)
    assert all([await place.identity(token) for place in (bureau, elsewhere) for token in (one, two)])
    await bureau.tokens.revoke(client_id, secret, one)
    bureau.clock.now += timedelta(seconds=1.1)
    for place in (bureau, elsewhere):
        assert await place.identity(one) is None and place.authenticator.peek(one) is None
        assert await place.identity(two) is not None
    boss = (await bureau.service.users())[0]
    await bureau.tokens.revoke_client(boss, client_id)
    bureau.clock.now += timedelta(seconds=1.1)
    assert await elsewhere.identity(two) is None
    with pytest.raises(InvalidClient):
        await elsewhere.tokens.exchange(client_id, secret, None)


async def test_a_disabled_owners_tokens_are_nobodys(bureau: Bureau) -> None:
    await bureau.administrator()
    anna = await bureau.service.create_user("anna@example.org", PASSWORD)
    client, secret = await bureau.tokens.create_client(anna, "", ["models"])
    token, _ = await bureau.tokens.exchange(client.id, secret, None)
    await bureau.service.change_user(anna.id, {"disabled": True})
    assert await bureau.identity(token) is None
    with pytest.raises(InvalidClient):
        await bureau.tokens.exchange(client.id, secret, None)


async def test_a_client_revokes_only_its_own_tokens(bureau: Bureau) -> None:
    boss, client_id, secret = await bureau.made()
    other, others_secret = await bureau.tokens.create_client(boss, "other", ["models"])
    token, _ = await bureau.tokens.exchange(client_id, secret, None)
    for said in (token, "no token", token[:-3]):
        await bureau.tokens.revoke(other.id, others_secret, said)
    assert await bureau.identity(token) is not None


def _forge(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)
    )
    return ".".join([*parts, signature])


def _signed_with_public_key(header: dict[str, Any], claims: dict[str, Any], pem: bytes) -> str:
    unsigned = _forge({**header, "alg": "HS256"}, claims).rstrip(".")
    digest = hmac.new(pem, unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


async def test_forged_tokens_are_nobodys(bureau: Bureau) -> None:
    _boss, client_id, secret = await bureau.made()
    token, _ = await bureau.tokens.exchange(client_id, secret, None)
    (public,) = await bureau.keys.published()
    known = KeySet.import_key_set({"keys": [dict(public)]})
    said = dict(jwt.decode(token, known, ["RS256"]).claims)
    header = {"alg": "RS256", "kid": public["kid"], "typ": "at+jwt"}
    stranger = RSAKey.generate_key(2048, {"kid": public["kid"]})
    pem = RSAKey.import_key(dict(public)).as_pem(private=False)
    forged = [
        _forge({**header, "alg": "none"}, said),
        _forge({**header, "alg": "none", "kid": "x"}, said),
        _forge(header, said, token.rsplit(".", 1)[1][::-1]),
        jwt.encode(header, said, stranger),
        # the public key taken for a shared secret (CVE-2015-9235)
        _signed_with_public_key(header, said, pem),
        token.replace(".", ".e", 1),
        "ey.ey.ey",
        "eyJhbGciOi..",
        "ey" + "." * 2 + "x" * 10_000,
    ]
    for text in forged:
        assert await bureau.identity(text) is None, text
    assert await bureau.identity(token) is not None


async def test_other_uses_of_the_same_key_are_no_access_tokens(bureau: Bureau, db: Database) -> None:
    _boss, client_id, secret = await bureau.made()
    token, _ = await bureau.tokens.exchange(client_id, secret, None)
    key = await bureau.keys.signing()
    said = dict(jwt.decode(token, RSAKey.import_key(dict(key.private)), ["RS256"]).claims)
    header = {"alg": "RS256", "kid": key.id, "typ": "at+jwt"}
    signed = RSAKey.import_key(dict(key.private))
    assert await bureau.identity(jwt.encode(header, said, signed)) is not None
    assert await bureau.identity(jwt.encode({**header, "typ": "JWT"}, said, signed)) is None
    for change in ({"iss": "https://other.example"}, {"aud": "other"}):
        assert await bureau.identity(jwt.encode(header, said | change, signed)) is None


async def test_keys_rotate_and_old_tokens_stay_good(bureau: Bureau, db: Database) -> None:
    _boss, client_id, secret = await bureau.made()
    elsewhere = Bureau(db, bureau)
    first = (await bureau.keys.signing()).id
    bureau.clock.now += KEY_LIFETIME - timedelta(minutes=30)
    assert (await bureau.keys.signing()).id == first
    assert len(await elsewhere.keys.published()) == 2
    token, _ = await bureau.tokens.exchange(client_id, secret, None)
    bureau.clock.now += timedelta(minutes=31)
    young, _ = await bureau.tokens.exchange(client_id, secret, None)
    bureau.clock.now += timedelta(minutes=30)
    second = (await bureau.keys.signing()).id
    assert second != first
    fresh, _ = await elsewhere.tokens.exchange(client_id, secret, None)
    assert await bureau.identity(fresh) is not None
    assert await bureau.identity(young) is None and await bureau.identity(token) is None
    bureau.clock.now += timedelta(hours=1)
    assert {key["kid"] for key in await elsewhere.keys.published()} == {second}


async def test_secrets_and_private_keys_are_not_readable(bureau: Bureau, db: Database) -> None:
    _boss, client_id, secret = await bureau.made()
    await bureau.tokens.exchange(client_id, secret, None)
    private = (await bureau.keys.signing()).private["d"]
    async with db.read() as connection:
        rows = [
            str(tuple(row))
            for table in (oauth_clients, signing_keys)
            for row in await connection.execute(select(table))
        ]
    assert not any(secret in row or private in row for row in rows)


async def test_clients_of_a_person_are_few_and_ones_own(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = await bureau.administrator()
    monkeypatch.setattr("huahua.accounts.tokens.service.MAX_CLIENTS", 3)
    tries = [bureau.tokens.create_client(boss, "", ["models"]) for _ in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, TooManyClients) for result in results) == 2
    assert len(await bureau.tokens.clients(boss.id)) == 3 < MAX_CLIENTS
    eve = await bureau.service.create_user("eve@example.org", PASSWORD)
    (first, *_rest) = await bureau.tokens.clients(boss.id)
    assert await bureau.tokens.clients(eve.id) == []
    with pytest.raises(AccountNotFound):
        await bureau.tokens.revoke_client(eve, first.id)
