"""The corpus: texts with the places of what is personal in them, written from templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from eval.privacy.values import HARMLESS, PERSONAL

_TEMPLATES = Path(__file__).with_name("templates.txt")
_SLOT = re.compile(r"\{(" + "|".join([*PERSONAL, *HARMLESS]) + r")\}")
SEED = 20_241


@dataclass(frozen=True, slots=True)
class Gold:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    gold: tuple[Gold, ...]


def templates() -> list[str]:
    lines = _TEMPLATES.read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("# ")]


def examples(rounds: int = 20, seed: int = SEED) -> Iterator[Example]:
    """Every template `rounds` times, each time with other values."""
    random = Random(seed)
    for _ in range(rounds):
        for template in templates():
            yield _filled(template, random)


def _filled(template: str, random: Random) -> Example:
    pieces: list[str] = []
    gold: list[Gold] = []
    at = length = 0
    for slot in _SLOT.finditer(template):
        pieces.append(template[at : slot.start()])
        length += slot.start() - at
        kind, make = PERSONAL.get(slot[1]) or ("", HARMLESS[slot[1]])
        value = make(random)
        if kind:
            gold.append(Gold(length, length + len(value), kind))
        pieces.append(value)
        length += len(value)
        at = slot.end()
    return Example("".join(pieces) + template[at:], tuple(gold))
