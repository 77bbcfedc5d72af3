"""Equal calls have equal keys, all others have not; tenants are apart unless the operator said otherwise."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.cache.config import CacheConfig, ModelRule
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Dialect, Task
from huahua.gateway.domain.models import ModelConfig
from tests.unit.gateway.cache.build import ask, raw

CACHE = ReplyCache(CacheConfig(models={"open": ModelRule(scope="everyone")}), lambda _name: ())
BODY = '{"model":"talk","messages":[{"role":"user","content":"hi"}],"top_k":3}'


def digest(*args: Any, **changes: Any) -> bytes:
    return CACHE.key(ask(*args, **changes)).digest


def test_how_a_reply_travels_and_who_books_it_makes_no_difference() -> None:
    more = (
        BODY[:-1] + ',"stream":true,"stream_options":{"include_usage":true},"user":"u","metadata":{"a":"b"}}'
    )
    assert digest(raw(more), stream=True, request_id="req_2") == digest(raw(BODY))


def test_the_order_of_fields_makes_no_difference() -> None:
    turned = '{"top_k":3,"messages":[{"role":"user","content":"hi"}],"model":"talk"}'
    assert digest(raw(turned)) == digest(raw(BODY))


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        (BODY.replace("hi", "ho"), {}),
        (BODY.replace("3", "4"), {}),
        (BODY.replace("top_k", "field_nobody_knows"), {}),
        (BODY[:-1] + ',"temperature":0}', {}),
        (BODY, {"user": "usr_b"}),
        (BODY, {"model": "other"}),
        (BODY, {"dialect": Dialect.ANTHROPIC}),
        (BODY, {"task": Task.EMBEDDING}),
        (BODY, {"controls": Controls(region="eu")}),
        (BODY, {"controls": Controls(data_class="personal")}),
    ],
)
def test_whatever_can_change_the_reply_changes_the_key(body: str, changes: dict[str, Any]) -> None:
    assert digest(raw(body), **changes) != digest(raw(BODY))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)


@given(BODIES, BODIES)
def test_two_bodies_share_a_key_only_when_they_are_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    texts = [msgspec.json.encode(body, order="deterministic") for body in (one, other)]
    assert (digest(raw(texts[0].decode())) == digest(raw(texts[1].decode()))) is (texts[0] == texts[1])


def test_users_share_only_where_the_operator_said_so() -> None:
    apart = [CACHE.key(ask(user=user)) for user in ("usr_a", "usr_b")]
    shared = [CACHE.key(ask(user=user, model="open")) for user in ("usr_a", "usr_b")]
    assert apart[0] != apart[1] and [key.tenant for key in apart] == ["usr_a", "usr_b"]
    assert shared[0] == shared[1] and shared[0].tenant == "*"


def test_a_name_that_means_another_model_has_other_keys() -> None:
    pools = {"talk": [_candidate("gpt-4o")]}
    cache = ReplyCache(CacheConfig(), lambda name: pools.get(name, ()))
    before = cache.key(ask())
    assert cache.key(ask()) == before
    pools["talk"] = [_candidate("gpt-4o", weight=5)]
    assert cache.key(ask()) == before
    pools["talk"] = [_candidate("gpt-4o", options={"temperature": 1})]
    assert cache.key(ask()) != before
    pools["talk"] = [_candidate("deepseek-chat")]
    assert cache.key(ask()) != before
    del pools["talk"]
    assert cache.key(ask()) != before


def test_a_virtual_model_has_other_keys_after_a_change_of_the_catalogue() -> None:
    stamps = ["one"]
    cache = ReplyCache(CacheConfig(), lambda _name: (), catalogue_stamp=lambda: stamps[-1])
    before = cache.key(ask(model="auto"))
    assert cache.key(ask(model="auto")) == before
    stamps.append("two")
    assert cache.key(ask(model="auto")) != before


def _candidate(model: str, **changes: Any) -> Candidate:
    return Candidate(ModelConfig("talk", "up", model, **changes), object(), False)  # type: ignore[arg-type]
