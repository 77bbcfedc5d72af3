"""Every meter that a price has: buckets, kinds of pictures, longer prompts, seconds, memory, pages."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import ImageRequest, Quality, Usage
from huahua.gateway.domain.pictures import picture_kind
from huahua.gateway.domain.price import UNITS, Price, Terms
from huahua.gateway.domain.usage import UsageLine, merge_usage

AMOUNTS = st.integers(0, 10**9)
COUNTS = st.integers(0, 10**6)
KINDS = st.sampled_from(["", "1024x1024", "1024x1024/high", "512x512/low", "/high"])
FLAT = st.builds(
    Price,
    **dict.fromkeys(UNITS, AMOUNTS),
    pictures=st.lists(st.tuples(KINDS.filter(bool), AMOUNTS), max_size=3).map(
        lambda rows: tuple(dict(rows).items())
    ),
)


@st.composite
def prices(draw: st.DrawFn) -> Price:
    flat = draw(FLAT)
    steps = sorted(draw(st.sets(st.integers(1, 10**6), max_size=3)))
    longer = tuple((above, draw(FLAT)) for above in steps)
    return msgspec_free(flat, longer)


def msgspec_free(price: Price, longer: tuple[tuple[int, Price], ...]) -> Price:
    return (
        Price.from_json(price.as_json() | {"longer": [[above, one.as_json()] for above, one in longer]})
        or price
    )


USAGES = st.builds(Usage, **dict.fromkeys(Usage.__struct_fields__, COUNTS))


@given(prices(), USAGES, COUNTS, KINDS)
def test_the_parts_add_up_to_the_cost(price: Price, usage: Usage, duration_ms: int, kind: str) -> None:
    parts = price.parts(usage, duration_ms=duration_ms, kind=kind)
    exact = Fraction(sum(part.millionths for part in parts), 1_000_000)
    cost = price.cost(usage, duration_ms=duration_ms, kind=kind)
    assert isinstance(cost, int)
    assert exact <= cost < exact + 1


@given(FLAT, USAGES, USAGES, COUNTS, KINDS)
def test_more_use_never_costs_less(
    price: Price, usage: Usage, more: Usage, duration_ms: int, kind: str
) -> None:
    larger = Usage(*(getattr(usage, name) + getattr(more, name) for name in Usage.__struct_fields__))
    assert price.cost(larger, duration_ms=duration_ms, kind=kind) >= price.cost(
        usage, duration_ms=duration_ms, kind=kind
    )


@given(prices())
def test_a_price_is_free_where_nothing_costs(price: Price) -> None:
    usage = Usage(*(10**6 for _ in Usage.__struct_fields__))
    if price.is_free:
        assert price.cost(usage) == 0
    assert Price(terms=Terms("prb_1", "m")).is_free


@given(prices())
def test_json_there_and_back_and_as_a_line_keeps_it(price: Price) -> None:
    assert Price.from_json(price.as_json()) == price
    assert Price.from_json(price.brief()) == price
    line = msgspec.json.decode(msgspec.json.encode(price), type=Price)
    assert line == price


def test_terms_are_kept() -> None:
    price = Price(input=1, terms=Terms("prb_1", "gpt", 2, 1000, (("group vip", "0.8"),)))
    assert Price.from_json(price.as_json()) == price
    assert Price.from_json(msgspec.json.decode(msgspec.json.encode(price.brief()))) == price


def test_writes_of_an_hour_and_sound_have_prices_of_their_own() -> None:
    price = Price(input=1_000_000, output=4_000_000, cache_write=1_250_000, cache_write_1h=2_000_000)
    assert price.cost(Usage(cache_write_tokens=4, cache_write_1h_tokens=3)) == 5 + 6
    assert price.cost(Usage(audio_input_tokens=3, audio_output_tokens=2)) == 3 + 8
    dear = Price(input=1_000_000, audio_input=32_000_000, audio_output=64_000_000)
    assert dear.cost(Usage(input_tokens=1, audio_input_tokens=1, audio_output_tokens=1)) == 97
    assert Price(input=1_000_000, cache_write=7_000_000).cost(Usage(cache_write_1h_tokens=1)) == 7


def test_a_longer_prompt_is_charged_as_a_whole() -> None:
    long = Price(input=4_000_000, output=18_000_000)
    price = Price(input=2_000_000, output=12_000_000, longer=((200_000, long),))
    assert price.cost(Usage(input_tokens=200_000)) == 400_000
    assert (
        price.cost(Usage(input_tokens=150_000, cache_read_tokens=50_001, output_tokens=1)) == 200_001 * 4 + 18
    )


def test_eight_pictures_cost_eight_times_one_by_size_and_quality() -> None:
    price = Price(picture=10, pictures=(("1024x1024/high", 167_000), ("1024x1024", 42_000), ("/low", 11_000)))
    eight = Usage(images=8)
    assert price.cost(eight, kind="1024x1024/high") == 8 * 167_000
    assert price.cost(eight, kind="1024x1024/medium") == 8 * 42_000
    assert price.cost(eight, kind="512x512/low") == 8 * 11_000
    assert price.cost(eight, kind="") == 80


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (ImageRequest("a", width=1024, height=1536, parameters={"quality": "HIGH"}), "1024x1536/high"),
        (ImageRequest("a", width=512, height=512, parameters={"quality": "auto"}), "512x512"),
        (ImageRequest("a", quality=Quality.DRAFT), "/low"),
        (ImageRequest("a", parameters={"quality": ["x"]}), ""),
        (ImageRequest("a", parameters={"quality": "x" * 99}), "/" + "x" * 39),
    ],
)
def test_the_kind_of_a_picture(request_: ImageRequest, kind: str) -> None:
    assert picture_kind(request_) == kind


def test_time_of_an_own_engine_leaves_the_queue_out() -> None:
    price = Price(second=1_000, memory=100)
    assert price.cost(Usage(), duration_ms=9_000) == 9_000
    assert price.cost(Usage(inference_ms=2_500, memory_gib_ms=24 * 2_500), duration_ms=9_000) == 2_500 + 6_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"pictures": {"": 1}},
        {"pictures": {"1024x1024": -1}},
        {"longer": [[0, {}]]},
        {"longer": [[5, {}], [5, {}]]},
        {"longer": [[5, {"longer": [[6, {}]]}]]},
        {"longer": [[5, {"currency": "CNY"}]]},
        {"longer": [[5, None]]},
        {"pictures": {str(number): 1 for number in range(101)}},
    ],
)
def test_what_is_no_price_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"price|picture|prompts"):
        Price.from_json(wrong)


@given(USAGES, USAGES, USAGES)
def test_events_of_a_stream_may_come_in_any_order(one: Usage, two: Usage, three: Usage) -> None:
    first = merge_usage(merge_usage(one, two), three)
    assert first == merge_usage(merge_usage(three, one), two) == merge_usage(one, merge_usage(two, three))
    assert first.prompt_tokens == max(usage.prompt_tokens for usage in (one, two, three))
    assert first.completion_tokens == max(usage.completion_tokens for usage in (one, two, three))


def test_cached_tokens_are_not_counted_twice_when_a_later_event_knows_them() -> None:
    early, late = Usage(input_tokens=100), Usage(input_tokens=60, cache_read_tokens=40, output_tokens=5)
    assert merge_usage(early, late) == merge_usage(late, early) == late


def test_a_line_of_an_earlier_version_is_read() -> None:
    fields = {name for name in UsageLine.__struct_fields__ if name in {"vendor_micros", "picture"}}
    assert fields == {"vendor_micros", "picture"}
    assert msgspec.json.decode(b'{"input_tokens": 3}', type=Usage).input_tokens == 3
