from __future__ import annotations

from collections import Counter

import pytest

from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.routing import BUILTIN_RULES, PolicyName, Rule, Score, TaskKind, TaskRule
from huahua.gateway.errors import NotSupported
from huahua.gateway.routing.balancing import SmoothWeights
from huahua.gateway.routing.plan import Standing
from huahua.gateway.routing.router import Router
from huahua.gateway.routing.scores import PRIOR, ScoreBook, shrunk
from tests.unit.gateway.routing.support import Known, Named, ask, candidate, names, refused, router

DEAR = Price(input=10_000_000, output=30_000_000)
CHEAP = Price(input=100_000, output=200_000)


def policy(name: PolicyName, **facts: object) -> Rule:
    return Rule("m", name, **facts)  # type: ignore[arg-type]


def test_one_row_is_the_only_one() -> None:
    (choice,) = router().plan(ask(), [candidate()]).choices
    assert choice.reason == "only"


def test_a_pool_shares_by_weight() -> None:
    rows = [candidate("a", weight=3), candidate("b", weight=1)]
    balanced = Router(turns=SmoothWeights())
    first = Counter(names(balanced.plan(ask(), rows))[0] for _ in range(40))
    assert first == {"a": 30, "b": 10}


def test_cost_goes_by_the_estimated_tokens() -> None:
    rows = [
        candidate("reads cheaply", price=Price(input=1, output=40_000_000)),
        candidate("writes cheaply", price=Price(input=10_000_000, output=1)),
        candidate("free", builtin=True),
        candidate("unknown"),
    ]
    talk = router(policy(PolicyName.COST))
    long_in = names(talk.plan(ask(input_tokens=50_000, max_output_tokens=10), rows))
    long_out = names(talk.plan(ask(input_tokens=10, max_output_tokens=400), rows))
    assert long_in == ["free", "reads cheaply", "writes cheaply", "unknown"]
    assert long_out == ["free", "writes cheaply", "reads cheaply", "unknown"]


def test_the_vendors_own_cost_counts_before_the_customers_price() -> None:
    rows = [candidate("a", price=CHEAP, cost=DEAR), candidate("b", price=DEAR, cost=CHEAP)]
    assert names(router(policy(PolicyName.COST)).plan(ask(), rows)) == ["b", "a"]


def test_prices_of_other_currencies_are_compared() -> None:
    rows = [
        candidate("dollars", price=Price("USD", input=1_000_000)),
        candidate("yuan", price=Price("CNY", input=2_000_000)),
    ]
    assert names(router(policy(PolicyName.COST)).plan(ask(), rows)) == ["yuan", "dollars"]


def test_pictures_cost_by_the_picture() -> None:
    rows = [candidate("a", price=Price(picture=40_000)), candidate("b", price=Price(picture=10_000))]
    assert names(router(policy(PolicyName.COST)).plan(ask(task=Task.PAINTING), rows)) == ["b", "a"]


def test_speed_goes_by_the_first_token_of_a_stream_and_by_the_whole_otherwise() -> None:
    rows = [candidate("early"), candidate("done")]
    quick = router(
        policy(PolicyName.SPEED),
        early=Standing(first_token_ms=100, p50_ms=5_000, p99_ms=5_000),
        done=Standing(first_token_ms=900, p50_ms=1_000, p99_ms=1_000),
    )
    assert names(quick.plan(ask(stream=True), rows)) == ["early", "done"]
    assert names(quick.plan(ask(), rows)) == ["done", "early"]


def test_a_long_tail_and_errors_make_slow_and_the_unknown_is_tried() -> None:
    rows = [candidate("tail"), candidate("fails"), candidate("steady"), candidate("new")]
    quick = router(
        policy(PolicyName.SPEED),
        tail=Standing(p50_ms=500, p99_ms=9_000),
        fails=Standing(p50_ms=500, p99_ms=500, error_rate=0.9),
        steady=Standing(p50_ms=600, p99_ms=700),
    )
    assert names(quick.plan(ask(), rows)) == ["new", "steady", "tail", "fails"]


def test_quality_goes_by_the_kind_of_task() -> None:
    rows = [
        candidate("coder", quality={"code": 0.95, "creative": 0.3}),
        candidate("poet", quality={"code": 0.4, "creative": 0.9}),
    ]
    good = router(policy(PolicyName.QUALITY))
    code = good.plan(ask(text="Fix this Python function: def f(x): return x+"), rows)
    poem = good.plan(ask(text="写一首关于海的诗"), rows)
    assert (names(code)[0], code.task) == ("coder", TaskKind.CODE)
    assert (names(poem)[0], poem.task) == ("poet", TaskKind.CREATIVE)
    assert code.choices[0].reason == "quality 0.95 code"


def test_balance_follows_its_weights() -> None:
    rows = [
        candidate("good", price=DEAR, quality={"dialogue": 0.95}),
        candidate("thrifty", price=CHEAP, quality={"dialogue": 0.5}),
    ]
    by_quality = router(policy(PolicyName.BALANCE, weights={"quality": 1.0, "cost": 0.05}))
    by_cost = router(policy(PolicyName.BALANCE, weights={"quality": 0.05, "cost": 1.0}))
    assert names(by_quality.plan(ask(), rows)) == ["good", "thrifty"]
    assert names(by_cost.plan(ask(), rows)) == ["thrifty", "good"]


def test_the_least_busy_has_the_most_room() -> None:
    rows = [candidate("full"), candidate("half"), candidate("idle")]
    calm = router(
        policy(PolicyName.LEAST_BUSY),
        full=Standing(running=4, limit=4),
        half=Standing(running=20, limit=40),
        idle=Standing(running=0),
    )
    assert names(calm.plan(ask(), rows)) == ["idle", "half", "full"]


def test_kinds_of_task_have_their_own_models_and_policy() -> None:
    rule = policy(
        PolicyName.WEIGHTS,
        models=("talk",),
        tasks={
            TaskKind.CODE: TaskRule(("coder", "coder2"), PolicyName.COST),
            TaskKind.TRANSLATION: TaskRule(("lingua",)),
        },
        fallback=("last",),
    )
    rows = [
        candidate("talk"),
        candidate("coder", price=DEAR),
        candidate("coder2", price=CHEAP),
        candidate("lingua"),
        candidate("last"),
    ]
    made = router(rule)
    code = made.plan(ask(text="write a bash script"), rows)
    assert names(code) == ["coder2", "coder", "last"]
    assert refused(code) == {"talk": "not for code", "lingua": "not for code"}
    assert names(made.plan(ask(text="Translate to German: good night"), rows)) == ["lingua", "last"]
    assert names(made.plan(ask(text="how are you"), rows)) == ["talk", "last"]


def test_backups_come_last_in_their_order() -> None:
    rows = [candidate("b2"), candidate("spare", weight=0), candidate("a"), candidate("b1")]
    made = router(policy(PolicyName.QUALITY, models=("a",), fallback=("b1", "b2"))).plan(ask(), rows)
    assert names(made) == ["a", "b1", "b2", "spare"]
    assert [choice.reason for choice in made.choices][1:] == ["backup"] * 3


@pytest.mark.parametrize(
    ("facts", "asked", "reason"),
    [
        ({"vision": False}, {"needs_vision": True}, "cannot see pictures"),
        ({"tools": False}, {"needs_tools": True}, "cannot call tools"),
        ({"context_tokens": 50}, {}, "context of 50 tokens is too small"),
        ({"enabled": False}, {}, "disabled"),
    ],
)
def test_what_cannot_serve_is_passed_over(
    facts: dict[str, object], asked: dict[str, bool], reason: str
) -> None:
    rows = [candidate("able", vision=True), candidate("unable", **{"vision": True, **facts})]
    made = router().plan(ask(**asked), rows)
    assert (names(made), refused(made)) == (["able"], {"unable": reason})
    alone = router().plan(ask(**asked), rows[1:])
    assert names(alone) == ["unable"]


def test_the_sick_come_last() -> None:
    rows = [candidate("sick"), candidate("well")]
    made = router(sick=Standing(available=False)).plan(ask(), rows)
    assert names(made) == ["well", "sick"]
    assert made.choices[1].reason == "not healthy, last resort"


def test_demands_hold_whatever_happens() -> None:
    rows = [
        candidate("cn", region="cn", data_classes=frozenset({"public"})),
        candidate("eu", region="eu", price=DEAR),
    ]
    plain = router()
    assert names(plain.plan(ask(controls=Controls(region="eu")), rows)) == ["eu"]
    assert refused(plain.plan(ask(controls=Controls(region="eu")), rows)) == {"cn": "region is cn, not eu"}
    assert names(plain.plan(ask(controls=Controls(data_class="personal")), rows)) == ["eu"]
    with pytest.raises(NotSupported, match="region is cn, not us"):
        plain.plan(ask(controls=Controls(region="us")), rows)
    with pytest.raises(NotSupported, match="price not known; would cost"):
        plain.plan(ask(controls=Controls(max_cost_micros=10)), rows)
    with pytest.raises(NotSupported, match="personal"):
        plain.plan(ask(controls=Controls(data_class="personal")), rows[:1])


def test_a_route_has_demands_of_its_own() -> None:
    rows = [candidate("dear", price=DEAR), candidate("cheap", price=CHEAP)]
    rule = policy(PolicyName.QUALITY, max_cost_micros=1_000)
    assert names(router(rule).plan(ask(), rows)) == ["cheap"]


def test_the_same_beginning_stays_where_it_is() -> None:
    rows = [candidate(name) for name in "abcd"]
    sticky = policy(PolicyName.WEIGHTS, sticky=True)
    homes = {}
    for number in range(40):
        body = {"model": "m", "messages": [{"role": "system", "content": f"You are number {number}"}]}
        homes[number] = names(router(sticky).plan(ask(body=body), rows))[0]
        longer = {"model": "m", "messages": [*body["messages"], {"role": "user", "content": "hi"}]}
        keyed = {**longer, "prompt_cache_key": f"k{number}"}
        again = {**body, "prompt_cache_key": f"k{number}"}
        both = [names(router(sticky).plan(ask(body=given), rows))[0] for given in (keyed, again)]
        assert both[0] == both[1]
    assert set(homes.values()) == set("abcd")
    gone = router(sticky, a=Standing(available=False))
    for number, home in homes.items():
        body = {"model": "m", "messages": [{"role": "system", "content": f"You are number {number}"}]}
        moved = names(gone.plan(ask(body=body), rows))[0]
        assert moved != "a"
        assert moved == home or home == "a"


def test_what_must_be_quick_goes_near_while_there_is_room() -> None:
    rows = [candidate("cloud", price=CHEAP), candidate("edge", near=True, price=DEAR)]
    rule = policy(PolicyName.COST, near_far=True)
    roomy = router(rule, edge=Standing(running=1, limit=2))
    full = router(rule, edge=Standing(running=2, limit=2))
    assert names(roomy.plan(ask(stream=True), rows)) == ["edge", "cloud"]
    assert names(full.plan(ask(stream=True), rows)) == ["cloud", "edge"]
    assert names(roomy.plan(ask(), rows)) == ["cloud", "edge"]
    assert names(roomy.plan(ask(controls=Controls(deadline_s=2)), rows)) == ["edge", "cloud"]


def test_scores_come_from_the_operator_then_the_row_then_the_family() -> None:
    row = candidate("a", model="claude-opus-5-5", quality={"code": 0.5})
    key = "at-a/claude-opus-5-5"
    assert ScoreBook().quality(row, TaskKind.CODE) == 0.5
    assert ScoreBook().quality(row, TaskKind.CREATIVE) > 0.9
    assert ScoreBook([Score(key, TaskKind.CODE, given=0.2)]).quality(row, TaskKind.CODE) == 0.2
    assert ScoreBook().quality(candidate(model="nobody-knows-it"), TaskKind.CODE) == 0.5


def test_thumbs_move_a_score_towards_what_users_say() -> None:
    assert shrunk(0.5, 0, 0) == 0.5
    assert 0.5 < shrunk(0.5, 1, 0) < 0.52
    assert shrunk(0.5, 1_000, 0) > 0.95
    assert shrunk(0.9, 0, int(PRIOR)) == pytest.approx(0.45)
    row = candidate("a")
    book = ScoreBook([Score("at-a/upstream-a", TaskKind.CODE, up=0, down=60)])
    assert book.quality(row, TaskKind.CODE) < 0.2


def test_the_virtual_models_that_are_always_there() -> None:
    rows = [
        candidate("dear", price=DEAR, quality={"dialogue": 0.95}),
        candidate("cheap", price=CHEAP, quality={"dialogue": 0.4}),
        candidate("quick", price=DEAR, quality={"dialogue": 0.4}),
    ]
    made = Router(
        Known(
            dear=Standing(p50_ms=3_000, p99_ms=4_000),
            cheap=Standing(p50_ms=2_000, p99_ms=4_000),
            quick=Standing(p50_ms=200, p99_ms=300),
        ),
        rules=Named(*BUILTIN_RULES),
    )
    first = {name: names(made.plan(ask(name), rows))[0] for name in ("best", "cheap", "fast")}
    assert first == {"best": "dear", "cheap": "cheap", "fast": "quick"}
    assert made.plan(ask("auto"), rows).policy == "balance"
