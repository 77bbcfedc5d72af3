"""Which policy holds for a call."""

from __future__ import annotations

import pytest

from huahua.privacy.errors import BadRule
from huahua.privacy.policy import Destination, MaskingPolicy, Person, in_force
from huahua.privacy.rules.starter import STARTER
from huahua.privacy.writing import list_from, list_json, policy_from, policy_json

ADA = Person("usr_ada", "user", "key_1", "team_1")
OUTSIDE = Destination()


def holds(policy: MaskingPolicy, *places: Destination, person: Person = ADA, task: str = "dialogue") -> bool:
    return in_force([policy], person, "m", task, places or (OUTSIDE,)) is not None


@pytest.mark.parametrize("name", ["roles", "teams", "users", "keys", "models"])
def test_who_is_named_and_who_is_not(name: str) -> None:
    own = {"roles": "user", "teams": "team_1", "users": "usr_ada", "keys": "key_1", "models": "m"}[name]
    assert holds(MaskingPolicy("x", **{name: frozenset({own, "other"})}))  # type: ignore[arg-type]
    assert not holds(MaskingPolicy("x", **{name: frozenset({"other"})}))  # type: ignore[arg-type]


def test_places() -> None:
    policy = MaskingPolicy("x", exempt=frozenset({"near"}), exempt_data_classes=frozenset({"personal"}))
    assert not holds(
        policy, Destination(near=True), Destination(data_classes=frozenset({"personal", "public"}))
    )
    assert holds(policy, Destination(near=True), OUTSIDE)
    assert holds(policy, Destination(builtin=True))
    assert holds(MaskingPolicy("x"), Destination(local=True))
    assert not holds(MaskingPolicy("x", exempt=frozenset({"local"})), Destination(local=True))


def test_sound_only_where_it_is_named() -> None:
    assert not holds(MaskingPolicy("x"), task="transcription")
    assert holds(MaskingPolicy("x", tasks=frozenset({"transcription"})), task="transcription")


def test_the_first_that_covers_a_call_holds() -> None:
    first = MaskingPolicy("first", exempt=frozenset({"near"}))
    second = MaskingPolicy("second", exempt=frozenset())
    assert in_force([first, second], ADA, "m", "dialogue", [Destination(near=True)]) is None
    off = MaskingPolicy("off", enabled=False)
    found = in_force([off, second], ADA, "m", "dialogue", [OUTSIDE])
    assert found is not None and found.name == "second"


def test_writing_and_reading_is_nothing() -> None:
    policy = MaskingPolicy("x", teams=frozenset({"team_1"}), exempt=frozenset(), restore=False)
    assert policy_from(policy_json(policy)) == policy
    for rules in STARTER:
        assert list_from(list_json(rules)) == rules


def test_a_policy_for_nothing_is_refused() -> None:
    with pytest.raises(BadRule):
        policy_from({"name": "x", "kinds": []})
