"""What holds for every plan, whatever the candidates, the rule and the request."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.gateway.domain.ask import NO_CONTROLS, Controls
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.routing import PolicyName, Rule, TaskKind, TaskRule
from huahua.gateway.errors import NotSupported
from huahua.gateway.routing.plan import Standing
from huahua.gateway.routing.router import Router
from tests.unit.gateway.routing.support import Known, Named, ask, candidate

NAMES = ["a", "b", "c", "d", "e"]
SOME_NAMES = st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple)
MS = st.none() | st.floats(0, 1e5)

STANDINGS = st.builds(
    Standing,
    available=st.booleans(),
    weight=st.floats(0, 1),
    running=st.integers(0, 50),
    limit=st.none() | st.integers(0, 20),
    p50_ms=MS,
    p99_ms=MS,
    first_token_ms=MS,
    error_rate=st.floats(0, 1),
)
FACTS = st.fixed_dictionaries(
    {
        "weight": st.integers(0, 5),
        "vision": st.booleans(),
        "tools": st.booleans(),
        "near": st.booleans(),
        "context_tokens": st.none() | st.integers(1, 4000),
        "region": st.sampled_from([None, "cn", "eu"]),
        "data_classes": st.sampled_from(
            [frozenset(), frozenset({"public"}), frozenset({"public", "personal"})]
        ),
        "price": st.none() | st.builds(Price, input=st.integers(0, 10**8), output=st.integers(0, 10**8)),
        "quality": st.sampled_from([{}, {"code": 0.9}, {"dialogue": 0.1}]),
    }
)
RULES = st.none() | st.builds(
    Rule,
    name=st.just("m"),
    policy=st.sampled_from(PolicyName),
    models=SOME_NAMES,
    weights=st.fixed_dictionaries(
        {"cost": st.floats(0, 3), "speed": st.floats(0, 3), "quality": st.floats(0, 3)}
    ),
    tasks=st.dictionaries(
        st.sampled_from(TaskKind),
        st.builds(TaskRule, models=SOME_NAMES, policy=st.none() | st.sampled_from(PolicyName)),
        max_size=2,
    ),
    fallback=SOME_NAMES,
    max_cost_micros=st.none() | st.integers(0, 10**5),
    region=st.sampled_from([None, "eu"]),
    data_classes=st.sampled_from([frozenset(), frozenset({"personal"})]),
    sticky=st.booleans(),
    near_far=st.booleans(),
)
CONTROLS = st.just(NO_CONTROLS) | st.builds(
    Controls,
    region=st.sampled_from([None, "cn"]),
    data_class=st.sampled_from([None, "public"]),
    max_cost_micros=st.none() | st.integers(0, 10**6),
    deadline_s=st.none() | st.floats(0.1, 60),
)
ASKS = st.builds(
    ask,
    text=st.sampled_from(["hello", "写一个 Python 函数", "Translate to French: yes", "画一只猫"]),
    task=st.sampled_from([Task.DIALOGUE, Task.PAINTING]),
    controls=CONTROLS,
    stream=st.booleans(),
    needs_vision=st.booleans(),
    needs_tools=st.booleans(),
    input_tokens=st.integers(0, 5000),
    max_output_tokens=st.none() | st.integers(1, 5000),
)


@settings(max_examples=100, deadline=None)
@given(
    facts=st.lists(FACTS, min_size=1, max_size=5),
    standings=st.lists(STANDINGS, min_size=5, max_size=5),
    rule=RULES,
    request=ASKS,
)
def test_a_plan_is_the_candidates_in_some_order_with_reasons(
    facts: list[dict[str, Any]], standings: list[Standing], rule: Rule | None, request: Any
) -> None:
    candidates = [candidate(name, **fact) for name, fact in zip(NAMES, facts, strict=False)]

    def plan() -> Any:
        known = Known(**dict(zip(NAMES, standings, strict=True)))
        router = Router(known, lambda: 0.3, rules=Named(*([rule] if rule else [])))
        return router.plan(request, candidates)

    try:
        made = plan()
    except NotSupported:
        demanded = request.controls is not NO_CONTROLS
        assert demanded or (rule and (rule.region or rule.data_classes or rule.max_cost_micros is not None))
        return
    chosen = [choice.candidate for choice in made.choices]
    refused = [item.candidate for item in made.rejected]
    assert chosen
    assert sorted(map(id, chosen + refused)) == sorted(map(id, candidates))
    assert all(item.reason and item.reason.isascii() for item in (*made.choices, *made.rejected))
    assert all(len(choice.reason) <= 80 and 0 <= choice.score <= 1.0001 for choice in made.choices)
    assert plan() == made
