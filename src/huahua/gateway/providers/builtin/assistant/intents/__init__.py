"""One file for each thing the assistant understands; `ORDER` is the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable

from huahua.gateway.providers.builtin.assistant.intents import (
    avatar,
    beyond,
    calculate,
    dating,
    edit,
    helping,
    memory,
    paint,
    smalltalk,
    smalltools,
    switching,
)
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.turn import Turn

Intent = Callable[[Turn], Answer | None]

# The first intent that answers wins: strict readings come before loose ones.
ORDER: tuple[tuple[str, Intent], ...] = (
    ("empty", helping.empty),
    ("switch", switching.switch),
    ("help", helping.helping),
    ("calculate", calculate.calculate),
    ("dating", dating.dating),
    ("smalltools", smalltools.smalltools),
    ("avatar", avatar.avatar),
    ("edit", edit.edit),
    ("paint", paint.paint),
    ("memory", memory.memory),
    ("smalltalk", smalltalk.smalltalk),
    ("beyond", beyond.beyond),
)


def classify(turn: Turn) -> tuple[str, Answer]:
    """The name of the intent that answers `turn`, and its answer; the last one answers everything."""
    for name, intent in ORDER:
        answer = intent(turn)
        if answer is not None:
            return name, answer
    raise AssertionError("the last intent answers everything")
