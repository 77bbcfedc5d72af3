"""The same beginning of a conversation goes to the same upstream, whose prompt cache then holds it.

Rendezvous hashing (Thaler and Ravishankar, 1998), weighted after Schindelhauer and Schomaker (2005): when an upstream
goes away only its own conversations move, and they come back with it.
"""

from __future__ import annotations

from hashlib import blake2b
from math import log

from huahua.gateway.routing.runners import Scored

CLOSE = 0.8
"""Candidates whose mark is at least this part of the best one's are as good."""


def stick(prefix: bytes, scored: list[Scored], close: float = CLOSE) -> list[Scored]:
    """`scored`, best first, with the one that keeps `prefix` moved to the front.

    `close`: which part of the best mark is as good as the best; with 0 every candidate is.
    """
    if len(scored) < 2:
        return scored
    best = scored[0].score
    equals = [item for item in scored if item.score >= best * close]
    keeper = max(equals, key=lambda item: _draw(prefix, item))
    moved = Scored(keeper.runner, keeper.score, f"sticky, {keeper.reason}")
    return [moved, *(item for item in scored if item is not keeper)]


def _draw(prefix: bytes, item: Scored) -> float:
    candidate = item.runner.candidate
    drawn = blake2b(b"\0".join((prefix, candidate.key.encode())), digest_size=8).digest()
    chance = (int.from_bytes(drawn, "big") + 1) / (2**64 + 1)
    return -max(0.01, candidate.weight) / log(chance)
