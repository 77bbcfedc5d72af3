"""All buckets of a call are taken together or none is, whatever the history."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.admission.limiter import Limiter
from huahua.gateway.admission.parallel import LocalParallel
from huahua.gateway.admission.permits import check_call
from huahua.gateway.admission.rates import LocalRates, RateGrant
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.errors import NotAllowed, Overloaded
from huahua.kit.limits import ENDPOINTS, NO_LIMITS, Limits, Restrictions


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _ask(caller: Caller, tokens: int = 0, model: str = "auto", task: Task = Task.DIALOGUE) -> Ask:
    return Ask(caller, model, task, Dialect.OPENAI, "req_1", input_tokens=tokens, max_output_tokens=0)


LIMITS = st.builds(
    Limits,
    requests_per_minute=st.integers(0, 6),
    tokens_per_minute=st.integers(0, 60),
    parallel_calls=st.integers(0, 4),
)
CALLERS = st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 2))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("call"), CALLERS, st.integers(0, 20)),
        st.tuples(st.just("end"), st.integers(0, 30), st.integers(0, 20)),
        st.tuples(st.just("undo"), st.integers(0, 30), st.none()),
    ),
    max_size=60,
)


@given(LIMITS, LIMITS, LIMITS, LIMITS, STEPS)
def test_every_bucket_of_a_call_or_none(
    user: Limits, key: Limits, team: Limits, model: Limits, steps: list[tuple[str, object, int]]
) -> None:
    """A plain model beside it: for each subject what was taken, what was given back, and what runs. Time stands still,
    so a bucket holds exactly its limit less what is counted in it."""
    subjects = Subjects(
        user, key, per_model={"auto": model}, customers={f"team_{one}": team for one in range(2)}
    )
    limiter = Limiter(subjects, LocalRates(subjects, monotonic=Clock()), LocalParallel())
    calls: dict[str, int] = {}
    tokens: dict[str, int] = {}
    running: dict[str, int] = {}
    open_calls: list[tuple[RateGrant, list[str], int]] = []
    for kind, what, amount in steps:
        if kind == "call":
            assert isinstance(what, tuple)
            person, in_team, made = what
            caller = Caller(f"usr_{person}", "user", f"key_{made}", f"team_{in_team}" if in_team else None)
            ask = _ask(caller, amount)
            named = list(subjects.of(ask))
            fits = all(
                (not limits.parallel_calls or running.get(name, 0) < limits.parallel_calls)
                and (not limits.requests_per_minute or calls.get(name, 0) < limits.requests_per_minute)
                and (
                    not limits.tokens_per_minute
                    or tokens.get(name, 0) + min(amount, limits.tokens_per_minute) <= limits.tokens_per_minute
                )
                for name, limits in named
            )
            try:
                grant = limiter.take(ask)
            except Overloaded as fault:
                assert not fits
                assert fault.retry_after is not None and fault.retry_after > 0
                continue
            assert fits and grant is not None
            names = [name for name, _ in named]
            for name in names:
                calls[name] = calls.get(name, 0) + 1
                tokens[name] = tokens.get(name, 0) + amount
                running[name] = running.get(name, 0) + 1
            open_calls.append((grant, names, amount))
        elif open_calls:
            assert isinstance(what, int)
            grant, names, expected = open_calls.pop(what % len(open_calls))
            if kind == "undo":
                grant.give_back()
            else:
                grant.leave()
                grant.used(amount)
                grant.leave()
            for name in names:
                running[name] -= 1
                calls[name] -= kind == "undo"
                # A bucket holds its limit at most: what a call did not use is not saved up beyond it.
                tokens[name] = max(0, tokens[name] + (0 if kind == "undo" else amount) - expected)


def test_a_limit_that_changes_is_in_force_and_what_was_used_counts() -> None:
    customers = {"usr_a": Limits(requests_per_minute=2)}
    subjects = Subjects(customers=customers)
    rates = LocalRates(subjects, monotonic=Clock())
    ask = _ask(Caller("usr_a", "user"))
    rates.take(ask)
    rates.take(ask)
    with pytest.raises(Overloaded):
        rates.take(ask)
    customers["usr_a"] = Limits(requests_per_minute=3)
    rates.take(ask)
    with pytest.raises(Overloaded):
        rates.take(ask)
    customers["usr_a"] = Limits(requests_per_minute=1)
    with pytest.raises(Overloaded):
        rates.take(ask)


def test_a_persons_own_limits_stand_in_place_of_everybodys_and_a_keys_within_them() -> None:
    everybody, own = Limits(10, 100, 5), Limits(requests_per_minute=50)
    subjects = Subjects(everybody, Limits(20, 0, 0), customers={"usr_a": own})
    key = Restrictions(Limits(requests_per_minute=30, parallel_calls=1))
    asked = dict(subjects.of(_ask(Caller("usr_a", "user", "key_a", restrictions=key))))
    assert asked == {"usr_a": Limits(50, 100, 5), "key_a": Limits(20, 0, 1)}
    assert dict(subjects.of(_ask(Caller("usr_b", "user")))) == {"usr_b": everybody}


def test_callers_without_limits_are_not_looked_at() -> None:
    assert not Subjects().concern(Caller("usr_a", "user", "key_a"))
    assert Subjects().concern(Caller("usr_a", "user", "key_a", restrictions=Restrictions()))
    assert Subjects(customers={"usr_b": Limits(1)}).concern(Caller("usr_a", "user"))


@pytest.mark.parametrize("task", list(Task))
def test_a_key_is_for_its_endpoints_and_models_only(task: Task) -> None:
    def caller(**rules: frozenset[str]) -> Caller:
        return Caller("usr_a", "user", "key_a", restrictions=Restrictions(NO_LIMITS, **rules))

    everything = frozenset(ENDPOINTS)
    check_call(_ask(Caller("usr_a", "user"), task=task))
    check_call(_ask(caller(endpoints=everything, models=frozenset({"auto"})), task=task))
    fitting = [one for one in ENDPOINTS if _passes(_ask(caller(endpoints=frozenset({one})), task=task))]
    assert len(fitting) == 1
    with pytest.raises(NotAllowed) as refused:
        check_call(_ask(caller(models=frozenset({"other"})), task=task))
    assert (refused.value.status, refused.value.code) == (403, "key_not_for_model")


def _passes(ask: Ask) -> bool:
    try:
        check_call(ask)
    except NotAllowed as fault:
        assert fault.code == "key_not_for_endpoint"
        return False
    return True
