"""No secret reaches the log, whatever it is called or wherever it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.audit.domain.canonical import canonical, plain
from huahua.audit.domain.changes import MAX_SIDE_CHARS, change
from huahua.audit.domain.redaction import HIDDEN, MAX_ITEMS, MAX_TEXT_CHARS, is_secret_name, redact

SECRETS = [
    "password",
    "new_password",
    "api_key",
    "apiKey",
    "API-Key",
    "more_api_keys",
    "secret",
    "client_secret",
    "clientSecret",
    "token",
    "refresh_token",
    "Authorization",
    "headers",
    "cookie",
    "setup_code",
    "recovery_codes",
    "password_hash",
    "private_key",
    "totp",
]
OPEN = [
    "has_key",
    "context_tokens",
    "prompt_tokens",
    "key_weights",
    "keyboard",
    "name",
    "status_code",
    "tokens",
]


@pytest.mark.parametrize("name", SECRETS)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)
    assert redact({name: "hunter2"}) == {name: HIDDEN}


@pytest.mark.parametrize("name", OPEN)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "sk-abcdefghijklmnop",
        "it is ghp_abcdefghijklmnop1234, do not tell",
        "AKIAABCDEFGHIJKLMNOP",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "https://user:hunter2@example.org/v1",
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
        "Bearer abcdefgh12345678",
    ],
)
def test_what_looks_like_a_secret_is_hidden_wherever_it_stands(text: str) -> None:
    shown = redact({"note": [text]})["note"][0]
    assert HIDDEN in shown
    for secret in ("abcdefgh", "hunter2", "AKIAABC", "c2lnbm", "MIIE"):
        assert secret not in shown


def test_whether_there_is_a_secret_is_told() -> None:
    value = {"api_key": "", "token": None, "secret": False, "keys": [], "more_api_keys": ["a", "b"]}
    assert redact(value) == value | {"more_api_keys": [HIDDEN, HIDDEN]}
    assert redact({"headers": {"X-Auth": "hunter2"}}) == {"headers": {"X-Auth": HIDDEN}}


def test_what_is_too_much_is_cut() -> None:
    assert len(redact("x" * 10_000)) < MAX_TEXT_CHARS + 40
    assert len(redact([0] * 10_000)) == MAX_ITEMS + 1
    assert redact({str(number): 0 for number in range(10_000)})["…"] == 10_000 - MAX_ITEMS
    deep: Any = "hunter2"
    for _ in range(100):
        deep = {"in": deep}
    assert "hunter2" not in canonical(redact(deep))


class Colour(Enum):
    RED = "red"


@dataclass
class Thing:
    colour: Colour
    tags: frozenset[str]
    made: datetime
    ratio: float = float("nan")


def test_values_of_python_become_json() -> None:
    thing = Thing(Colour.RED, frozenset({"b", "a"}), datetime(2026, 11, 21, tzinfo=UTC))
    assert canonical(plain(thing)) == (
        '{"colour":"red","made":"2026-11-21T00:00:00.000Z","ratio":"nan","tags":["a","b"]}'
    )


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=12), values, max_size=6))
def test_equal_values_have_one_form_that_reads_back(value: dict[str, Any]) -> None:
    once = canonical(plain(value))
    assert canonical(json.loads(once)) == once
    assert canonical(plain(dict(reversed(value.items())))) == once or len(set(map(str, value))) < len(value)
    once.encode()


@given(st.sampled_from(SECRETS), st.text(min_size=8, alphabet="qwxz", max_size=30), values)
def test_no_secret_gets_through(name: str, secret: str, other: Any) -> None:
    before, after = change(
        {name: secret, "x": other}, {name: secret + "!", "x": other, "deep": [{name: secret}]}
    )
    assert secret not in (before or "") + (after or "").replace(name, "")
    assert name in json.loads(before or "{}") and name in json.loads(after or "{}")


def test_only_what_differs_is_kept() -> None:
    assert change({"a": 1, "b": [1]}, {"a": 1, "b": [1, 2]}) == ('{"b":[1]}', '{"b":[1,2]}')
    assert change({"a": 1}, {"a": 1}) == ("{}", "{}")
    assert change(None, {"a": 1}) == (None, '{"a":1}')
    assert change({"gone": 1}, {}) == ('{"gone":1}', "{}")


def test_a_side_is_never_larger_than_a_page() -> None:
    _, after = change(None, {f"field {number}": "x" * 1_900 for number in range(100)})
    assert after is not None and len(after) < MAX_SIDE_CHARS
    assert json.loads(after)["too_large"] > MAX_SIDE_CHARS
