"""The tree of an avatar's steps: which of them may go when there are too many."""

from __future__ import annotations

from collections.abc import Mapping

MIN_STEPS = 200
"""So many steps can always be undone."""
MAX_STEPS = 400
"""Of one project; beyond, the oldest go."""


def to_drop(parents: Mapping[int, int | None], head: int, keep: int = MAX_STEPS) -> list[int]:
    """Numbers of the steps to forget so that at most `keep` stay; numbers rise with time.

    `parents` is the whole tree; a parent that is not in it was forgotten before. First the ends of side branches go,
    the oldest first, then the beginning of the line that leads to `head`; `head` itself always stays.
    """
    left = dict(parents)
    dropped: list[int] = []
    line = line_to(head, left)
    children = _children(left)
    ends = sorted((number for number in left if not children[number] and number not in line), reverse=True)
    while len(left) > max(keep, 1) and ends:
        number = ends.pop()
        parent = left.pop(number)
        dropped.append(number)
        if parent in left:
            children[parent].discard(number)
            if not children[parent] and parent not in line:
                ends.append(parent)
                ends.sort(reverse=True)
    for number in sorted(line & left.keys()):
        if len(left) <= max(keep, 1):
            break
        del left[number]
        dropped.append(number)
    return dropped


def line_to(number: int, parents: Mapping[int, int | None]) -> set[int]:
    """The step and all before it, as far as they are known."""
    line: set[int] = set()
    at: int | None = number
    while at is not None and at in parents and at not in line:
        line.add(at)
        at = parents[at]
    return line


def _children(parents: Mapping[int, int | None]) -> dict[int, set[int]]:
    children: dict[int, set[int]] = {number: set() for number in parents}
    for number, parent in parents.items():
        if parent in children:
            children[parent].add(number)
    return children
