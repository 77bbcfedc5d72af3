"""Which calls use the cache: only those that ask, unless the operator decided; what he switched off stays off."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.cache.config import CacheConfig, ModelRule
from huahua.gateway.cache.port import NoCache, must_call
from huahua.gateway.cache.rules import Rules
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Task
from tests.unit.gateway.cache.build import ASKED, ask, raw

ON, OFF = ModelRule(use=True), ModelRule(use=False)
COLD = raw('{"temperature": 0.0}')


@pytest.mark.parametrize(
    ("config", "call", "wanted"),
    [
        ({}, {}, False),
        ({}, {"body": COLD}, False),
        ({}, {"controls": ASKED}, True),
        ({}, {"controls": Controls(cache="refresh")}, True),
        ({}, {"controls": Controls(no_cache=True)}, False),
        ({}, {"controls": Controls(cache="on", no_store=True)}, False),
        ({"models": {"talk": ON}}, {}, True),
        ({"models": {"talk": ON}}, {"body": raw('{"temperature": 1}')}, True),
        ({"models": {"talk": ON}}, {"controls": Controls(cache="off")}, False),
        ({"models": {"talk": OFF}}, {"controls": ASKED}, False),
        ({"keys": {"key_usr_a": True}}, {}, True),
        ({"keys": {"key_usr_a": False}}, {"controls": ASKED}, False),
        ({"keys": {"key_usr_a": False}, "models": {"talk": ON}}, {}, False),
        ({"keys": {"key_usr_b": True}}, {}, False),
        ({"mode": "on"}, {"body": COLD}, True),
        ({"mode": "on"}, {"body": {"temperature": 0}}, True),
        ({"mode": "on"}, {"body": raw('{"temperature": 0.1}')}, False),
        ({"mode": "on"}, {"body": raw('{"temperature": "0"}')}, False),
        ({"mode": "on"}, {"body": raw('{"temperature": null}')}, False),
        ({"mode": "on"}, {}, False),
        ({"mode": "on"}, {"task": Task.EMBEDDING}, True),
        ({"mode": "on"}, {"task": Task.RERANK}, True),
        ({"mode": "on"}, {"task": Task.MODERATION, "body": raw('{"input": ["a", "b"]}')}, True),
        ({"mode": "on"}, {"task": Task.MODERATION, "body": raw('{"input": [{"type": "image_url"}]}')}, False),
        ({"mode": "on"}, {"task": Task.SPEECH}, False),
        ({}, {"task": Task.RERANK}, False),
        ({"mode": "on", "models": {"talk": OFF}}, {"task": Task.EMBEDDING}, False),
    ],
)
def test_who_uses_the_cache(config: dict[str, Any], call: dict[str, Any], wanted: bool) -> None:
    body = call.pop("body", None) if "body" in call else None
    assert Rules(CacheConfig(**config)).wants(ask(body, **call)) is wanted


def test_no_cache_and_refresh_ask_for_a_new_reply() -> None:
    assert must_call(ask(controls=Controls(no_cache=True)))
    assert must_call(ask(controls=Controls(cache="refresh")))
    assert not must_call(ask(controls=ASKED))


def test_a_gateway_without_a_cache_wants_none() -> None:
    assert not NoCache().wants(ask(controls=ASKED))


def test_a_model_may_have_its_own_time_and_price() -> None:
    rules = Rules(CacheConfig(ttl_s=60, price=0.1, models={"own": ModelRule(ttl_s=5, price=0.5)}))
    assert (rules.ttl_s("talk"), rules.price("talk")) == (60, 0.1)
    assert (rules.ttl_s("own"), rules.price("own")) == (5, 0.5)


def test_the_page_says_what_the_settings_leave_open() -> None:
    page: dict[str, ModelRule] = {}
    rules = Rules(CacheConfig(ttl_s=60, models={"fixed": OFF}), lambda: page)
    assert not rules.wants(ask()) and rules.longest_s == 60
    page |= {"talk": ModelRule(use=True, ttl_s=90, semantic="on"), "fixed": ON}
    assert rules.wants(ask()) and (rules.ttl_s("talk"), rules.longest_s) == (90, 90)
    assert rules.of("fixed") == OFF, "the settings go first"
    assert rules.semantic(ask()) == "on"
    assert not rules.has_price_of_page("talk")
    page |= {"talk": ModelRule(price=0.5), "fixed": ModelRule(price=0.5)}
    assert rules.price("talk") == 0.5 and rules.has_price_of_page("talk")
    assert rules.price("fixed") == 0 and not rules.has_price_of_page("fixed")
    page.clear()
    assert not rules.wants(ask()) and rules.semantic(ask()) == "off"
