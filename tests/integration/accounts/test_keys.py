"""Keys: their rules, their rotation, and finding one by its beginning."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from huahua.accounts.api import KeyService, User
from huahua.accounts.errors import AccountNotFound
from huahua.accounts.keys.domain import KeyRules
from huahua.accounts.keys.errors import BadNetwork, KeyInThePast, TooManyKeys
from huahua.accounts.limits.service import CustomerLimits
from huahua.accounts.limits.store import LimitStore
from huahua.audit.api import Action, Unrecorded
from huahua.infra.db import Database
from huahua.kit.limits import Limits
from tests.integration.accounts.office import PASSWORD, Office


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


@pytest.fixture
async def ann(office: Office) -> User:
    return await office.service.create_user("ann@example.org", PASSWORD)


RULES = KeyRules(
    models=("auto", "gpt"),
    endpoints=("chat",),
    networks=("192.0.2.7", "2001:db8::/32"),
    limits=Limits(10, 1000, 2, 5_000_000, "day"),
)


async def test_rules_ride_on_the_identity_and_a_plain_key_has_none(office: Office, ann: User) -> None:
    _key, plain = await office.keys.create(ann.id, "")
    identity = await office.authenticator.by_key(plain)
    assert identity is not None and identity.restrictions is None
    key, secret = await office.keys.create(ann.id, "", RULES)
    assert key.rules.networks == ("192.0.2.7/32", "2001:db8::/32")
    identity = await office.authenticator.by_key(secret)
    assert identity is not None and identity.restrictions is not None
    restrictions = identity.restrictions
    assert restrictions.limits == RULES.limits
    assert (restrictions.models, restrictions.endpoints) == ({"auto", "gpt"}, {"chat"})
    for host, allowed in (
        ("192.0.2.7", True),
        ("::ffff:192.0.2.7", True),
        ("192.0.2.8", False),
        ("2001:db8::5%eth0", True),
        ("2001:db9::5", False),
        ("testclient", False),
        (None, False),
    ):
        assert restrictions.allows_address(host) is allowed, host
    assert (await office.keys.keys(ann.id))[0] == replace(key, last_used_at=office.clock.now)


@pytest.mark.parametrize("network", ["", "everywhere", "192.0.2.0/33", "1.2.3", "::/129"])
async def test_networks_that_are_none_are_refused(office: Office, ann: User, network: str) -> None:
    with pytest.raises(BadNetwork):
        await office.keys.create(ann.id, "", KeyRules(networks=(network,)))


async def test_a_key_expires(office: Office, ann: User) -> None:
    with pytest.raises(KeyInThePast):
        await office.keys.create(ann.id, "", KeyRules(expires_at=office.clock.now))
    until = office.clock.now + timedelta(hours=1)
    key, secret = await office.keys.create(ann.id, "", KeyRules(expires_at=until))
    assert await office.authenticator.by_key(secret) is not None
    assert await office.keys.in_force(key.id) is not None
    office.clock.now = until + timedelta(seconds=1.1)
    assert await office.authenticator.by_key(secret) is None
    assert await office.keys.in_force(key.id) is None


async def test_a_rotation_overlaps_for_as_long_as_was_asked(office: Office, ann: User) -> None:
    key, first = await office.keys.create(ann.id, "", RULES)
    rotated, second = await office.keys.rotate(ann.id, key.id, timedelta(hours=2))
    assert rotated.old_prefix == key.prefix != rotated.prefix
    for secret in (first, second):
        identity = await office.authenticator.by_key(secret)
        assert identity is not None and identity.key_id == key.id and identity.restrictions is not None
    office.clock.now += timedelta(hours=2, seconds=1.1)
    assert await office.authenticator.by_key(first) is None
    assert await office.authenticator.by_key(second) is not None
    _key, third = await office.keys.rotate(ann.id, key.id, timedelta())
    assert await office.authenticator.by_key(second) is None
    assert await office.authenticator.by_key(third) is not None


async def test_two_rotations_leave_one_old_secret_and_a_revocation_none(office: Office, ann: User) -> None:
    key, first = await office.keys.create(ann.id, "")
    _key, second = await office.keys.rotate(ann.id, key.id, timedelta(hours=1))
    _key, third = await office.keys.rotate(ann.id, key.id, timedelta(hours=1))
    assert await office.authenticator.by_key(first) is None
    await office.keys.revoke(ann.id, key.id)
    assert await office.authenticator.by_key(second) is None
    assert await office.authenticator.by_key(third) is None
    with pytest.raises(AccountNotFound):
        await office.keys.rotate(ann.id, key.id, timedelta())


async def test_changed_rules_are_in_force_at_once(office: Office, ann: User) -> None:
    key, secret = await office.keys.create(ann.id, "laptop", RULES)
    assert await office.authenticator.by_key(secret) is not None
    changed = await office.keys.change(ann.id, key.id, rules=KeyRules())
    assert (changed.name, changed.rules) == ("laptop", KeyRules())
    identity = await office.authenticator.by_key(secret)
    assert identity is not None and identity.restrictions is None
    bob = await office.service.create_user("bob@example.org", PASSWORD)
    for action in (
        office.keys.change(bob.id, key.id, name="mine"),
        office.keys.rotate(bob.id, key.id, timedelta()),
        office.keys.revoke(bob.id, key.id),
    ):
        with pytest.raises(AccountNotFound):
            await action


async def test_a_key_is_found_by_its_beginning_and_not_by_a_word_of_sql(office: Office, ann: User) -> None:
    key, secret = await office.keys.create(ann.id, "")
    await office.keys.rotate(ann.id, key.id, timedelta(hours=1))
    for wanted in (secret[:8], secret, f" {secret[:12]} "):
        found = await office.keys.find(wanted)
        assert [(one.key.id, one.user.email) for one in found] == [(key.id, "ann@example.org")]
    for nobody in ("sk-%%%%", "sk-____", "sk", ""):
        assert await office.keys.find(nobody) == []
    await office.keys.revoke_any(key.id)
    assert (await office.keys.find(secret))[0].key.revoked_at is not None


async def test_there_is_an_end_to_keys(office: Office, ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huahua.accounts.keys.service.MAX_KEYS", 2)
    for _ in range(2):
        key, _secret = await office.keys.create(ann.id, "")
    with pytest.raises(TooManyKeys):
        await office.keys.create(ann.id, "")
    await office.keys.revoke(ann.id, key.id)
    await office.keys.create(ann.id, "")


async def test_limits_of_people_are_seen_where_the_gateway_looks(db: Database) -> None:
    here, there = (CustomerLimits(LimitStore(db), Unrecorded()) for _ in range(2))
    known = there.known
    await here.set("usr_a", Limits(requests_per_minute=5))
    await there.load()
    assert known == {"usr_a": Limits(requests_per_minute=5)}
    assert await here.set("usr_a", Limits()) == Limits(requests_per_minute=5)
    await there.load()
    assert known == {} and there.of("usr_a") == Limits()


class Heard(Unrecorded):
    def __init__(self) -> None:
        self.told: list[tuple[Action, object]] = []

    def within(self, action: Action, subject: object = None, **sides: object):  # type: ignore[no-untyped-def]
        self.told.append((action, sides))
        return super().within(action)


async def test_the_audit_log_hears_what_changed_and_no_secret(office: Office, ann: User) -> None:
    heard = Heard()
    keys = KeyService(
        office.key_store,
        office.teams,
        office.sealer,
        office.authenticator.forget_all,
        heard,
        clock=office.clock,
    )
    key, secret = await keys.create(ann.id, "", RULES)
    await keys.change(ann.id, key.id, name="other")
    _key, second = await keys.rotate(ann.id, key.id, timedelta())
    await keys.revoke(ann.id, key.id)
    assert [action for action, _ in heard.told] == [
        Action.KEY_CREATED,
        Action.KEY_CHANGED,
        Action.KEY_ROTATED,
        Action.KEY_REVOKED,
    ]
    assert secret not in str(heard.told) and second not in str(heard.told)
