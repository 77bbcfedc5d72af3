"""Several like requests as one call, and its reply taken apart again. Pure.

It is for OpenAI's embeddings and moderations, whose `input` is a text or a list of texts and whose reply is a
list in the same order (`data` or `results`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from huahua.gateway.domain.calls import ChatCall, JsonObject, Usage

_ROWS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])
_LISTS = ("data", "results")


class NotInParts(Exception):
    """The reply does not have one row for each input."""


def likeness(body: JsonObject) -> bytes:
    """Equal for bodies that differ in nothing but their `input`."""
    return msgspec.json.encode(sorted((name, value) for name, value in body.items() if name != "input"))


def merge(calls: Sequence[ChatCall], texts: Sequence[list[str]]) -> ChatCall:
    """One call with the inputs of all, in order."""
    together = [text for part in texts for text in part]
    return msgspec.structs.replace(calls[0], body={**calls[0].body, "input": together})


def take_apart(body: JsonObject, usage: Usage, texts: Sequence[list[str]]) -> list[tuple[JsonObject, Usage]]:
    """The reply's share of each call. Usage is split by characters, so that its sums stay exact.

    Raises NotInParts.
    """
    try:
        return _taken_apart(body, usage, texts)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise NotInParts(f"the reply cannot be read: {fault}") from fault


def _taken_apart(
    body: JsonObject, usage: Usage, texts: Sequence[list[str]]
) -> list[tuple[JsonObject, Usage]]:
    name = next((name for name in _LISTS if name in body), None)
    if name is None:
        raise NotInParts("the reply holds no list")
    rows = _in_order(_ROWS.decode(msgspec.json.encode(body[name])))
    if len(rows) != sum(map(len, texts)):
        raise NotInParts(f"{len(rows)} rows for {sum(map(len, texts))} inputs")
    weights = [max(1, sum(map(len, part))) for part in texts]
    usages = _split_usage(usage, weights)
    counts = _split_counts(body.get("usage"), weights)
    parts: list[tuple[JsonObject, Usage]] = []
    start = 0
    for part, share, count in zip(texts, usages, counts, strict=True):
        own = rows[start : start + len(part)]
        start += len(part)
        for number, row in enumerate(own):
            if "index" in row:
                row["index"] = msgspec.Raw(str(number).encode())
        shared = {**body, name: own}
        if count is not None:
            shared["usage"] = count
        parts.append((shared, share))
    return parts


def split_exactly(total: int, weights: Sequence[int]) -> list[int]:
    """`total` by weight in whole numbers whose sum is `total`. What rounding leaves goes one by one to those from whom
    it took most (the largest remainders), so nobody's share is off by a whole one."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    by_loss = sorted(range(len(weights)), key=lambda number: -(total * weights[number] % whole))
    for number in by_loss[:left]:
        shares[number] += 1
    return shares


def _in_order(rows: list[dict[str, msgspec.Raw]]) -> list[dict[str, msgspec.Raw]]:
    """By `index`, where every row has one; vendors may answer in another order."""
    if not all("index" in row for row in rows):
        return rows
    numbers = [msgspec.json.decode(row["index"]) for row in rows]
    if sorted(numbers, key=repr) != sorted(range(len(rows)), key=repr):
        raise NotInParts("the reply's rows are not numbered from 0")
    return [row for _, row in sorted(zip(numbers, rows, strict=True), key=lambda pair: pair[0])]


def _split_usage(usage: Usage, weights: Sequence[int]) -> list[Usage]:
    names = [name for name in Usage.__struct_fields__ if isinstance(getattr(usage, name), int)]
    columns = {name: split_exactly(getattr(usage, name), weights) for name in names}
    return [
        msgspec.structs.replace(usage, **{name: column[number] for name, column in columns.items()})
        for number in range(len(weights))
    ]


def _split_counts(given: Any, weights: Sequence[int]) -> list[JsonObject | None]:
    """The body's own `usage`: its whole numbers split, the rest left out."""
    if isinstance(given, msgspec.Raw):
        given = msgspec.json.decode(given)
    if not isinstance(given, dict):
        return [None] * len(weights)
    columns = {
        name: split_exactly(value, weights)
        for name, value in given.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    return [{name: column[number] for name, column in columns.items()} for number in range(len(weights))]
