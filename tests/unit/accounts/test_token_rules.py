"""Which key signs when, and what a token may: pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huahua.accounts.domain import Role
from huahua.accounts.tokens.domain import (
    ACCESS_LIFETIME,
    KEY_LIFETIME,
    PUBLISH_AHEAD,
    SigningKey,
    granted,
    needs_new_key,
    outlived,
    scopes_of,
    signing_key,
)
from huahua.infra.permissions import ROLE_PERMISSIONS, Permission

START = datetime(2026, 11, 21, tzinfo=UTC)


@given(st.lists(st.integers(60, 60 * 60 * 24 * 40), min_size=1, max_size=60))
def test_a_key_is_known_before_it_signs_and_while_its_tokens_live(waits_s: list[int]) -> None:
    """Whenever somebody asks: tokens verify until they expire, and verifiers saw a key an hour before its first."""
    keys: list[SigningKey] = []
    tokens: list[tuple[str, datetime]] = []
    now = START
    for number, wait_s in enumerate(waits_s):
        now += timedelta(seconds=wait_s)
        if needs_new_key(keys, now):
            keys.append(SigningKey(f"sig_{number:03}", {}, {}, now))
        for key in outlived(keys, now):
            keys.remove(key)
        signing = signing_key(keys, now)
        assert signing is not None
        assert signing.created_at <= now - PUBLISH_AHEAD or signing == min(keys, key=lambda k: k.created_at)
        published = {key.id for key in keys}
        assert all(key_id in published for key_id, until in tokens if until > now)
        tokens.append((signing.id, now + ACCESS_LIFETIME))
        assert len(keys) <= 3


def test_keys_change_every_month() -> None:
    first = SigningKey("sig_a", {}, {}, START)
    assert needs_new_key([], START) and not needs_new_key([first], START)
    soon = START + KEY_LIFETIME - PUBLISH_AHEAD
    assert needs_new_key([first], soon)
    second = SigningKey("sig_b", {}, {}, soon)
    assert signing_key([first, second], soon) == first
    assert signing_key([first, second], START + KEY_LIFETIME) == second
    assert outlived([first, second], START + KEY_LIFETIME) == []
    assert outlived([first, second], START + KEY_LIFETIME + timedelta(hours=1)) == [first]


@given(
    role=st.sampled_from(list(Role)),
    client=st.lists(st.sampled_from(scopes_of("administrator"))),
    asked=st.one_of(st.none(), st.lists(st.sampled_from([*scopes_of("administrator"), "made-up"]))),
)
def test_a_token_has_no_more_than_its_client_and_its_owner(
    role: str, client: list[str], asked: list[str] | None
) -> None:
    scopes = granted(None if asked is None else " ".join(asked), client, role)
    if scopes is not None:
        assert scopes and set(scopes) <= set(client) & set(scopes_of(role))
        assert not asked or scopes == list(dict.fromkeys(asked))


def test_scopes_are_the_roles_permissions_and_two_for_everybody() -> None:
    assert scopes_of("user") == ["models", "account"]
    assert set(scopes_of("finance")) == {"models", "account"} | ROLE_PERMISSIONS["finance"]
    assert set(scopes_of("administrator")) == {"models", "account", *Permission}
    assert granted("users.manage", ["users.manage"], "user") is None
