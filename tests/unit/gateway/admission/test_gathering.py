"""Like requests as one call: nothing is lost, mixed up or counted twice."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.admission import gatherer as gatherer_module
from huahua.gateway.admission.gatherer import Gatherer
from huahua.gateway.admission.gathering import (
    NotInParts,
    likeness,
    merge,
    split_exactly,
    take_apart,
)
from huahua.gateway.domain.calls import ChatCall, EmbeddingReply, Usage
from huahua.gateway.domain.inputs import texts_of
from huahua.gateway.errors import UpstreamLimited, UpstreamRefused


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=64))
def test_shares_sum_up_and_none_is_off_by_a_whole_one(total: int, weights: list[int]) -> None:
    shares = split_exactly(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert share - total * weight // sum(weights) in (0, 1)


def test_what_rounding_leaves_is_not_the_first_callers_to_pay() -> None:
    assert split_exactly(5, [1] * 8) == [1] * 5 + [0] * 3
    assert split_exactly(10, [1, 1, 1]) == [4, 3, 3]
    assert split_exactly(3, [1, 4]) == [1, 2], "0.6 and 2.4"


def vector(text: str) -> list[float]:
    return [len(text) / 7, sum(map(ord, text)) / 3]


def embed(texts: list[str], *, shuffled: bool = False) -> EmbeddingReply:
    rows = [
        {"object": "embedding", "index": index, "embedding": vector(text)} for index, text in enumerate(texts)
    ]
    count = sum(map(len, texts))
    body = {
        "object": "list",
        "data": rows[::-1] if shuffled else rows,
        "model": "up",
        "usage": {"prompt_tokens": count, "total_tokens": count, "details": {"x": 1}},
    }
    return EmbeddingReply(body, Usage(input_tokens=count))


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), min_size=1, max_size=6), st.booleans())
def test_there_and_back(parts: list[list[str]], shuffled: bool) -> None:
    calls = [ChatCall(f"r{n}", "up", {"input": part, "model": "m"}) for n, part in enumerate(parts)]
    merged = merge(calls, parts)
    texts = texts_of(merged.body)
    assert texts is not None
    reply = embed(texts, shuffled=shuffled)
    shares = take_apart(reply.body, reply.usage, parts)
    for part, (body, _) in zip(parts, shares, strict=True):
        decoded = msgspec.json.decode(msgspec.json.encode(body))
        assert [row["index"] for row in decoded["data"]] == list(range(len(part)))
        assert [row["embedding"] for row in decoded["data"]] == [vector(text) for text in part]
        assert (decoded["object"], decoded["model"]) == ("list", "up")
    assert sum(usage.input_tokens for _, usage in shares) == reply.usage.input_tokens
    assert sum(body["usage"]["total_tokens"] for body, _ in shares) == reply.usage.input_tokens


@pytest.mark.parametrize(
    "rows",
    [[], [{"index": 0}], [{"index": 0}, {"index": 0}], [{"index": 1}, {"index": "0"}], [{}, {}, {}]],
)
def test_a_reply_of_another_length_is_not_dealt_out(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(NotInParts):
        take_apart({"data": rows}, Usage(), [["a"], ["b"]])
    with pytest.raises(NotInParts):
        take_apart({"weather": "sunny"}, Usage(), [["a"], ["b"]])


@pytest.mark.parametrize("name", ["data", "results"])
@pytest.mark.parametrize(
    "text", [b'{"a": 1}', b"[1, 2]", b"null", b'[{"index": 1e}, {}]', b'[{"\xff": 1}, {}]']
)
def test_rows_that_cannot_be_read_are_not_dealt_out(name: str, text: bytes) -> None:
    with pytest.raises(NotInParts):
        take_apart({name: msgspec.Raw(text)}, Usage(), [["a"], ["b"]])


def test_moderations_have_no_numbers() -> None:
    body = {"id": "modr-1", "results": [{"flagged": True}, {"flagged": False}]}
    first, second = take_apart(body, Usage(), [["a"], ["b"]])
    assert msgspec.json.decode(msgspec.json.encode(first[0])) == {
        "id": "modr-1",
        "results": [{"flagged": True}],
    }
    assert msgspec.json.decode(msgspec.json.encode(second[0]))["results"] == [{"flagged": False}]


def test_only_texts_are_gathered_and_only_with_their_like() -> None:
    assert texts_of({"input": "a"}) == texts_of({"input": msgspec.Raw(b'["a"]')}) == ["a"]
    for other in ([1, 2], [[1], [2]], [], [{"type": "image_url"}], None, 5):
        assert texts_of({"input": other}) is None
    plain = likeness({"input": "a", "model": "m", "dimensions": 8})
    assert plain == likeness({"dimensions": msgspec.Raw(b"8"), "input": "b", "model": "m"})
    assert plain != likeness({"input": "a", "model": "m", "dimensions": 16})
    assert plain != likeness({"input": "a", "model": "m", "dimensions": 8, "user": "u"})


class Upstream:
    """Remembers what it was sent; answers when the test lets it."""

    def __init__(self) -> None:
        self.sent: list[list[str]] = []
        self.open = asyncio.Event()
        self.limited = False
        self.gone = 0

    async def send(self, call: ChatCall) -> EmbeddingReply:
        texts = texts_of(call.body) or []
        self.sent.append(texts)
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.gone += 1
            raise
        if self.limited and len(texts) > 1:
            raise UpstreamLimited("slow down", retry_after=7)
        if "bad" in texts:
            raise UpstreamRefused("bad input")
        return embed(texts)


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


def ask(gatherer: Gatherer, upstream: Upstream, text: str, **more: Any) -> asyncio.Task[EmbeddingReply]:
    call = ChatCall(text, "up", {"input": text, "model": "m", **more})
    return asyncio.create_task(gatherer.send("up/m", call, upstream.send, EmbeddingReply))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def vectors(reply: EmbeddingReply) -> list[list[float]]:
    decoded = msgspec.json.decode(msgspec.json.encode(reply.body))
    return [row["embedding"] for row in decoded["data"]]


FOR_EVER = 1e6


async def test_the_first_goes_at_once_and_the_others_as_one(upstream: Upstream) -> None:
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, f"text {n}") for n in range(5)]
    await settle()
    assert upstream.sent == [["text 0"]]
    upstream.open.set()
    replies = await asyncio.gather(*tasks)
    assert upstream.sent == [["text 0"], [f"text {n}" for n in range(1, 5)]]
    assert [vectors(reply) for reply in replies] == [[vector(f"text {n}")] for n in range(5)]
    await settle()
    assert not gatherer._lines


async def test_nobody_waits_longer_than_the_limit(upstream: Upstream) -> None:
    gatherer = Gatherer(0.001)
    tasks = [ask(gatherer, upstream, f"text {n}") for n in range(3)]
    while len(upstream.sent) < 2:  # noqa: ASYNC110 - the upstream holds the first call for ever
        await asyncio.sleep(0.001)
    assert upstream.sent == [["text 0"], ["text 1", "text 2"]]
    upstream.open.set()
    await asyncio.gather(*tasks)


async def test_enough_go_at_once(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatherer_module, "MAX_INPUTS", 3)
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, f"{n}") for n in range(8)]
    await settle()
    assert upstream.sent == [["0"], ["1", "2", "3"], ["4", "5", "6"]]
    upstream.open.set()
    await asyncio.gather(*tasks)
    assert upstream.sent[3:] == [["7"]]


async def test_long_texts_are_not_heaped_up(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gatherer_module, "MAX_CHARS", 10)
    gatherer = Gatherer(FOR_EVER)
    texts = ["first", "aaaaaa", "bbbbbb", "c" * 11]
    tasks = [ask(gatherer, upstream, text) for text in texts]
    await settle()
    assert sorted(upstream.sent) == [["aaaaaa"], ["c" * 11], ["first"]]
    upstream.open.set()
    await asyncio.gather(*tasks)


async def test_other_parameters_go_apart(upstream: Upstream) -> None:
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, "a", dimensions=size) for size in (8, 16, 8)]
    await settle()
    assert upstream.sent == [["a"], ["a"]]
    upstream.open.set()
    await asyncio.gather(*tasks)


async def test_one_bad_input_fails_alone(upstream: Upstream) -> None:
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, text) for text in ("first", "good", "bad", "fine")]
    await settle()
    upstream.open.set()
    replies = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(replies[2], UpstreamRefused)
    for number, text in ((1, "good"), (3, "fine")):
        reply = replies[number]
        assert isinstance(reply, EmbeddingReply) and vectors(reply) == [vector(text)]


async def test_a_failure_of_the_upstream_is_everybodys(upstream: Upstream) -> None:
    upstream.limited = True
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, text) for text in ("first", "b", "c")]
    await settle()
    upstream.open.set()
    replies = await asyncio.gather(*tasks, return_exceptions=True)
    faults = [reply for reply in replies[1:] if isinstance(reply, UpstreamLimited)]
    assert len(faults) == 2 and faults[0] is not faults[1]
    assert [fault.retry_after for fault in faults] == [7, 7]
    assert len(upstream.sent) == 2, "a limited upstream is not asked once more for each"


async def test_who_leaves_takes_only_oneself_along(upstream: Upstream) -> None:
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, text) for text in ("first", "b", "c", "d")]
    await settle()
    tasks[1].cancel()
    tasks[0].cancel()
    await settle()
    assert upstream.sent == [["first"], ["c", "d"]]
    tasks[2].cancel()
    await settle()
    assert upstream.gone == 1
    upstream.open.set()
    assert vectors(await tasks[3]) == [vector("d")]


async def test_a_call_that_nobody_waits_for_is_called_back(upstream: Upstream) -> None:
    gatherer = Gatherer(FOR_EVER)
    tasks = [ask(gatherer, upstream, text) for text in ("first", "b", "c")]
    await settle()
    for task in tasks:
        task.cancel()
        await settle()
    assert upstream.gone == len(upstream.sent)
    assert not gatherer._lines
