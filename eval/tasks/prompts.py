"""Reads the labelled prompts. Files: see the head of `train.txt`."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from huahua.gateway.domain.routing import TaskKind

FOLDER = Path(__file__).parent
PICTURE = "[picture] "
COPIES = 5
"""How often a template is filled in."""
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    text: str
    kind: TaskKind
    language: str
    picture: bool
    origin: int
    """The line it comes from: prompts of one template have it in common."""


def labelled_prompts(name: str = "test.txt") -> list[Prompt]:
    return list(_read(FOLDER / name))


def training_prompts() -> list[Prompt]:
    """Templates filled in, the same in every run."""
    slots = yaml.safe_load((FOLDER / "slots.yaml").read_text(encoding="utf-8"))
    draw = random.Random(7)
    found: dict[tuple[str, bool], Prompt] = {}
    for prompt in _read(FOLDER / "train.txt"):
        for _ in range(COPIES if _SLOT.search(prompt.text) else 1):
            text = _SLOT.sub(
                lambda slot: draw.choice(slots[slot[1]]) if slot[1] in slots else slot[0], prompt.text
            )
            filled = Prompt(text, prompt.kind, prompt.language, prompt.picture, prompt.origin)
            found.setdefault((text, prompt.picture), filled)
    return list(found.values())


def _read(path: Path) -> Iterator[Prompt]:
    kind, language = TaskKind.DIALOGUE, ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        line = line.strip()
        if line.startswith("## "):
            name, language = line.removeprefix("## ").split()
            kind = TaskKind(name)
        elif line and not line.startswith("# "):
            yield Prompt(line.removeprefix(PICTURE), kind, language, line.startswith(PICTURE), number)
