from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.ask import MAX_OUTPUT_TOKENS, Ask
from huahua.gateway.domain.calls import EXTRAS, Caller, Dialect, JsonObject, Task
from huahua.gateway.domain.money import Receipt, estimate_micros, fair_part, shared_cost, together
from huahua.gateway.domain.price import Price
from huahua.gateway.routing.estimate import ceiling_micros
from huahua.gateway.routing.estimate import estimate_micros as usual_micros


def _ask(body: JsonObject | None = None, dialect: Dialect = Dialect.OPENAI, **fields: Any) -> Ask:
    return Ask(Caller("usr_a", "user"), "m", Task.DIALOGUE, dialect, "req_1", body=body or {}, **fields)


def test_the_estimate_is_that_of_the_dearest_row() -> None:
    cheap, dear = Price(input=1_000_000), Price(input=3_000_000, output=1_000_000)
    assert estimate_micros(_ask(input_tokens=10, max_output_tokens=5), [cheap, None, dear]) == 35
    assert estimate_micros(_ask(input_tokens=10), [dear]) == 30 + 4096
    assert estimate_micros(_ask(pictures=2), [Price(picture=40_000)]) == 80_000


@pytest.mark.parametrize(
    ("body", "choices"),
    [
        ({"n": 3}, 3),
        ({"n": msgspec.Raw(b"3")}, 3),
        ({"n": msgspec.Raw(b"null")}, 1),
        ({"n": 0}, 1),
        ({"n": -7}, 1),
        ({EXTRAS: {"completions": {"best_of": 5}}, "n": 2}, 5),
        ({EXTRAS: msgspec.Raw(b'{"completions": 1}')}, 1),
    ],
)
def test_every_choice_has_its_output(body: JsonObject, choices: int) -> None:
    price = Price(input=1_000_000, output=1_000_000)
    assert estimate_micros(_ask(body, input_tokens=10, max_output_tokens=5), [price]) == 10 + choices * 5
    assert estimate_micros(_ask(body, input_tokens=10), [price]) == 10 + choices * 4096
    asked = _ask(body, max_output_tokens=5)
    assert (usual_micros(price, asked), ceiling_micros(price, asked)) == (choices * 5, choices * 5)
    long = _ask(body, max_output_tokens=2_000)
    assert (usual_micros(price, long), ceiling_micros(price, long)) == (choices * 500, choices * 2_000)


def test_only_openais_chats_have_choices_and_their_sum_has_an_end() -> None:
    price = Price(output=1_000_000)
    assert estimate_micros(_ask({"n": 3}, Dialect.ANTHROPIC, max_output_tokens=5), [price]) == 5
    assert estimate_micros(_ask({"n": 10**30}, max_output_tokens=5), [price]) == MAX_OUTPUT_TOKENS


def test_what_nobody_can_tell_before_needs_something_left() -> None:
    assert estimate_micros(_ask(), [Price(sound=100)]) == 1
    assert estimate_micros(_ask(), [Price(), None]) == 0


def test_a_share_of_a_cost_is_rounded_up() -> None:
    assert [shared_cost(10, share) for share in (0.0, 0.25, 0.5, 1.0)] == [0, 3, 5, 10]


MICROS = st.integers(-(10**6), 10**6)


@given(MICROS, st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_fair_part_is_enough_or_nothing_and_never_more_than_is_left(
    left: int, least: int, more: int
) -> None:
    part = fair_part(left, least, least + more)
    assert part == 0 if least > left else least <= part <= min(left, least + more)
    assert part <= max(least, left // 2)


@given(st.integers(1, 10**12), st.integers(1, 10**6))
def test_what_is_left_is_taken_in_few_parts(left: int, least: int) -> None:
    parts = 0
    while part := fair_part(left, least, 10**12):
        left -= part
        parts += 1
    assert left < least
    assert parts <= 42


def test_receipts_of_one_request_add_up() -> None:
    assert together([Receipt(3, "CNY"), Receipt(None, "CNY"), Receipt(4, "CNY")]) == Receipt(7, "CNY")
