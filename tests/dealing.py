"""In which order the tests of a whole run are handed to several processes.

`pytest --dist worksteal` cuts the list into as many equal pieces as there are processes; who has done a piece takes
from the end of another's. In the order of the folders one process gets every browser journey and every test of chaos,
one after the other, and the run is over when that one is. So modules are dealt like cards, those with browsers and
servers first: each process begins with the long ones, and what is left at the end, to be taken by whoever is free,
takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest

_DEALT = ("browser", "chaos", "clients", "integration", "contract")
"""Folders in the order in which they are dealt; the others fill up. Each process starts one browser for all of its
journeys, so these stay together."""


def deal(items: Sequence[pytest.Item], processes: int, tests: Path) -> list[pytest.Item]:
    """The same items, those of each module still together where a piece does not end."""
    hands: list[list[pytest.Item]] = [[] for _ in range(processes)]
    rest: list[pytest.Item] = []
    modules = [(path, list(group)) for path, group in groupby(items, key=lambda item: item.path)]
    turn = 0
    for folder in _DEALT:
        for path, module in modules:
            if path.is_relative_to(tests / folder):
                hands[turn % processes].extend(module)
                turn += 1
    for path, module in modules:
        if not any(path.is_relative_to(tests / folder) for folder in _DEALT):
            rest.extend(module)
    return _filled(hands, rest)


def _filled(hands: list[list[pytest.Item]], rest: list[pytest.Item]) -> list[pytest.Item]:
    """One list that pytest-xdist cuts between the hands, as far as there is enough to fill them up."""
    order: list[pytest.Item] = []
    left = sum(map(len, hands)) + len(rest)
    for number, hand in enumerate(hands):
        size = left // (len(hands) - number)
        filling = max(size - len(hand), 0)
        order += hand + rest[:filling]
        del rest[:filling]
        left -= max(size, len(hand))
    return order + rest
