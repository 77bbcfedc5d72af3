"""Hybrid of near and far: what must be quick goes to a node close by while it has room, the rest to the cloud."""

from __future__ import annotations

from huahua.gateway.domain.ask import Ask
from huahua.gateway.routing.runners import Runner, Scored

SHORT_TOKENS = 256
"""A reply of at most so many tokens is waited for by somebody."""
SOON_S = 10.0


def is_urgent(ask: Ask) -> bool:
    """Somebody watches the reply arrive, or wants it soon."""
    deadline = ask.controls.deadline_s
    return (
        ask.stream
        or (deadline is not None and deadline <= SOON_S)
        or (ask.max_output_tokens is not None and ask.max_output_tokens <= SHORT_TOKENS)
    )


def near_first(ask: Ask, scored: list[Scored]) -> list[Scored]:
    """`scored`, best first, with one side before the other. A node that is full waits behind the cloud."""
    near = [item for item in scored if item.runner.candidate.row.near]
    far = [item for item in scored if not item.runner.candidate.row.near]
    free = [item for item in near if _has_room(item.runner)]
    full = [item for item in near if not _has_room(item.runner)]
    if is_urgent(ask):
        return [*_labelled("near", free), *far, *full]
    return [*_labelled("far", far), *free, *full]


def _labelled(label: str, items: list[Scored]) -> list[Scored]:
    return [Scored(item.runner, item.score, f"{label}, {item.reason}") for item in items]


def _has_room(runner: Runner) -> bool:
    standing = runner.standing
    return standing.limit is None or standing.running < standing.limit
