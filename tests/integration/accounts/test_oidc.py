"""Signing in with a provider: a real one on this machine, honest and otherwise."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, RSAKey

from huahua.accounts.domain import Role
from huahua.accounts.errors import AccountNotFound, IdentityTaken, LastWayIn
from huahua.accounts.signin.domain import Entered, SecondStep, Visitor
from huahua.accounts.signin.link_store import LinkStore
from huahua.accounts.signin.links import Links
from huahua.accounts.signin.oidc.discovery import KEYS_AGAIN_AFTER
from huahua.accounts.signin.oidc.domain import Provider
from huahua.accounts.signin.oidc.errors import (
    DomainNotAllowed,
    FlowBroken,
    NoAccount,
    OidcError,
    ProviderRefused,
    ProviderUnavailable,
    ProviderUnknown,
    WordRejected,
)
from huahua.accounts.signin.oidc.fetch import OutboundFetch
from huahua.accounts.signin.oidc.service import Arrival, OidcService
from huahua.accounts.signin.oidc.store import IdentityStore
from huahua.audit.api import Action
from huahua.infra.db import Database
from huahua.infra.http import Outbound
from tests.integration.accounts.office import HERE, PASSWORD, Office
from tests.simulators.oidc import (
    CLIENT,
    SECRET,
    Misbehaviour,
    OidcProvider,
    by_shared_secret,
    by_stranger,
    unsigned,
)
from tests.vaults import new_vault

HOME = Visitor(HERE, "test")
BACK = "http://localhost:8000/api/oidc/company/callback"


class Club(Office):
    """An office whose people may sign in with a provider."""

    def __init__(self, db: Database, provider: OidcProvider, **more: Any) -> None:
        super().__init__(db)
        self.clock.now = datetime.fromtimestamp(int(time.time()), UTC)
        self.simulator = provider
        self.outbound = Outbound()
        self.links = Links(
            self.store,
            LinkStore(db, new_vault()),
            self.service,
            self.signin,
            self.sealer,
            attempts=self.attempts,
            devices=self.devices,
            mail=None,
            base_url="http://localhost:8000",
            journal=self.journal,
            clock=self.clock,
        )
        row = Provider("company", "Company", provider.issuer, CLIENT, SECRET)
        self.oidc = self.with_provider(replace(row, **more))

    def with_provider(self, row: Provider) -> OidcService:
        return OidcService(
            {row.name: row},
            OutboundFetch(self.outbound),
            self.sealer,
            store=self.store,
            accounts=self.service,
            identities=IdentityStore(self.db, new_vault()),
            signin=self.signin,
            links=self.links,
            journal=self.journal,
            clock=self.clock,
        )

    async def journey(self, *, link_to: str | None = None, **answer: str) -> Arrival:
        """To the provider and back; `answer` changes what the browser brings."""
        url, note = await self.oidc.leave("company", BACK, "/gallery", link_to)
        async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
            reply = await browser.get(url)
        assert reply.status_code == 302, reply.text
        brought = dict(parse_qsl(urlsplit(reply.headers["location"]).query)) | answer
        return await self.oidc.arrive("company", brought, note, HOME, link_to)


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    with OidcProvider() as provider:
        yield provider


@pytest.fixture
def provider(running: OidcProvider) -> OidcProvider:
    running.reset()
    return running


@pytest.fixture
async def club(db: Database, provider: OidcProvider) -> AsyncIterator[Club]:
    made = Club(db, provider)
    await made.administrator()
    yield made
    await made.outbound.close()


async def test_a_verified_address_opens_its_account_and_stays_linked(club: Club) -> None:
    anna = await club.service.create_user("anna@example.org", PASSWORD)
    arrival = await club.journey()
    assert isinstance(arrival.outcome, Entered) and arrival.next == "/gallery"
    assert arrival.outcome.user.id == anna.id
    (identity,) = await club.oidc.identities(anna.id)
    assert (identity.provider, identity.subject) == ("company", "anna-1")
    assert [row["action"] for row in club.journal.rows] == [Action.IDENTITY_LINKED, Action.SESSION_OPENED]
    club.simulator.person = {"sub": "anna-1", "email": "anna.new@example.org", "email_verified": True}
    again = await club.journey()
    assert isinstance(again.outcome, Entered) and again.outcome.user.id == anna.id


async def test_what_is_asked_of_the_provider(club: Club) -> None:
    await club.service.create_user("anna@example.org", PASSWORD)
    await club.journey()
    await club.journey()
    first, second = club.simulator.asked
    assert first["scope"] == "openid email profile" and first["redirect_uri"] == BACK
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43 and first[name] != second[name]


@pytest.mark.parametrize(
    "person",
    [
        {"email": "anna@example.org"},
        {"email": "anna@example.org", "email_verified": False},
        {"email": "anna@example.org", "email_verified": "yes"},
        {"email": ["anna@example.org"], "email_verified": True},
        {},
    ],
)
async def test_an_address_that_is_not_verified_opens_nothing(club: Club, person: dict[str, Any]) -> None:
    anna = await club.service.create_user("anna@example.org", PASSWORD)
    club.simulator.person = {"sub": "eve-1", **person}
    with pytest.raises(NoAccount):
        await club.journey()
    assert await club.oidc.identities(anna.id) == []


async def test_strangers_get_an_account_only_where_the_settings_say_so(
    club: Club, db: Database, provider: OidcProvider
) -> None:
    with pytest.raises(NoAccount):
        await club.journey()
    open_club = Club(db, provider, create_users=True, allowed_domains=frozenset({"example.org"}))
    arrival = await open_club.journey()
    assert isinstance(arrival.outcome, Entered)
    assert (arrival.outcome.user.email, arrival.outcome.user.role) == ("anna@example.org", Role.USER)
    security = await club.second.security(arrival.outcome.user)
    assert not security.has_password
    provider.person = {"sub": "eve-1", "email": "eve@evil.example", "email_verified": True}
    with pytest.raises(DomainNotAllowed):
        await open_club.journey()
    await open_club.outbound.close()


async def test_who_was_invited_comes_in_with_a_provider(club: Club) -> None:
    boss = (await club.service.users())[0]
    await club.links.invite(boss, "anna@example.org", "Anna", Role.DEVELOPER)
    arrival = await club.journey()
    assert isinstance(arrival.outcome, Entered)
    assert (arrival.outcome.user.role, arrival.outcome.user.name) == (Role.DEVELOPER, "Anna")
    assert await club.links.invitations() == []


async def test_the_provider_decides_on_roles_where_a_claim_is_named(
    club: Club, db: Database, provider: OidcProvider
) -> None:
    roles = {"admins": Role.ADMINISTRATOR, "money": Role.FINANCE}
    made = Club(db, provider, create_users=True, role_claim="realm.groups", roles=roles)
    for groups, role in (
        (["x", "money"], Role.FINANCE),
        (["money", "admins"], Role.ADMINISTRATOR),
        ([], Role.USER),
        ("money", Role.FINANCE),
        (7, Role.USER),
    ):
        provider.person["realm"] = {"groups": groups}
        arrival = await made.journey()
        assert isinstance(arrival.outcome, Entered) and arrival.outcome.user.role is role
    await made.outbound.close()


async def test_somebody_stays_in_charge_whatever_the_provider_says(
    club: Club, db: Database, provider: OidcProvider
) -> None:
    made = Club(db, provider, role_claim="groups", roles={})
    provider.person = {"sub": "boss", "email": "boss@example.org", "email_verified": True}
    arrival = await made.journey()
    assert isinstance(arrival.outcome, Entered) and arrival.outcome.user.role is Role.ADMINISTRATOR
    await made.outbound.close()


async def test_a_code_is_still_asked_for(club: Club) -> None:
    anna = await club.service.create_user("anna@example.org", PASSWORD)
    setup = await club.second.begin(anna, PASSWORD, HOME)
    import base64

    from huahua.accounts.signin.totp import STEP_S, code_at, step_at

    def code() -> str:
        return code_at(base64.b32decode(setup.secret), step_at(club.clock.now.timestamp()))

    await club.second.confirm(anna, code(), HOME)
    arrival = await club.journey()
    assert isinstance(arrival.outcome, SecondStep)
    club.clock.now += timedelta(seconds=STEP_S)
    entered = await club.signin.with_code(arrival.outcome.challenge, code(), HOME)
    assert entered.user.id == anna.id
    assert club.journal.rows[-1]["way"] == "oidc:company"


async def test_a_disabled_account_stays_closed(club: Club) -> None:
    anna = await club.service.create_user("anna@example.org", PASSWORD)
    await club.journey()
    await club.service.change_user(anna.id, {"disabled": True})
    with pytest.raises(NoAccount):
        await club.journey()


LIES: dict[str, Misbehaviour] = {
    "wrong nonce": Misbehaviour(claims=lambda said: said | {"nonce": "another"}),
    "no nonce": Misbehaviour(claims=lambda said: {k: v for k, v in said.items() if k != "nonce"}),
    "wrong issuer": Misbehaviour(claims=lambda said: said | {"iss": "https://evil.example"}),
    "for another client": Misbehaviour(claims=lambda said: said | {"aud": "other"}),
    "for two, by another": Misbehaviour(
        claims=lambda said: said | {"aud": [CLIENT, "other"], "azp": "other"}
    ),
    "for two, by nobody": Misbehaviour(claims=lambda said: said | {"aud": [CLIENT, "other"]}),
    "expired": Misbehaviour(claims=lambda said: said | {"exp": int(time.time()) - 3600}),
    "from the future": Misbehaviour(claims=lambda said: said | {"iat": int(time.time()) + 3600}),
    "without an end": Misbehaviour(claims=lambda said: {k: v for k, v in said.items() if k != "exp"}),
    "of nobody": Misbehaviour(claims=lambda said: {k: v for k, v in said.items() if k != "sub"}),
    "of a number": Misbehaviour(claims=lambda said: said | {"sub": 7}),
    "other access token": Misbehaviour(claims=lambda said: said | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "alg none": Misbehaviour(word=unsigned),
    "by the shared secret": Misbehaviour(word=by_shared_secret),
    "by a stranger": Misbehaviour(word=by_stranger),
    "garbage": Misbehaviour(word=lambda _claims, _provider: "ey.ey.ey"),
    "userinfo of another": Misbehaviour(in_token=False, userinfo={"sub": "boss"}),
    "another answers": Misbehaviour(answer={"iss": "https://evil.example"}),
    "does not say who": Misbehaviour(metadata={"authorization_response_iss_parameter_supported": True}),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_word_that_is_not_for_this_sign_in_opens_nothing(club: Club, lie: Misbehaviour) -> None:
    anna = await club.service.create_user("anna@example.org", PASSWORD)
    club.simulator.does = lie
    with pytest.raises(WordRejected):
        await club.journey()
    assert await club.service.sessions(anna.id) == []
    assert await club.oidc.identities(anna.id) == []
    club.simulator.reset()
    if not lie.metadata:  # what a provider says of itself is remembered for an hour
        assert (await club.journey()).outcome is not None


async def test_what_is_not_in_the_token_is_asked_for(club: Club) -> None:
    await club.service.create_user("anna@example.org", PASSWORD)
    club.simulator.does = Misbehaviour(in_token=False)
    assert isinstance((await club.journey()).outcome, Entered)


async def test_a_provider_may_say_no(club: Club) -> None:
    with pytest.raises(ProviderRefused):
        await club.journey(error="access_denied")


async def test_an_answer_belongs_to_one_browser_one_question_and_one_time(club: Club) -> None:
    await club.service.create_user("anna@example.org", PASSWORD)
    with pytest.raises(FlowBroken):
        await club.journey(state="another")
    with pytest.raises(FlowBroken):
        await club.journey(state="")
    url, note = await club.oidc.leave("company", BACK, "/", None)
    state = dict(parse_qsl(urlsplit(url).query))["state"]
    answer = {"state": state, "code": "made up"}
    for other in (None, "", "x", "é", note[:-4], note[4:]):
        with pytest.raises(FlowBroken):
            await club.oidc.arrive("company", answer, other, HOME, None)
    with pytest.raises(WordRejected):
        await club.oidc.arrive("company", answer, note, HOME, None)
    club.clock.now += timedelta(minutes=11)
    with pytest.raises(FlowBroken):
        await club.oidc.arrive("company", answer, note, HOME, None)
    with pytest.raises(ProviderUnknown):
        await club.oidc.leave("other", BACK, "/", None)


async def test_a_code_is_good_once(club: Club) -> None:
    await club.service.create_user("anna@example.org", PASSWORD)
    url, note = await club.oidc.leave("company", BACK, "/", None)
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        reply = await browser.get(url)
    brought = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    assert (await club.oidc.arrive("company", brought, note, HOME, None)).outcome
    with pytest.raises(WordRejected):
        await club.oidc.arrive("company", brought, note, HOME, None)


@pytest.mark.parametrize(
    "next_", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/api/me", "/\t/evil", ""]
)
async def test_nobody_is_led_elsewhere_afterwards(club: Club, next_: str) -> None:
    await club.service.create_user("anna@example.org", PASSWORD)
    url, note = await club.oidc.leave("company", BACK, next_, None)
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        reply = await browser.get(url)
    brought = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    assert (await club.oidc.arrive("company", brought, note, HOME, None)).next == "/"


async def test_new_keys_are_fetched_but_not_for_everybody_who_makes_one_up(club: Club) -> None:
    await club.service.create_user("anna@example.org", PASSWORD)
    await club.journey()
    before, old = club.simulator.key_requests, club.simulator.key
    club.simulator.key, club.simulator.algorithm = ECKey.generate_key("P-256", {"kid": "two"}), "ES256"
    try:
        with pytest.raises(WordRejected):
            await club.journey()
        assert club.simulator.key_requests == before
        club.clock.now += KEYS_AGAIN_AFTER
        assert isinstance((await club.journey()).outcome, Entered)
        assert club.simulator.key_requests == before + 1
    finally:
        assert isinstance(old, RSAKey)
        club.simulator.key, club.simulator.algorithm = old, "RS256"


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"jwks_uri": "http://169.254.169.254/latest"},
    ],
)
async def test_a_provider_that_says_odd_things_of_itself_is_not_used(
    club: Club, said: dict[str, Any]
) -> None:
    club.simulator.does = Misbehaviour(metadata=said)
    with pytest.raises(ProviderUnavailable):
        await club.oidc.leave("company", BACK, "/", None)


@pytest.mark.parametrize("issuer", ["https://127.0.0.1:1", "https://10.0.0.1", "https://169.254.169.254"])
async def test_a_provider_in_the_private_network_needs_the_operators_word(club: Club, issuer: str) -> None:
    row = replace(club.oidc.providers["company"], issuer=issuer)
    with pytest.raises(ProviderUnavailable):
        await club.with_provider(row).leave("company", BACK, "/", None)


async def test_a_way_in_is_added_and_taken_away(club: Club) -> None:
    boss = (await club.service.users())[0]
    anna = await club.service.create_user("other@example.org", PASSWORD)
    arrival = await club.journey(link_to=anna.id)
    assert arrival.outcome is None
    entered = (await club.journey()).outcome
    assert isinstance(entered, Entered) and entered.user.id == anna.id
    with pytest.raises(IdentityTaken):
        await club.journey(link_to=boss.id)
    (identity,) = await club.oidc.identities(anna.id)
    with pytest.raises(AccountNotFound):
        await club.oidc.unlink(boss, identity.id)
    await club.oidc.unlink(anna, identity.id)
    with pytest.raises(NoAccount):
        await club.journey()


async def test_a_way_in_is_added_to_whoever_asked(club: Club) -> None:
    anna = await club.service.create_user("other@example.org", PASSWORD)
    url, note = await club.oidc.leave("company", BACK, "/", anna.id)
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        reply = await browser.get(url)
    brought = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    for signed_in in (None, "usr_other"):
        with pytest.raises(FlowBroken):
            await club.oidc.arrive("company", brought, note, HOME, signed_in)


async def test_the_last_way_in_stays(club: Club, db: Database, provider: OidcProvider) -> None:
    made = Club(db, provider, create_users=True)
    arrival = await made.journey()
    assert isinstance(arrival.outcome, Entered)
    user = arrival.outcome.user
    (identity,) = await made.oidc.identities(user.id)
    with pytest.raises(LastWayIn):
        await made.oidc.unlink(user, identity.id)
    await made.service.set_password(user, "a long password")
    await made.oidc.unlink(user, identity.id)
    await made.outbound.close()


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in OidcError.__subclasses__()]
    assert len(set(codes)) == len(codes)
