"""Every test is dealt once, the long modules to all processes alike."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from tests.dealing import deal

TESTS = Path("/tests")


@dataclass(frozen=True)
class Item:
    path: Path
    name: str


def module(name: str, size: int) -> list[Any]:
    return [Item(TESTS / f"{name}.py", f"{number}") for number in range(size)]


SUITE = [
    *module("architecture/test_rules", 3),
    *(item for number in range(5) for item in module(f"browser/test_{number}", 2)),
    *(item for number in range(4) for item in module(f"chaos/test_{number}", 1)),
    *module("unit/test_small", 40),
]


def pieces(order: list[pytest.Item], processes: int) -> list[list[Item]]:
    """As pytest-xdist cuts them."""
    cut: list[list[Item]] = []
    left = cast(list[Item], list(order))
    for number in range(processes):
        size = len(left) // (processes - number)
        cut.append(left[:size])
        left = left[size:]
    return cut


@pytest.mark.parametrize("processes", [1, 2, 3, 4])
def test_each_process_begins_with_its_share_of_the_long_ones(processes: int) -> None:
    for piece in pieces(deal(SUITE, processes, TESTS), processes):
        folders = [item.path.parent.name for item in piece]
        long = [item.path for item in piece if item.path.parent.name in ("browser", "chaos")]
        assert len(set(long)) >= 9 // processes
        assert folders == sorted(folders, key=["browser", "chaos", "architecture", "unit"].index)


@pytest.mark.parametrize("suite", [SUITE, module("browser/test_one", 5), module("unit/test_one", 5), []])
@pytest.mark.parametrize("processes", [1, 2, 3, 7])
def test_nothing_is_lost_and_modules_stay_together(suite: list[Any], processes: int) -> None:
    order = deal(suite, processes, TESTS)
    assert sorted(map(repr, order)) == sorted(map(repr, suite))
    browser = [item.path for item in order if item.path.parent.name == "browser"]
    assert sum(a != b for a, b in pairwise(browser)) == max(len(set(browser)) - 1, 0)
